"""Who is held out for comparison: drawn once for a person, and kept."""

import random
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from support_plugin.carts.reminders.models import HoldoutArm
from support_plugin.visitors.contacts import EMAIL, PHONE, contact_hashes


def held_out(people: Mapping[int, Sequence[str]], percent: int, now: datetime) -> set[int]:
    """Return which of these (key: the names of a person) get no reminder.

    Who has no arm yet is drawn one, with the chance of ``percent``. One person may be known by several names
    (account, contacts, browser): the earliest arm counts, and becomes that of all names. With a share of 0
    nothing is drawn or held out.
    """
    if not percent or not people:
        return set()
    names = {name for known in people.values() for name in known}
    arms = _read(names)
    for known in people.values():
        if known:
            first = _earliest(known, arms) or _draw(known[0], percent, now)
            for name in known:
                arms.setdefault(name, _same(name, first))
    HoldoutArm.objects.bulk_create([arm for arm in arms.values() if arm.pk is None], ignore_conflicts=True)
    # Of two processes that draw at once, one was faster.
    stored = _read(names)
    found = set()
    for key, known in people.items():
        arm = _earliest(known, stored)
        if arm is not None and arm.is_held_out:
            found.add(key)
    return found


def _read(names: set[str]) -> dict[str, HoldoutArm]:
    return {arm.person: arm for arm in HoldoutArm.objects.filter(person__in=names)}


def _earliest(known: Sequence[str], arms: Mapping[str, HoldoutArm]) -> HoldoutArm | None:
    found = [arms[name] for name in known if name in arms]
    return min(found, key=lambda arm: (arm.drawn_at, not arm.pk, arm.pk or 0), default=None)


def _draw(name: str, percent: int, now: datetime) -> HoldoutArm:
    # No secret hangs on it.
    is_held_out = random.random() * 100 < percent  # noqa: S311
    return HoldoutArm(person=name, is_held_out=is_held_out, percent=percent, drawn_at=now)


def _same(name: str, arm: HoldoutArm) -> HoldoutArm:
    return HoldoutArm(person=name, is_held_out=arm.is_held_out, percent=arm.percent, drawn_at=arm.drawn_at)


def forget_arms(
    user_ids: Collection[Any],
    emails: Collection[str],
    phones: Collection[str],
    visitor_hashes: Collection[str],
) -> int:
    """Delete the arms of a person, for good; return how many."""
    names = {f"user:{pk}" for pk in user_ids} | {f"visitor:{key}" for key in visitor_hashes}
    contacts = [(EMAIL, email) for email in emails] + [(PHONE, phone) for phone in phones]
    names |= {f"contact:{hashed}" for kind, one in contacts for hashed in contact_hashes(kind, one)}
    return HoldoutArm.objects.filter(person__in=names).delete()[0]
