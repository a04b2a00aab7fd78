"""Whatever workers, kills, failures and clocks do: at least once, in order, and each repeat is explained.

Hypothesis invents the story. Two workers do their work in small steps, so that it is interleaved, and each
may be killed after any of them. `make soak` runs more and longer stories.
"""

import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import Phase
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from support_plugin import clock
from support_plugin.models import Delivery, DeliveryQueue, Event
from support_plugin.outbox.claims import Claim, claim_due, correct_clock, release
from support_plugin.outbox.flows import NewEvent, deliver_due, store_events
from support_plugin.outbox.next_delivery import advance
from support_plugin.outbox.retries import CLAIM, Outcome, Result, longest_delay
from tests.helpers.machines import run_stories
from tests.outbox.conftest import KIND, MORNING

LONG = os.environ.get("SUPPORT_SOAK") == "1"
STORIES, STEPS = (1000, 100) if LONG else (25, 50)
STREAMS = ["cart:1", "cart:2"]
NAMES = ["crm", "mail"]
TARGETS = [f"receiver:{name}" for name in NAMES]
WORKERS = st.integers(0, 1)
# The clock of all processes.
times = [MORNING]


@dataclass
class Worker:
    """What a process has in its memory."""

    claims: list[Claim] = field(default_factory=list)
    claim: Claim | None = None
    delivery: Delivery | None = None
    outcome: Outcome | None = None
    # Until when its claim holds.
    until: datetime = MORNING


