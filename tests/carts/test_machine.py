"""Whatever shoppers, staff, clocks and crashes do: each event is stored once, and none is missed.

Hypothesis invents the story; beside it a plain account of what every cart ought to have had by now.
`make soak` runs many more and longer stories.
"""

import itertools
import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from oscar.core.loading import get_model
from oscar.test import factories

from support_plugin import cache, clock
from support_plugin.carts import events
from support_plugin.carts.abandoning import announce_abandoned, expire_abandoned
from support_plugin.carts.flows import note_visit
from support_plugin.carts.sweeps import sweep
from support_plugin.outbox.models import Event
from tests.carts.orders import staff_order
from tests.factories import make_user
from tests.helpers.machines import UNSHRUNK, run_stories
from tests.helpers.shopping import make_product

LONG = os.environ.get("SUPPORT_SOAK") == "1"
STORIES, STEPS = (1500, 80) if LONG else (20, 40)
IDLE, GIVEN_UP = timedelta(hours=1), timedelta(days=3)
CARTS, PRODUCTS = st.integers(0, 3), st.integers(0, 1)
MINUTES = st.sampled_from([1, 7, 59, 61, 130, 60 * 24, 60 * 24 * 4])

numbers = itertools.count()


class Killed(BaseException):
    """The process is killed at this point."""


@dataclass
class Time:
    """The clock of all processes."""

    now: datetime = field(default_factory=timezone.now)


time_of_today: list[Time] = [Time()]


@dataclass
class Account:
    """What one cart ought to have had."""

    cart: Any
    user: Any
    products: set[int] = field(default_factory=set)
    is_closed: bool = False
    is_paying: bool = False
    # Idle time counts from here; None while nothing is waited for.
    counts_from: datetime | None = None
    active_at: datetime | None = None
    # When the last abandonment was, and what became of it.
    left_at: datetime | None = None
    is_back: bool = True
    can_recover: bool = False
    # What was in it when it was left last.
    left: set[int] = field(default_factory=set)
    expected: list[str] = field(default_factory=list)

    def touch(self, now: datetime) -> None:
        """The shopper does something."""
        if not self.is_back:
            self.expected.append(events.RETURNED)
        self.is_back = True
        self.counts_from = self.active_at = now

    def is_recovered(self, now: datetime) -> None:
        """What was in it is bought."""
        if self.can_recover and self.left_at is not None and self.left_at >= now - GIVEN_UP:
            self.expected.append(events.RECOVERED)
            self.can_recover, self.is_back = False, True


