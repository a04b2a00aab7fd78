"""Orders, and other processes, at the very moment at which reminders are sent."""

import os
import random
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from oscar.core.loading import get_model

from support_plugin import clock
from support_plugin.carts.models import Abandonment
from support_plugin.carts.reminders.models import Plan, PlanStep, Reminder, Way
from support_plugin.carts.reminders.sending import claims, rounds
from support_plugin.carts.reminders.sending.ways import Outlet
from support_plugin.outbox.channels.base import Sent
from tests.carts.orders import staff_order
from tests.carts.reminders.conftest import agree
from tests.factories import make_user
from tests.helpers.shopping import make_cart
from tests.helpers.threads import at_once, errors_in

LONG = os.environ.get("SUPPORT_SOAK") == "1"
RUNS = 1000 if LONG else 50
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(1800 if LONG else 600)]


@pytest.fixture
def plan(db):
    """One e-mail."""
    made = Plan.objects.create(name="Plan", enabled=True)
    PlanStep.objects.create(plan=made, delay_minutes=60, way=Way.EMAIL)
    return made


@pytest.fixture
def leave_many(plan, noon):
    """Return a function that stores so many carts, each with a reminder that is due."""

    def make(number):
        left_at, step = noon - timedelta(hours=2), plan.steps.get()
        for place in range(number):
            cart = make_cart()
            email = f"guest{place}@example.com"
            row = Abandonment.objects.create(
                cart=cart, period=1, idle_since=left_at, abandoned_at=left_at, email=email, language="fa"
            )
            cart.support_activity.__class__.objects.filter(pk=cart.pk).update(abandonment=row, idle_from=None)
            Reminder.objects.create(
                abandonment=row, plan=plan, step=step, way=step.way, due_at=left_at, planned_at=noon
            )
            agree(email)
        return list(Abandonment.objects.order_by("pk"))

    return make


@pytest.fixture
def calls(monkeypatch, noon):
    """Note when each claim began, and who was written to; time stands still at noon."""
    found = {"claims": {}, "sent": []}
    claim = claims.claim

    def note_and_claim(reminder, *args, **more):
        # Long enough for some to buy after they were chosen.
        time.sleep(0.002 * random.random())
        found["claims"][reminder.abandonment.email] = time.monotonic()
        return claim(reminder, *args, **more)

    def send(self, batch, reminder, address):
        found["sent"].append(reminder.abandonment.email)
        return Sent()

    monkeypatch.setattr(claims, "claim", note_and_claim)
    monkeypatch.setattr(Outlet, "send", send)
    monkeypatch.setattr(clock, "now", lambda: noon)
    return found


def run(*works):
    """Do these at once, each in a thread; raise what one raises."""
    for error in errors_in(at_once(*works)):
        raise error


def place(is_signalled, email, at):
    """Store an order, with the shop's signals or without."""
    if is_signalled:
        staff_order(guest_email=email, date_placed=at)
        return
    model = get_model("order", "Order")
    values = {"currency": "IRR", "total_incl_tax": 1, "total_excl_tax": 1, "date_placed": at}
    model.objects.bulk_create([model(number=f"API {email}", guest_email=email, **values)])


def test_nobody_who_has_bought_before_the_claim_gets_anything(leave_many, calls, noon):
    """Each buys at some moment while the reminders are sent, through the shop's signals or without."""
    people, bought = leave_many(RUNS), {}

    def buy():
        for row in random.sample(people, len(people)):
            place(random.random() < 0.5, row.email.upper(), noon)
            bought[row.email] = time.monotonic()

    run(buy, lambda: rounds.send_due(noon))
    wrong = [email for email in calls["sent"] if bought[email] < calls["claims"][email]]
    assert wrong == []
    # Both came first now and then, or the test would show nothing.
    assert len(calls["sent"]) < RUNS
    states = set(Reminder.objects.values_list("state", "reason"))
    assert states <= {("sent", ""), ("skipped", "bought"), ("waiting", "")}


@pytest.mark.parametrize("is_signalled", [True, False], ids=["signal", "no-signal"])
@pytest.mark.parametrize("point", ["reserve", "Batch", "decide"])
def test_nobody_who_buys_between_two_parts_of_the_work_gets_anything(
    leave_many, calls, noon, monkeypatch, point, is_signalled
):
    """All buy after the reminders were reserved, read, or chosen."""
    people = leave_many(10)
    module = claims if point == "reserve" else rounds
    work, done = getattr(module, point), []

    def work_and_buy(*args, **more):
        found = work(*args, **more)
        if not done:
            done.append(1)
            for row in people:
                place(is_signalled, row.email, noon)
        return found

    monkeypatch.setattr(module, point, work_and_buy)
    rounds.send_due(noon)
    assert calls["sent"] == []
    # What could not be claimed is looked at again soon.
    rounds.send_due(noon + timedelta(minutes=2))
    assert calls["sent"] == []
    assert set(Reminder.objects.values_list("state", "reason")) == {("skipped", "bought")}