class Outbox(RuleBasedStateMachine):
    """Two workers, two streams, two receivers."""

    connect: Any

    @property
    def now(self) -> datetime:
        return times[0]

    def __init__(self) -> None:
        super().__init__()
        for model in (DeliveryQueue, Event):
            model.objects.all().delete()
        times[0] = self.latest = MORNING
        self.workers = [Worker(), Worker()]
        self.stored: dict[str, list[UUID]] = {stream: [] for stream in STREAMS}
        # (target, event) of each call that the receiver took; and of those that nobody knows of.
        self.taken: Counter[tuple[str, UUID]] = Counter()
        self.unknown: Counter[tuple[str, UUID]] = Counter()
        self.fails = False

    @rule(stream=st.sampled_from(STREAMS), number=st.integers(1, 3))
    def store(self, stream: str, number: int) -> None:
        """Something happens."""
        known = len(self.stored[stream])
        events = [NewEvent(KIND, stream, f"{stream}:{known + n}", {"number": n}) for n in range(number)]
        ids = store_events(events)
        assert store_events(events) == ids
        self.stored[stream] += ids

    @rule(by=st.sampled_from([1, 20, 400, 4000, 90000, 300000, -30, -4000, -90000, -10_000_000]))
    def move_clock(self, by: int) -> None:
        """Time passes, or somebody puts the clock back; both processes go by it."""
        times[0] += timedelta(seconds=by)
        self.latest = max(self.latest, self.now)

    @rule()
    def turn(self) -> None:
        """The receivers fail from now on, or work again."""
        self.fails = not self.fails

    @rule(worker=WORKERS, where=st.sampled_from(TARGETS), limit=st.integers(1, 2))
    def claim(self, worker: int, where: str, limit: int) -> None:
        """A worker looks for something to do."""
        me = self.workers[worker]
        if me.delivery is None and not me.claims:
            correct_clock(where, self.now)
            me.claims = claim_due(where, self.now, limit)

    @precondition(lambda self: not connection.features.has_select_for_update_skip_locked)
    @rule(worker=WORKERS, where=st.sampled_from(TARGETS))
    def claim_too_late(self, worker: int, where: str) -> None:
        """Between what a worker sees and its claim, the other one claims and begins."""
        me, other = self.workers[worker], self.workers[1 - worker]
        if me.delivery is not None or me.claims or other.delivery is not None or other.claims:
            return
        was_quicker = []

        def be_quicker(execute: Any, sql: str, *args: Any) -> Any:
            if sql.startswith("UPDATE") and not was_quicker:
                was_quicker.append(other)
                self.claim(worker=1 - worker, where=where, limit=2)
                self.begin(worker=1 - worker)
            return execute(sql, *args)

        with connection.execute_wrapper(be_quicker):
            me.claims = claim_due(where, self.now, 2)

    @rule(worker=WORKERS)
    def begin(self, worker: int) -> None:
        """A worker begins to work on a queue that it claimed."""
        me = self.workers[worker]
        if me.delivery is None and me.claims:
            me.claim = me.claims.pop(0)
            self._begun(me, advance(me.claim, self.now))

    @rule(worker=WORKERS)
    def call(self, worker: int) -> None:
        """A worker calls the receiver."""
        me = self.workers[worker]
        if me.delivery is not None and me.outcome is None:
            if self.fails:
                me.outcome = Outcome(Result.FAILED, "away")
            else:
                self.taken[me.delivery.target, me.delivery.event_id] += 1
                me.outcome = Outcome(Result.DELIVERED)

    @rule(worker=WORKERS, goes_on=st.booleans())
    def finish(self, worker: int, goes_on: bool) -> None:
        """A worker stores the outcome, and perhaps begins with the next one."""
        me = self.workers[worker]
        if me.delivery is not None and me.outcome is not None and me.claim is not None:
            delivery, outcome = me.delivery, me.outcome
            me.delivery = me.outcome = None
            if not me.claim.row.exists():
                self.unknown[delivery.target, delivery.event_id] += 1
            self._begun(me, advance(me.claim, self.now, delivery, outcome, goes_on))

    @rule(worker=WORKERS)
    def release(self, worker: int) -> None:
        """A worker is asked to stop."""
        me = self.workers[worker]
        release(me.claims, self.now)
        me.claims = []

    @precondition(lambda self: any(worker.claims or worker.delivery for worker in self.workers))
    @rule(worker=WORKERS)
    def kill(self, worker: int) -> None:
        """A worker's process is killed, and another one started."""
        me = self.workers[worker]
        if me.delivery is not None:
            self.unknown[me.delivery.target, me.delivery.event_id] += 1
        self.workers[worker] = Worker()

    def _begun(self, me: Worker, delivery: Delivery | None) -> None:
        me.delivery = delivery
        if delivery is None:
            return
        for other in self.workers:
            if other is not me and other.delivery is not None and other.claim is not None:
                is_same = other.claim.queue.pk == me.claim.queue.pk
                is_expired = not self.now < other.until <= self.now + longest_delay()
                assert not is_same or is_expired, "two at one queue"
        me.until = self.now + CLAIM
        stream = self.stored[delivery.stream]
        for earlier in stream[: stream.index(delivery.event_id)]:
            assert self._is_over(delivery.target, earlier), "out of order"

    def _is_over(self, target: str, event_id: UUID) -> bool:
        given_up = Delivery.objects.filter(target=target, event=event_id, state=Delivery.State.GIVEN_UP)
        return bool(self.taken[target, event_id]) or given_up.exists()

    def teardown(self) -> None:
        """At the end all is delivered or given up, nothing waits, and repeats are those of kills."""
        for number, me in enumerate(self.workers):
            if me.delivery is not None or me.claims:
                self.kill(number)
        receivers = {name: self.connect(name) for name in NAMES}
        # What was due by a clock that was put back is due by then.
        times[0] = self.latest + CLAIM + timedelta(hours=8)
        deliver_due()
        for name, receiver in receivers.items():
            for event_id, _number in receiver.got:
                self.taken[f"receiver:{name}", event_id] += 1
        assert not DeliveryQueue.objects.exists()
        every = list(Delivery.objects.all())
        assert len(every) == len(TARGETS) * sum(map(len, self.stored.values()))
        for delivery in every:
            taken = self.taken[delivery.target, delivery.event_id]
            assert delivery.state != Delivery.State.WAITING
            assert taken >= 1 or delivery.state == Delivery.State.GIVEN_UP
            unknown = self.unknown[delivery.target, delivery.event_id]
            assert taken - 1 <= unknown, "a repeat without a kill"
            assert delivery.repeats <= unknown, "a repeat counted without a kill"
            assert taken - 1 <= delivery.repeats + unknown


@pytest.mark.django_db
def test_whatever_happens_each_event_arrives_in_order(signal, connect, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: times[0])
    for name in NAMES:
        connect(name)

    def reconnect(name: str) -> Any:
        signal.disconnect(dispatch_uid=name)
        return connect(name)

    story = type("Outbox", (Outbox,), {"connect": staticmethod(reconnect)})
    run_stories(story, STORIES, STEPS, phases=(Phase.generate, Phase.shrink))
