"""Whether agents are there: who has the desk open now, in any process.

A row for each agent and process, which the process refreshes for all its agents at once. A process that is
killed leaves rows that expire. So pages of other processes, WSGI ones too, know it from the database alone.
"""

import asyncio
import contextlib
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q, QuerySet

from support_plugin import clock
from support_plugin.cache import cached
from support_plugin.chat.live.background import Tasks
from support_plugin.chat.live.database import DatabaseThread
from support_plugin.chat.live.sockets import Socket
from support_plugin.database.primary import PrimaryManager
from support_plugin.preferences.queries import get_preferences

# Seconds between two refreshes; after which a row that nobody refreshed counts for nothing: two may fail.
REFRESH_SECONDS, EXPIRY_SECONDS = 20, 50
# Seconds in which an agent who reloads the page has not left.
LEAVING_SECONDS = 3
# Seconds for which one process takes the last answer.
CACHE_SECONDS = 5


class AgentPresence(models.Model):
    """An agent who has the desk open in one process."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    # The hub's name: of one event loop, never used again.
    process = models.CharField(max_length=32)
    seen_at = models.DateTimeField(db_index=True)

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
    """Return whether an agent has the desk open, as of CACHE_SECONDS ago. No query where the chat is off."""
    if not get_preferences().chat_enabled:
        return False
    found: bool = cached("agents present", _present().exists, (), seconds=CACHE_SECONDS)
    return found


def _present() -> "QuerySet[AgentPresence]":
    now, reach = clock.now(), timedelta(seconds=EXPIRY_SECONDS)
    # Not from the future either: a clock that was set back keeps nobody here.
    return AgentPresence.objects.filter(seen_at__range=(now - reach, now + reach))


def store_presence(process: str, users: Collection[Any]) -> None:
    """Store that these users, by primary key, and no others have the desk open in a process; idempotent."""
    now = clock.now()
    with transaction.atomic():
        expired = Q(seen_at__lt=now - timedelta(seconds=EXPIRY_SECONDS))
        AgentPresence.objects.filter(expired | Q(process=process) & ~Q(user__in=users)).delete()
        AgentPresence.objects.bulk_create(
            [AgentPresence(user_id=user, process=process, seen_at=now) for user in sorted(users)],
            update_conflicts=True,
            unique_fields=["user", "process"],
            update_fields=["seen_at"],
        )


class Presence:
    """Tells the database which agents have the desk open in one event loop. A server's token is nobody."""

    def __init__(self, process: str, sockets: Collection[Socket], tasks: Tasks) -> None:
        self.thread = DatabaseThread("support-presence")
        self._process, self._sockets, self._tasks = process, sockets, tasks
        self._changed = asyncio.Event()
        self._stored: frozenset[Any] = frozenset()

    def update(self) -> None:
        """Note that a desk's socket has come or gone."""
        if self._users() != self._stored:
            self._changed.set()
            self._tasks.start("presence", self._work)

    def _users(self) -> frozenset[Any]:
        return frozenset(socket.caller.user.pk for socket in self._sockets if socket.token is None)

    async def _work(self) -> None:
        """Store who is there now and every REFRESH_SECONDS, until nobody is."""
        while self._users() or self._stored:
            self._changed.clear()
            if not self._stored <= self._users():
                await asyncio.sleep(LEAVING_SECONDS)
            users = self._users()
            await self.thread.run(store_presence, self._process, users)
            self._stored = users
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(REFRESH_SECONDS if users else 0):
                    await self._changed.wait()
        self.thread.release()