def test_six_schedulers_at_once_send_each_once(leave_many, calls, noon, monkeypatch):
    number = 300 if LONG else 60
    leave_many(number)
    monkeypatch.setattr(claims, "BATCH", 7)
    run(*[lambda: rounds.send_due(noon)] * 6)
    assert Counter(calls["sent"]).most_common(1)[0][1] == 1
    # On SQLite, whoever waits too long for the lock gives up; the others go on.
    assert len(calls["sent"]) == number


def test_processes_whose_reservations_are_over_send_nothing_twice(leave_many, calls, noon):
    """A process dawdles for longer than its reservation, while others take over what it had."""
    leave_many(12)
    later = noon + claims.RESERVATION + timedelta(seconds=1)
    token, reminders = claims.reserve(noon)
    batch = rounds.Batch(reminders, noon)
    due = rounds.decide(batch, token)
    slow = rounds._Round(lambda: noon, lambda: False)

    def dawdle():
        with Outlet() as outlet:
            slow._send(outlet, batch, token, due)
            slow._store_last()

    run(dawdle, lambda: rounds.send_due(later), lambda: rounds.send_due(later))
    assert sorted(calls["sent"]) == sorted(row.email for row in Abandonment.objects.all())


@pytest.fixture
def leave_in_account(leave_many, noon):
    """Return a function that stores one more cart of each of these people, in their accounts.

    The row of a cart names no other one of that person: it has no address of its own.
    """

    def make(users):
        left_at, step = noon - timedelta(hours=1.5), PlanStep.objects.get()
        for user in users:
            cart = make_cart(owner=user)
            row = Abandonment.objects.create(
                cart=cart, period=1, idle_since=left_at, abandoned_at=left_at, user=user, language="fa"
            )
            cart.support_activity.__class__.objects.filter(pk=cart.pk).update(abandonment=row, idle_from=None)
            values = {"step": step, "plan": step.plan, "way": step.way}
            Reminder.objects.create(abandonment=row, due_at=left_at, planned_at=noon, **values)

    return make


@pytest.fixture
def sent(monkeypatch, noon):
    """Note to whose accounts reminders were sent; time stands still at noon."""
    found = []

    def send(self, batch, reminder, address):
        found.append(batch.people[reminder.pk].email)
        return Sent()

    monkeypatch.setattr(Outlet, "send", send)
    monkeypatch.setattr(clock, "now", lambda: noon)
    return found


@pytest.fixture
def slow_claims(monkeypatch):
    """Each claim takes a while, in the middle of its transaction."""
    claim = claims.claim

    def claim_slowly(*args, **more):
        found = claim(*args, **more)
        time.sleep(0.02)
        return found

    monkeypatch.setattr(claims, "claim", claim_slowly)


def look(noon):
    """Reserve and decide as one process does; return its token, its batch and what is due."""
    token, reminders = claims.reserve(noon)
    batch = rounds.Batch(reminders, noon)
    return token, batch, rounds.decide(batch, token)


@pytest.mark.usefixtures("slow_claims")
@pytest.mark.parametrize("room", [1, 2])
@pytest.mark.parametrize("cap", ["reminders_per_day", "reminders_per_week"])
def test_processes_with_a_cart_of_one_person_each_keep_the_cap(
    leave_many, leave_in_account, sent, noon, prefer, cap, room
):
    """All look before any claims, and claims last as long as each other. There is room for all but one."""
    people, processes = 12 if LONG else 4, room + 1
    prefer(**{"reminders_per_day": 9, "reminders_per_week": 9, cap: room})
    users = [make_user(row.email) for row in leave_many(people)]
    looked = []
    for _ in range(processes):
        # Each process takes the carts that were left since the one before it looked.
        looked.append(look(noon))
        leave_in_account(users)
    assert [len(due) for _token, _batch, due in looked] == [people] * processes
    all_of_them = threading.Barrier(processes)

    def work(token, batch, due):
        one_round = rounds._Round(lambda: noon, lambda: False)
        for row in due:
            all_of_them.wait(timeout=60)
            with Outlet() as outlet:
                one_round._send(outlet, batch, token, [row])
        one_round._store_last()

    run(*[lambda one=one: work(*one) for one in looked])
    assert Counter(sent) == {f"guest{number}@example.com": room for number in range(people)}
    # The last one is looked at again, and not sent.
    rounds.send_due(noon + timedelta(minutes=2))
    assert len(sent) == room * people
