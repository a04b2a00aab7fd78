"""Whatever shoppers, admins, processes, providers and clocks do: nobody gets a reminder that is wrong.

Hypothesis invents the story; each message is judged when it is given to its channel, by a plain account of
what has happened. `make soak` runs many more and longer stories.
"""

import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from support_plugin import cache, clock
from support_plugin.carts.abandoning import announce_abandoned, expire_abandoned
from support_plugin.carts.reminders.decisions.batches import Batch
from support_plugin.carts.reminders.exclusions.models import Exclusions
from support_plugin.carts.reminders.models import Plan, PlanStep, Reminder, Way
from support_plugin.carts.reminders.on_site.flows import (
    Reader,
    find_message,
    find_waiting,
    show_message,
)
from support_plugin.carts.reminders.resending import send_again
from support_plugin.carts.reminders.sending import claims, outcomes, rounds
from support_plugin.carts.reminders.sending.ways import Outlet
from support_plugin.carts.reminders.sending_hours.models import SendingHours
from support_plugin.carts.sweeps import sweep
from support_plugin.models import SupportSettings
from support_plugin.outbox.channels.base import Rejected, Sent, TryLater
from tests.carts.reminders.judging import Judge
from tests.carts.reminders.stories import CARTS, MOSTLY, PEOPLE, TWO, Person, moments
from tests.helpers.machines import UNSHRUNK, run_stories

LONG = os.environ.get("SUPPORT_SOAK") == "1"
STORIES, STEPS = (1500, 80) if LONG else (15, 50)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
MINUTES = st.sampled_from([1, 7, 31, 61, 61, 130, 12 * 60, 24 * 60, 24 * 60, 24 * 60 * 4])

sent_in_all: Counter[str] = Counter()
shown_in_all: Counter[str] = Counter()


class Killed(BaseException):
    """The process is killed at this point."""


@dataclass
class Process:
    """One of two that send, at any point of its work."""

    round: Any
    token: Any = None
    reminders: Any = None
    batch: Any = None
    due: list[Any] = field(default_factory=list)


