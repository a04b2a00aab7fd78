"""Noting looks at personal data, and deleting old notes."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from support_plugin import clock
from support_plugin.database.batches import in_batches
from support_plugin.preferences.queries import get_preferences
from support_plugin.visitors.access_log.models import NAME_LENGTH, Look

# Seconds in which looks by one agent at one subject in one place count as one.
WINDOW = 600


def note_look(agent: Any, place: Look.Screen, *, visitor: Any = None, abandonment: Any = None) -> None:
    """Note that an agent is shown what is known of a visitor or of an abandoned cart, given as row or key.

    With neither: of many, as in a list. To be called before the data is read: what can't be noted is not
    shown. Within :data:`WINDOW` seconds a repeat costs one statement that only reads.
    """
    _note(agent, place, "visitor" if abandonment is None else "abandonment", [visitor or abandonment])


def note_looks_at_accounts(agent: Any, place: Look.Screen, accounts: Collection[Any]) -> None:
    """Note that an agent is shown these accounts, given by their keys. Two statements at most."""
    if accounts:
        _note(agent, place, "account", accounts)


def _note(agent: Any, place: Look.Screen, subject: str, found: Collection[Any]) -> None:
    now = clock.now()
    keys = {getattr(one, "pk", one) for one in found}
    same = {"agent": agent.pk, "place": place, "window": _window(now)}
    about = {f"{subject}__isnull": True} if keys == {None} else {f"{subject}__in": keys}
    noted = Look.objects.filter(**same, **about)
    missing = keys - set(noted.values_list(subject, flat=True))
    name = str(agent)[:NAME_LENGTH]
    # Two at once: the second one's rows are in the way of the first one's, and nothing is lost.
    Look.objects.bulk_create(
        [
            Look(
                agent=agent,
                agent_name=name,
                place=place,
                at=now,
                window=same["window"],
                **{f"{subject}_id": key},
            )
            for key in sorted(missing, key=str)
        ],
        ignore_conflicts=True,
    )


def _window(moment: datetime) -> int:
    return int(clock.aware(moment).timestamp()) // WINDOW


def delete_old_looks(now: datetime | None = None) -> int:
    """Delete notes older than the admin's number of days, in batches; return how many. None without one."""
    days = get_preferences().look_retention_days
    if not days:
        return 0
    old = Look.objects.filter(at__lt=(now or clock.now()) - timedelta(days=days))
    return in_batches(old.order_by("at"), _delete)


def _delete(taken: list[Any]) -> None:
    Look.objects.filter(pk__in=taken).delete()
