"""Whether agents are there: who has the desk open now, in any process, or has said that they are on duty.

A row for each agent and process, which the process refreshes for all its agents at once. A process that is
killed leaves rows that expire. So pages of other processes, WSGI ones too, know it from the database alone.
"""

import time
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q, QuerySet

from support_plugin import clock
from support_plugin.cache import cached
from support_plugin.chat.team.models import Agent
from support_plugin.database.primary import PrimaryManager
from support_plugin.preferences.queries import get_preferences

# Seconds between two refreshes; after which a row that nobody refreshed counts for nothing: one may fail.
REFRESH_SECONDS, EXPIRY_SECONDS = 15, 45
# Seconds after which an agent who closed the desk has vanished: a phone in a lift comes back.
GRACE_SECONDS = 30
# Seconds for which one process takes the last answer.
CACHE_SECONDS = 5
# For which it is remembered who had the desk open.
REMEMBERED = timedelta(days=1)


class AgentPresence(models.Model):
    """An agent who has the desk open in one process, or had."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    # The hub's name: of one event loop, never used again.
    process = models.CharField(max_length=32)
    seen_at = models.DateTimeField(db_index=True)
    # When the desk was closed there; empty while it is open, or where the process was killed.
    left_at = models.DateTimeField(null=True)

    objects = PrimaryManager["AgentPresence"]()

    class Meta:
        app_label = "support_plugin"
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["user", "process"], name="support_presence_once")]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.process}"


def agents_present() -> int:
    """Return how many agents have the desk open now; one with several tabs counts once. One query."""
    return _present().values("user").distinct().count()


def someone_is_there() -> bool:
    """Return whether an agent has the desk open or is on duty, as of CACHE_SECONDS ago.

    No query where the chat is off.
    """
    if not get_preferences().chat_enabled:
        return False
    found: bool = cached("agents present", _anybody, (), seconds=CACHE_SECONDS)
    return found


def present_users() -> set[Any]:
    """Return the primary keys of those who have the desk open now. One query."""
    return set(_present().values_list("user", flat=True))


def users_on_duty(now: datetime) -> set[Any]:
    """Return the primary keys of those who have said that they are there until later. One query."""
    return set(Agent.objects.filter(on_duty_until__gt=now).values_list("pk", flat=True))


def _anybody() -> bool:
    return _present().exists() or Agent.objects.filter(on_duty_until__gt=clock.now()).exists()


def _present() -> "QuerySet[AgentPresence]":
    return AgentPresence.objects.filter(_seen_within(EXPIRY_SECONDS), left_at=None)


def _seen_within(seconds: int) -> Q:
    now, reach = clock.now(), timedelta(seconds=seconds)
    # Not from the future either: a clock that was set back keeps nobody here.
    return Q(seen_at__range=(now - reach, now + reach))


def vanished_users(users: Collection[Any]) -> set[Any]:
    """Return those of these users who had the desk open and are gone, beyond a short interruption. One query.

    Not those whom no process has ever seen: programs that answer by the API, and people without scripts.
    """
    now = clock.now()
    known = AgentPresence.objects.filter(user__in=users)
    lately = Q(left_at__gt=now - timedelta(seconds=GRACE_SECONDS))
    here = set(
        known.filter(_seen_within(EXPIRY_SECONDS), Q(left_at=None) | lately).values_list("user", flat=True)
    )
    return set(known.values_list("user", flat=True).distinct()) - here


def note_polling(user: Any) -> None:
    """Note that an agent's desk asks for the queue over HTTP, as it has no socket; once in REFRESH_SECONDS.

    Each process stores it at its own times, all under one name for each agent.
    """
    now = time.monotonic()
    if now - _polled.get(user.pk, -REFRESH_SECONDS) < REFRESH_SECONDS:
        return
    for pk in [pk for pk, moment in _polled.items() if now - moment > EXPIRY_SECONDS]:
        del _polled[pk]
    _polled[user.pk] = now
    store_presence(f"http:{user.pk}"[:32], [user.pk])


# By user, when this process has stored it last.
_polled: dict[Any, float] = {}


def store_presence(process: str, users: Collection[Any]) -> None:
    """Store that these users, by primary key, and no others have the desk open in a process; idempotent."""
    now = clock.now()
    with transaction.atomic():
        AgentPresence.objects.filter(seen_at__lt=now - REMEMBERED).delete()
        left = AgentPresence.objects.filter(process=process, left_at=None).exclude(user__in=users)
        left.update(left_at=now, seen_at=now)
        AgentPresence.objects.bulk_create(
            [AgentPresence(user_id=user, process=process, seen_at=now) for user in sorted(users)],
            update_conflicts=True,
            unique_fields=["user", "process"],
            update_fields=["seen_at", "left_at"],
        )
        Agent.objects.bulk_create([Agent(user_id=user) for user in sorted(users)], ignore_conflicts=True)
