"""Who is held out for comparison: drawn once for a person, and kept."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from support_plugin.database.batches import in_batches, never_stopped
from support_plugin.database.turns import take_turns
from support_plugin.visitors.arms.models import Exposure, HoldoutArm
from support_plugin.visitors.arms.queries import arms_of, exposures_of, holdout_percent
from support_plugin.visitors.arms.rules import Subject, is_drawn

_DRAWN = ("is_held_out", "percent", "drawn_at")


def held_out(capability: str, people: Mapping[int, Sequence[str]], percent: int, now: datetime) -> set[int]:
    """Return which of these (key: the names of a person) are held out of a capability.

    Who has no arm yet is drawn one, with the chance of ``percent``. One person may be known by several names
    (account, contacts, browser): the earliest arm counts, and becomes that of all names. With a share of 0
    nothing is drawn or held out.
    """
    arms = settle(capability, people, percent, now)
    return {key for key, arm in arms.items() if arm.is_held_out}


def settle(
    capability: str, people: Mapping[int, Sequence[str]], percent: int, now: datetime
) -> dict[int, HoldoutArm]:
    """Return the stored arm of each of these people, by the same keys; as :func:`held_out`."""
    if not percent or not any(people.values()):
        return {}
    with transaction.atomic():
        return _settle(capability, people, percent, now)


def _settle(
    capability: str, people: Mapping[int, Sequence[str]], percent: int, now: datetime
) -> dict[int, HoldoutArm]:
    names = {name for known in people.values() for name in known}
    take_turns(HoldoutArm)
    arms, changed = _read(capability, names), {}
    for known in filter(None, people.values()):
        first = _earliest(known, arms) or _draw(capability, known[0], percent, now)
        for name in known:
            if _drawn(arms.setdefault(name, HoldoutArm(capability=capability, person=name))) != _drawn(first):
                for column in _DRAWN:
                    setattr(arms[name], column, getattr(first, column))
                changed[name] = arms[name]
    new = sorted((arm for arm in changed.values() if arm.pk is None), key=lambda arm: arm.person)
    HoldoutArm.objects.bulk_create(new, ignore_conflicts=True)
    known_rows = sorted((arm for arm in changed.values() if arm.pk is not None), key=lambda arm: arm.pk)
    HoldoutArm.objects.bulk_update(known_rows, _DRAWN)
    # Of two processes that draw at once, one was faster.
    stored = _read(capability, names) if new else arms
    found = {key: _earliest(known, stored) for key, known in people.items()}
    return {key: arm for key, arm in found.items() if arm is not None}


def _read(capability: str, names: set[str]) -> dict[str, HoldoutArm]:
    rows = HoldoutArm.objects.filter(capability=capability, person__in=names)
    return {arm.person: arm for arm in rows}


def _earliest(known: Sequence[str], arms: Mapping[str, HoldoutArm]) -> HoldoutArm | None:
    found = [arms[name] for name in known if name in arms]
    return min(found, key=lambda arm: (arm.drawn_at, not arm.pk, arm.pk or 0), default=None)


def _draw(capability: str, name: str, percent: int, now: datetime) -> HoldoutArm:
    is_held_out = is_drawn(capability, name, percent)
    return HoldoutArm(
        capability=capability, person=name, is_held_out=is_held_out, percent=percent, drawn_at=now
    )


def _drawn(arm: HoldoutArm) -> tuple[Any, ...]:
    return tuple(getattr(arm, column) for column in _DRAWN)


def expose(capability: str, subject: Subject, now: datetime) -> HoldoutArm | None:
    """Store that a capability is shown to somebody now, or would be; return the arm that counts.

    The first time of each person stays. None, and nothing is stored, without a share or for nobody known.
    """
    percent = holdout_percent(capability)
    if not percent or not subject.names:
        return None
    whose: dict[str, Any] = {"visitor_hash": subject.visitor_hash}
    if subject.user_id is not None:
        whose = {"user_id": subject.user_id}
    with transaction.atomic():
        arm = settle(capability, {0: subject.names}, percent, now)[0]
        defaults = {"is_held_out": arm.is_held_out, "percent": arm.percent, "at": now}
        Exposure.objects.get_or_create(capability=capability, **whose, defaults=defaults)
    return arm


def forget_arms(
    user_ids: Collection[Any],
    emails: Collection[str],
    phones: Collection[str],
    visitor_hashes: Collection[str],
    cart_ids: Collection[Any] = (),
) -> int:
    """Delete the arms and exposures of a person, for good; return how many."""
    done = exposures_of(user_ids, visitor_hashes).delete()[0]
    return done + arms_of(user_ids, emails, phones, visitor_hashes, cart_ids).delete()[0]


def forget_old_arms(limit: datetime, is_stopped: Callable[[], bool] = never_stopped) -> int:
    """Delete the arms and exposures of before ``limit``; return how many.

    Whoever comes again later is drawn by the same hash, so that with the same share it is the same arm.
    """
    exposed = Exposure.objects.filter(at__lt=limit).order_by("at")
    drawn = HoldoutArm.objects.filter(drawn_at__lt=limit).order_by("drawn_at")
    return in_batches(exposed, _delete_exposures, is_stopped) + in_batches(drawn, _delete_arms, is_stopped)


def _delete_exposures(taken: list[Any]) -> None:
    Exposure.objects.filter(pk__in=taken).delete()


def _delete_arms(taken: list[Any]) -> None:
    HoldoutArm.objects.filter(pk__in=taken).delete()
