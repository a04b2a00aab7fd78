"""Sending what is due: looked at together, claimed one by one, each at most once."""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction

from support_plugin import clock
from support_plugin.carts.reminders.decisions.batches import Batch
from support_plugin.carts.reminders.decisions.reasons_not_to_send import needs_consent
from support_plugin.carts.reminders.exclusions.queries import get_exclusions
from support_plugin.carts.reminders.models import Reminder, Way
from support_plugin.carts.reminders.sending import claims, outcomes, visits
from support_plugin.carts.reminders.sending.conditions import Room
from support_plugin.carts.reminders.sending.deciding import decide, opening_for
from support_plugin.carts.reminders.sending.tasks import make_reminder_task
from support_plugin.carts.reminders.sending.ways import Outlet, delete_links, make_links_to
from support_plugin.carts.restoring.models import RestoreLink
from support_plugin.database.batches import never_stopped
from support_plugin.outbox.channels.base import Rejected, TryLater
from support_plugin.outbox.texts import error_text
from support_plugin.preferences.queries import get_preferences

logger = logging.getLogger(__name__)

State, Reason = Reminder.State, Reminder.Reason
# Failures one after the other, after which a way is left alone until the next round.
FAILURES = 5


def send_due(now: datetime | None = None, is_stopped: Callable[[], bool] = never_stopped) -> int:
    """Send the reminders that are due; return how many were sent.

    For many processes at once. ``now`` stands still for the whole of it; by default time goes on.
    ``is_stopped`` is asked before each. Switched off, nothing is sent or decided. Raises DatabaseError when
    the database is away.
    """
    if not get_preferences().has_reminders:
        return 0
    return _Round(clock.now if now is None else lambda: now, is_stopped).run()


@dataclass
class _Round:
    clock: Callable[[], datetime]
    is_stopped: Callable[[], bool]
    sent: int = 0
    # Failures in a row, by way.
    failures: dict[str, int] = field(default_factory=dict)
    # What was called last, and how that ended: stored with the next claim, or at the end.
    _open: outcomes.Called | None = None

    def run(self) -> int:
        claims.note_unknown(self.clock())
        visits.give_up(self.clock(), self.is_stopped)
        with ExitStack() as stack:
            outlet = stack.enter_context(Outlet())
            stack.callback(self._store_last)
            while not self.is_stopped():
                token, reminders = claims.reserve(self.clock(), self._given_up())
                if not reminders:
                    break
                batch = Batch(reminders, self.clock())
                self._send(outlet, batch, token, decide(batch, token))
        return self.sent

    def _send(self, outlet: Outlet, batch: Batch, token: UUID, due: list[Reminder]) -> None:
        links = make_links_to(due)
        left = {reminder.pk for reminder in due}
        try:
            for reminder in due:
                is_off = self.is_stopped() or not get_preferences().has_reminders
                if is_off or reminder.way in self._given_up():
                    continue
                link, address = links.get(reminder.pk, (None, ""))
                if self._claim(batch, token, reminder, link):
                    left.remove(reminder.pk)
                    self._open = self._call(outlet, batch, token, reminder, address)
        finally:
            claims.give_back(token, left, self.clock())
            delete_links(links, left & links.keys())

    def _claim(self, batch: Batch, token: UUID, reminder: Reminder, link: RestoreLink | None) -> bool:
        """Claim one; return False where something has happened to it since it was looked at."""
        now = self.clock()
        if now < batch.now:
            # The clock was set back: what others send now seems to be counted already.
            return False
        if opening_for(reminder, now) != now:
            # It has closed since it was looked at.
            return False
        if batch.exclusions != get_exclusions():
            # An admin has changed them since: they are looked at again.
            return False
        person = batch.people[reminder.pk]
        kind, _contact = batch.contact(reminder)
        reminder.contact_hash = person.hash_of(kind) if kind else ""
        consent = needs_consent(batch, reminder)
        room = Room(batch.room_left(reminder), batch.now) if reminder.way != Way.TASK else None
        values: dict[str, Any] = {"link": link, "contact_hash": reminder.contact_hash}
        with transaction.atomic():
            self._store_last()
            is_claimed = claims.claim(
                reminder, token, person, self.clock(), needs_consent=consent, room=room, **values
            )
            if is_claimed and reminder.way == Way.TASK:
                make_reminder_task(reminder, self.clock())
        # Not before it is committed.
        self._open = None
        return is_claimed

    def _given_up(self) -> set[str]:
        return {way for way, failures in self.failures.items() if failures >= FAILURES}

    def _call(
        self, outlet: Outlet, batch: Batch, token: UUID, reminder: Reminder, address: str
    ) -> outcomes.Called:
        called = outcomes.Called(reminder, token, self.clock())
        try:
            called.sent = outlet.send(batch, reminder, address)
            self.sent += 1
            self.failures[reminder.way] = 0
        except TryLater as error:
            called.later = error
            self.failures[reminder.way] = self.failures.get(reminder.way, 0) + 1
        except Rejected as error:
            called.rejected = error
        except DatabaseError:
            raise
        except Exception as error:
            # Nobody knows whether it was sent.
            logger.exception("Reminder %s may or may not have been sent", reminder.pk)
            called.unknown = error_text(error, *(one for _kind, one in batch.people[reminder.pk].contacts))
            self.failures[reminder.way] = self.failures.get(reminder.way, 0) + 1
        return called

    def _store_last(self) -> None:
        if self._open is not None:
            outcomes.store(self._open, self.clock())