class Story(Judge):
    """One plan, two processes, a provider."""

    def __init__(self) -> None:
        super().__init__()
        Story.now_playing = self
        self.percent, self.cap, self.day_cap, self.is_on = 0, 9, 9, True
        # When the first message of a day may go, and on which days none may, by (country, channel).
        self.hours: dict[Any, Any] = {}
        self.excluded: Person | None = None
        self.was_set_back, self.result, self.kill, self.is_dying = False, "sent", "", False
        self.plan = Plan.objects.create(name="Plan", enabled=True)
        for minutes in (60, 180, 1440):
            PlanStep.objects.create(plan=self.plan, delay_minutes=minutes, way=Way.EMAIL)
        # At the same time as one of the e-mails.
        PlanStep.objects.create(plan=self.plan, delay_minutes=180, way=Way.TASK)
        # Waits for whoever comes.
        PlanStep.objects.create(plan=self.plan, delay_minutes=55, way=Way.SITE)
        self.processes = [Process(self._round()), Process(self._round())]
        self.wrong: list[AssertionError] = []
        self.attempts: Counter[Any] = Counter()
        self.allowed: Counter[Any] = Counter()
        self.prefer()

    def _round(self) -> Any:
        return rounds._Round(lambda: moments[0], lambda: False)

    def prefer(self) -> None:
        """Store the admin's choices."""
        choices = {
            "reminders_enabled": self.is_on,
            "reminders_per_day": self.day_cap,
            "reminders_per_week": self.cap,
            "reminder_holdout_percent": self.percent,
            "cart_idle_minutes": 30,
            "cart_expiry_days": 10,
        }
        SupportSettings.objects.update_or_create(pk=SupportSettings.singleton_instance_id, defaults=choices)
        cache.clear()

    @initialize(
        percent=st.sampled_from([0, 0, 50]),
        cap=st.sampled_from([1, 2, 9]),
        day_cap=st.sampled_from([1, 9, 9]),
    )
    def begin(self, percent: int, cap: int, day_cap: int) -> None:
        """A story has its caps and its share of people held out; two carts are left, and due."""
        self.percent, self.cap, self.day_cap = percent, cap, day_cap
        self.prefer()
        self._leave(0, False)
        self._leave(2, True)

    # What admins do.

    @rule(is_on=MOSTLY, what=st.sampled_from(["switch_plan", "switch", "again", "exclude"]))
    def administer(self, is_on: bool, what: str) -> None:
        """Switch something off, or on again; have something sent again; exclude somebody, or nobody."""
        getattr(self, what)(is_on)

    def switch_plan(self, is_on: bool) -> None:
        """Take the plan out of use, or into it."""
        self.plan.enabled = is_on
        self.plan.save()

    @rule(hour=st.sampled_from([9, 9, 12]), way=st.sampled_from(["add", "delete", "move"]))
    def edit_plan(self, hour: int, way: str) -> None:
        """Another step, one step less, or one at another time."""
        step = self.plan.steps.order_by("?").first()
        if way == "add" and self.plan.steps.count() < 6:
            PlanStep.objects.create(plan=self.plan, delay_minutes=60 * hour, way=Way.EMAIL)
        elif way == "delete" and self.plan.steps.count() > 2:
            step.delete()
        elif way == "move":
            step.delay_minutes = 30 * hour
            step.save()

    @rule(
        hour=st.sampled_from([9, 9, 12]),
        row=st.tuples(st.sampled_from(["", "AE"]), st.sampled_from(["", "email"])),
        is_closed=st.booleans(),
    )
    def set_hours(self, hour: int, row: Any, is_closed: bool) -> None:
        """Other hours for a country and a channel; perhaps none on this day of the week."""
        days = [moments[0].astimezone(ZoneInfo("Asia/Tehran")).weekday()] if is_closed else []
        values = {"opens": time(hour), "closed_days": days}
        SendingHours.objects.update_or_create(country=row[0], channel=row[1], defaults=values)
        self.hours[row] = (hour, days)

    def exclude(self, no_one: bool) -> None:
        """Exclude one of the people by their address, and nobody else; or nobody."""
        self.excluded = None if no_one else self.people[self.step % len(self.people)]
        address = self.excluded.email if self.excluded else ""
        Exclusions.objects.update_or_create(
            pk=Exclusions.singleton_instance_id, defaults={"addresses": address}
        )

    def switch(self, is_on: bool) -> None:
        """Switch reminders off, or on."""
        self.is_on = is_on
        self.prefer()

    def again(self, _is_on: bool) -> None:
        """An admin sends again what failed or is in doubt."""
        rows = Reminder.objects.filter(state__in=["failed", "unknown"]).exclude(step=None)
        again = {(row.abandonment_id, row.step_id) for row in rows}
        self.allowed.update(again)
        for person in self.people:
            # Two attempts at one message are one for the cap.
            person.got = {step: moment for step, moment in person.got.items() if step not in again}
        send_again(rows)

    # Time, processes and providers.

    @rule(minutes=MINUTES)
    def wait(self, minutes: int) -> None:
        """Time passes, and the tick goes on as it does."""
        moments[0] += timedelta(minutes=minutes)
        self.tick()

    @rule(minutes=st.sampled_from([1, 7, 31, 130, 24 * 60]))
    def wait_for_nothing(self, minutes: int) -> None:
        """Time passes, and no tick runs."""
        moments[0] += timedelta(minutes=minutes)

    @precondition(lambda self: not self.was_set_back)
    @rule(minutes=st.sampled_from([0, 0, 0, 0, 0, 0, 0, 20, 59, 300]))
    def set_clock_back(self, minutes: int) -> None:
        """Somebody corrects the clock, in a few stories."""
        moments[0] -= timedelta(minutes=minutes)
        self.was_set_back = minutes > 0

    @rule()
    def tick(self) -> None:
        """All that a tick does."""
        sweep(), announce_abandoned(), expire_abandoned()
        try:
            rounds.send_due()
        except Killed:
            self.is_dying = False

    def _work(self, number: int) -> None:
        """One of the processes does the next part of its work: reserve, decide, send, store."""
        process = self.processes[number]
        if process.round._open is not None:
            process.round._store_last()
        elif process.due:
            self._send(process)
        elif process.reminders:
            process.batch = Batch(process.reminders, moments[0])
            process.due = rounds.decide(process.batch, process.token)
            process.reminders = None
        elif self.is_on:
            claims.note_unknown(moments[0])
            process.token, process.reminders = claims.reserve(moments[0])

    work = rule(number=TWO)(_work)
    work_on = rule(number=st.just(0))(_work)
    work_as_well = rule(number=TWO)(_work)

    def _send(self, process: Process) -> None:
        reminder = process.due.pop(0)
        try:
            with Outlet() as outlet:
                process.round._send(outlet, process.batch, process.token, [reminder])
        except Killed:
            self.is_dying = False
            process.round, process.due, process.reminders = self._round(), [], None

    @rule()
    def overtake(self) -> None:
        """One process dawdles with what it has chosen, until another one has chosen the same."""
        for number in (0, 1):
            self._work(number)
            self._work(number)
            moments[0] += timedelta(minutes=6)

    @rule(number=TWO, when=st.sampled_from(["now", "before", "after"]))
    def kill_process(self, number: int, when: str) -> None:
        """A process is killed wherever it is, or before or after it calls a provider."""
        if when == "now":
            self.processes[number] = Process(self._round())
        else:
            self.kill = when

    @rule(result=st.sampled_from(["sent", "sent", "sent", "later", "rejected", "dead", "unknown"]))
    def provide(self, result: str) -> None:
        """The provider answers so from now on."""
        self.result = result

    # Messages in the shop.

    def _visit(self, number: int, tabs: int, what: str) -> None:
        """Look at a page of the shop, in one or two tabs; perhaps buy in between."""
        self.tick()
        person = self.people[number]
        reader = Reader(person.user.pk) if person.user else Reader(visitor_hash=person.key)
        found = [find_waiting(reader) for _tab in range(tabs)]
        if what == "buys" and any(found):
            self.order_elsewhere(person, "as ever", is_signalled=False)
        for waiting in found:
            if waiting is not None:
                self._show(person, reader, waiting.key)

    visit = rule(number=PEOPLE, tabs=st.sampled_from([1, 2]), what=st.just("comes"))(_visit)
    visit_again = rule(number=PEOPLE, tabs=TWO, what=st.sampled_from(["buys", "comes", "comes"]))(_visit)

    @rule(number=CARTS)
    def leave_and_come_back(self, number: int) -> None:
        """Leave a cart, and look at a page of the shop when the first reminder is due."""
        self._leave(number, True)
        self._visit(self.people.index(self.carts[number].person), 2, "comes")

    def _show(self, person: Person, reader: Reader, key: str) -> None:
        message = find_message(reader, key, "ready", "sent", "held_out")
        state, client_id = message.state, uuid4()
        if show_message(reader, key, client_id) is None:
            return
        assert state == "ready", "twice"
        step = (message.abandonment_id, message.step_id)
        assert self._who(message) is person, "to somebody else"
        self.judge(message, person.email)
        self.attempts[step] += 1
        person.got[step] = moments[0]
        shown_in_all["shown"] += 1
        assert show_message(reader, key, client_id), "a repeated call"
        assert show_message(reader, key, uuid4()) is None, "in another tab"

    # Judging.

    def call(self, reminder: Any, to: str) -> Sent:
        """Judge a message that is given to its channel, and answer as the provider does."""
        try:
            self.judge(reminder, to)
        except AssertionError as error:
            # The sender takes what a channel raises for the channel's.
            self.wrong.append(error)
        if reminder.way == Way.TASK:
            self.attempts[reminder.abandonment_id, reminder.step_id] += 1
            return Sent()
        kill, self.kill = self.kill, ""
        if kill == "before":
            self.is_dying = True
            raise Killed
        if self.result == "later":
            raise TryLater("busy")
        if self.result in ("rejected", "dead"):
            self.attempts[reminder.abandonment_id, reminder.step_id] += 1
            is_dead = self.result == "dead"
            person = self._who(reminder)
            person.is_dead = person.is_dead or is_dead
            person.is_suppressed = person.is_suppressed or is_dead
            raise Rejected("no", is_contact_dead=is_dead)
        self.attempts[reminder.abandonment_id, reminder.step_id] += 1
        self._who(reminder).got[reminder.abandonment_id, reminder.step_id] = moments[0]
        sent_in_all["after a clock was set back" if self.was_set_back else "sent"] += 1
        if kill == "after":
            self.is_dying = True
            raise Killed
        if self.result == "unknown":
            raise ConnectionResetError
        return Sent()

    @invariant()
    def nothing_was_wrong(self) -> None:
        """All that was sent so far was right."""
        if self.wrong:
            raise self.wrong[0]

    def teardown(self) -> None:
        """In the end nothing is left half done."""
        self.result, self.kill, self.is_on = "sent", "", True
        self.prefer()
        for _round in range(4):
            moments[0] += timedelta(hours=2)
            self.tick()
        assert not Reminder.objects.filter(state="claimed").exists()
        self.nothing_was_wrong()


def unless_killed(work: Any) -> Any:
    """Return what a process does at its end, and not if it was killed."""
    return lambda *arguments: None if Story.now_playing.is_dying else work(*arguments)


@pytest.mark.django_db
@pytest.mark.timeout(7200 if LONG else 600)
def test_no_reminder_is_wrong_whatever_happens(commits, prefer, monkeypatch):
    for module in (timezone, clock):
        monkeypatch.setattr(module, "now", lambda: moments[0])
    monkeypatch.setattr(
        Outlet,
        "send",
        lambda self, batch, reminder, address: Story.now_playing.call(reminder, batch.contact(reminder)[1]),
    )
    # Whoever is killed tidies nothing up.
    for module, name in ((claims, "give_back"), (outcomes, "store")):
        monkeypatch.setattr(module, name, unless_killed(getattr(module, name)))
    sent_in_all.clear(), shown_in_all.clear()
    run_stories(Story, STORIES, STEPS, phases=UNSHRUNK)
    cache.clear()
    # Stories in which nothing is sent show nothing; a few of them may be such.
    least = STORIES / 4 if LONG else 1
    assert sent_in_all["sent"] >= least
    assert shown_in_all["shown"] >= least, shown_in_all