class Shop(RuleBasedStateMachine):
    """Two carts of an account (one of another browser), two of guests."""

    def __init__(self) -> None:
        super().__init__()
        time_of_today[0] = self.time = Time()
        for model in (Event, get_model("order", "Order"), get_model("basket", "Basket")):
            model.objects.all().delete()
        self.user = make_user(f"buyer{next(numbers)}@example.com")
        self.products = [make_product(), make_product()]
        self.strategy = factories.create_basket(empty=True).strategy
        self.carts = [Account(self._basket(owner), owner) for owner in (self.user, self.user, None, None)]
        self.orders: list[tuple[datetime, set[int]]] = []
        self.was_set_back = False

    def _basket(self, owner: Any) -> Any:
        # Another browser's cart of the same account: Oscar merges them at the next page only.
        return get_model("basket", "Basket").objects.create(owner=owner)

    def _open(self, number: int) -> Account | None:
        account = self.carts[number]
        return None if account.is_closed or account.is_paying else account

    def _load(self, account: Account) -> Any:
        cart = get_model("basket", "Basket").objects.get(pk=account.cart.pk)
        cart.strategy = self.strategy
        return cart

    @rule(number=CARTS, product=PRODUCTS)
    def add(self, number: int, product: int) -> None:
        """Put something in."""
        if account := self._open(number):
            self._load(account).add_product(self.products[product])
            account.products.add(product)
            account.touch(self.time.now)

    @rule(number=CARTS)
    def empty(self, number: int) -> None:
        """Take everything out."""
        account = self._open(number)
        if account and account.products:
            self._load(account).flush()
            account.products.clear()
            account.touch(self.time.now)

    @rule(number=CARTS)
    def look(self, number: int) -> None:
        """Look at the basket page."""
        account = self._open(number)
        if account and account.active_at:
            note_visit(account.cart.pk, 10, {"language": "fa"})
            account.touch(self.time.now)

    @precondition(lambda self: not self.was_set_back)
    @rule(number=CARTS)
    def change_without_signal(self, number: int) -> None:
        """Change a line by a process that is killed before it signals, and let the tick find it."""
        account = self._open(number)
        if account and account.products and account.active_at != self.time.now:
            lines = get_model("basket", "Line").objects.filter(basket=account.cart.pk)
            lines.update(date_updated=self.time.now, quantity=3)
            account.touch(self.time.now)
            self.tick()

    @rule(number=CARTS)
    def pay_in_vain(self, number: int) -> None:
        """Begin a payment, or end one that failed."""
        account = self.carts[number]
        if account.is_closed or not account.products:
            return
        cart = self._load(account)
        cart.thaw() if account.is_paying else cart.freeze()
        account.is_paying = not account.is_paying
        if not account.is_paying and account.counts_from is None and account.is_back:
            account.counts_from = self.time.now

    @rule(number=CARTS, is_signalled=st.booleans())
    def order(self, number: int, is_signalled: bool) -> None:
        """Order it: on the shop's pages, by staff, or by a process that is killed before it signals."""
        account = self._open(number)
        if not account or not account.products:
            return
        cart = self._load(account)
        if is_signalled:
            staff_order(cart=cart, user=account.user, date_placed=self.time.now)
            cart.submit()
        else:
            model = get_model("order", "Order")
            made = model(number=f"K{cart.pk}", currency="IRR", total_incl_tax=1, total_excl_tax=1)
            made.basket, made.user, made.date_placed = cart, account.user, self.time.now
            model.objects.bulk_create([made])
            get_model("basket", "Basket").objects.filter(pk=cart.pk).update(status="Submitted")
        account.is_recovered(self.time.now)
        account.is_closed = True
        if not is_signalled:
            self.tick()

    @rule(product=PRODUCTS)
    def order_elsewhere(self, product: int) -> None:
        """Staff take the account's order by telephone."""
        staff_order(user=self.user, product=self.products[product], date_placed=self.time.now)
        self.orders.append((self.time.now, {product}))
        for account in self.carts[:2]:
            if not account.is_closed and product in account.left:
                account.is_recovered(self.time.now)

    @rule(guest=st.integers(2, 3))
    def log_in(self, guest: int) -> None:
        """A guest's cart becomes a part of the account's."""
        kept, merged = self._open(0), self._open(guest)
        if not kept or not merged:
            return
        self._load(kept).merge(self._load(merged))
        if merged.products:
            kept.products |= merged.products
            kept.touch(self.time.now)
        if not merged.is_back:
            merged.expected.append(events.RETURNED)
            merged.is_back = True
        merged.is_closed = True

    @rule(minutes=MINUTES)
    def wait(self, minutes: int) -> None:
        """Time passes, and the tick goes on as it does."""
        self.time.now += timedelta(minutes=minutes)
        self.tick()

    @precondition(lambda self: not self.was_set_back)
    @rule(minutes=st.sampled_from([1, 20, 59]))
    def set_clock_back(self, minutes: int) -> None:
        """Somebody corrects the clock."""
        self.time.now -= timedelta(minutes=minutes)
        self.was_set_back = True
        self.tick()

    @rule(call=st.integers(1, 2), minutes=MINUTES)
    def kill_a_tick(self, call: int, minutes: int) -> None:
        """A tick is killed while it stores something; the next one does it again."""
        self.time.now += timedelta(minutes=minutes)
        calls = []

        def store(*arguments: Any, **more: Any) -> None:
            calls.append(arguments)
            original(*arguments, **more)
            if len(calls) == call:
                raise Killed

        original, events.store = events.store, store
        try:
            self._run_tick()
        except Killed:
            pass
        finally:
            events.store = original
        self.tick()

    def tick(self) -> None:
        """All that a tick does, and what it ought to do."""
        self._run_tick()
        now = self.time.now
        for account in self.carts:
            self._expect(account, now)
        self.check()

    def _run_tick(self) -> None:
        sweep(), announce_abandoned(), expire_abandoned()

    def _expect(self, account: Account, now: datetime) -> None:
        if account.is_closed or account.counts_from is None:
            pass
        elif account.counts_from <= now - IDLE:
            self._expect_left(account, now)
        given_up = account.left_at is not None and account.left_at <= now - GIVEN_UP
        if given_up and not account.is_back and account.can_recover:
            account.expected.append(events.EXPIRED)
            account.is_back, account.can_recover = True, False

    def _expect_left(self, account: Account, now: datetime) -> None:
        is_bought = account.user and any(
            moment > account.active_at and products & account.products for moment, products in self.orders
        )
        if account.is_paying:
            account.counts_from = now
        elif is_bought or not account.products:
            account.counts_from = None
        else:
            account.expected.append(events.ABANDONED)
            account.left_at, account.counts_from = now, None
            account.left = set(account.products)
            account.is_back, account.can_recover = False, True

    def check(self) -> None:
        """Each cart has had its events, in their order, each once."""
        for account in self.carts:
            stored = Event.objects.filter(stream=events.stream_of(account.cart.pk))
            kinds = list(stored.order_by("created_at", "pk").values_list("kind", flat=True))
            assert sorted(kinds) == sorted(f"cart.{kind}" for kind in account.expected), (kinds, account)

    def teardown(self) -> None:
        """In the end everything has been noticed."""
        for _round in range(2):
            self.time.now += timedelta(hours=2)
            self.tick()


@pytest.mark.django_db
def test_each_event_is_stored_once_whatever_happens(commits, prefer, monkeypatch):
    prefer(cart_idle_minutes=60, cart_expiry_days=GIVEN_UP.days)
    for module in (timezone, clock):
        monkeypatch.setattr(module, "now", lambda: time_of_today[0].now)
    run_stories(Shop, STORIES, STEPS, phases=UNSHRUNK)
    cache.clear()
