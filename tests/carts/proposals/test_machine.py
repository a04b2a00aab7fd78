"""Whatever shoppers, agents, tabs and the shop do: no change without approval, each approved one once.

Hypothesis invents the story; a plain account of the cart, the prices and the stock says what must come of
each decision, in both directions, with shipping. `make soak` runs 10,000 stories, SUPPORT_STORIES
says another number.
"""

import os
from collections import Counter
from copy import copy
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule
from oscar.core.loading import get_model

from support_plugin.carts.proposals.answers import keep_destination
from support_plugin.carts.proposals.deciding import accept_proposal, decline_proposal
from support_plugin.carts.proposals.flows import propose, withdraw
from support_plugin.carts.proposals.models import Proposal
from support_plugin.carts.proposals.rules import clean_changes
from support_plugin.carts.proposals.undoing import undo_proposal
from support_plugin.errors import Refused
from support_plugin.notices.destination.choice_cookie import read_choice
from support_plugin.shop.checkout.session import chosen_method
from tests.carts.proposals.accounts import (
    Answer,
    Offered,
    place_json,
    to_pay,
    wanted_of,
)
from tests.carts.proposals.story import (
    TAB,
    ShoppersStory,
    WithoutOffers,
    fixed,
    make_what_all_stories_begin_with,
    shelves,
)
from tests.helpers.machines import UNSHRUNK, run_stories

LONG = os.environ.get("SUPPORT_SOAK") == "1"
STORIES, STEPS = int(os.environ.get("SUPPORT_STORIES") or (10_000 if LONG else 30)), 20
WHICH = st.integers(0, 3)

KINDS = st.sampled_from(["add", "add", "quantity", "quantity", "voucher", "place", "method"])
WANTED = st.lists(
    st.tuples(KINDS, st.integers(0, 2), st.integers(0, 4)),
    min_size=1,
    max_size=3,
    unique_by=lambda change: change[1] if change[0] in ("add", "quantity") else change[0],
)

done_in_all: Counter[str] = Counter()


class Story(ShoppersStory):
    """And one agent."""

    @rule(number=WHICH)
    def expire(self, number: int) -> None:
        """Half an hour passes for a proposal."""
        if (one := self.pick(number)) is not None and one.state == "offered":
            Proposal.objects.filter(pk=one.row.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
            one.state = "late"

    # What agent and shopper do together.

    @rule(wanted=WANTED)
    def offer(self, wanted: list[tuple[str, int, int]]) -> None:
        """The agent proposes something."""
        if self.status != "Open":
            return
        wanted = [self.meant(*change) for change in wanted]
        changes = [self.as_json(change) for change in wanted]
        promised = self.after(wanted)
        place, method = (wanted_of(wanted, kind) for kind in ("place", "method"))
        if promised == self.account() and not place and not method:
            promised = None
        try:
            row = propose(self.conversation, fixed["agent"], uuid4(), clean_changes(changes))
        except Refused:
            assert promised is None, (wanted, self.goods, shelves)
            return
        assert promised is not None, (wanted, self.goods, shelves)
        assert row.total_after == promised[-1]
        known_place, known_method = self.browser.shown
        place = place or known_place
        pay = to_pay(dict(promised[0]), promised[-1], place, method or known_method)
        assert row.pay_after == pay, (row.pay_after, pay, wanted, self.browser)
        assumed = place if row.shipping else None
        self.offered.append(Offered(row, wanted, self.cart.pk, self.account(), promised, pay, assumed))

    def meant(self, kind: str, number: int, quantity: int) -> tuple[str, int, int]:
        """Return a change that somebody could mean: of a line that is there, and of one at least to add."""
        if kind == "quantity" and number not in self.goods:
            kind = "add"
        return kind, number, max(quantity, 1) if kind == "add" else quantity

    def as_json(self, change: tuple[str, int, int]) -> dict[str, Any]:
        """Return a change for the flow."""
        kind, number, quantity = change
        if kind == "voucher":
            return {"kind": "voucher", "code": "SPRING"}
        if kind == "place":
            return {"kind": "destination", "place": place_json(wanted_of([change], kind))}
        if kind == "method":
            return {"kind": "method", "code": wanted_of([change], kind)}
        product = shelves[number].product
        if kind == "add":
            return {"kind": "add", "product": product.pk, "quantity": quantity}
        line = self.cart.lines.get(product=product)
        return {"kind": "quantity", "line": line.pk, "quantity": quantity}

    @initialize(wanted=WANTED, tab=TAB)
    def begin(self, wanted: list[tuple[str, int, int]], tab: int) -> None:
        """A story begins with two proposals, one of which is accepted."""
        self.offer(wanted)
        self.agree(wanted, tab)

    @rule(wanted=WANTED, tab=TAB)
    def agree(self, wanted: list[tuple[str, int, int]], tab: int) -> None:
        """The shopper accepts at once what was proposed."""
        self.offer(wanted)
        self.accept(len(self.offered[-4:]) - 1, tab)

    @rule(number=WHICH, tab=TAB)
    def accept(self, number: int, tab: int) -> None:
        """The shopper accepts, in a tab that may be old; perhaps a second time."""
        if (one := self.pick(number)) is None:
            return
        must = self.must_accept(one, self.tabs[tab])
        is_elsewhere = self.is_in_another_cart(one, tab)
        if self.settle("accepted", one, lambda pk: accept_proposal(self.fresh(tab), self.conversation, pk)):
            assert must or one.state == "accepted", (one, shelves, self.goods)
            if one.state == "offered":
                one.before, one.state = (*self.account(), self.browser.place, self.browser.method), "accepted"
                self.take(one.changes)
                assert self.account() == one.promised
                self.send_on(one, one.wants("place"), one.wants("method"))
        else:
            assert not must, (self.refusal, one, shelves, self.goods)
            if one.state == "late":
                one.state = "expired"
            elif one.state == "offered" and not is_elsewhere:
                one.state = "stale"

    def is_in_another_cart(self, one: Offered, tab: int) -> bool:
        """Return whether this tab has another cart, while the proposal's own is open."""
        return self.tabs[tab].basket.pk != one.cart and one.cart == self.cart.pk and self.status == "Open"

    def must_accept(self, one: Offered, request: Any) -> bool:
        """Return what the account says of an approval now."""
        is_same = one.cart == self.cart.pk == request.basket.pk and self.status == "Open"
        if one.state != "offered" or not is_same or self.account() != one.seen:
            return False
        # A line that was taken out and put back is another line.
        lines = {str(pk) for pk in self.cart.lines.values_list("pk", flat=True)}
        if not {change["line"] for change in one.row.changes if "line" in change} <= lines:
            return False
        if self.after(one.changes) != one.promised:
            return False
        place = one.wants("place") or self.browser.place or one.assumed
        method = one.wants("method") or self.browser.method
        goods, total = dict(one.promised[0]), one.promised[-1]
        return one.pay is None or to_pay(goods, total, place, method) == one.pay

    def send_on(self, one: Offered, place: str | None, method: str | None) -> None:
        """The browser keeps what a decision sets, and nothing else."""
        keeper = Answer()
        keeper.cookies = self.browser.cookies
        one.row.refresh_from_db()
        keep_destination(self.as_sent(RequestFactory().get("/")), keeper, one.row)
        is_undone = one.state == "undone"
        if one.wants("place") and (not is_undone or self.browser.place == one.wants("place")):
            self.browser.place = place
        if one.wants("method") and (not is_undone or self.browser.method == one.wants("method")):
            self.browser.method = method

    @rule(number=WHICH, tab=TAB)
    def undo(self, number: int, tab: int) -> None:
        """The shopper undoes a change."""
        if (one := self.pick(number)) is None:
            return
        must = self.must_undo(one, self.tabs[tab])
        if self.settle("undone", one, lambda pk: undo_proposal(self.fresh(tab), self.conversation, pk)):
            assert must or one.state == "undone"
            if one.state == "accepted":
                one.state = "undone"
                self.goods, self.vouchers = dict(one.before[0]), one.before[1]
                self.send_on(one, *one.before[-2:])
        else:
            assert not must, (self.refusal, one, shelves, self.goods)

    def must_undo(self, one: Offered, request: Any) -> bool:
        """Return what the account says of taking a change back now."""
        if one.state != "accepted" or not one.cart == self.cart.pk == request.basket.pk:
            return False
        goods, vouchers = dict(one.before[0]), one.before[1]
        if self.status != "Open" or (dict(one.promised[0]), one.promised[1]) != (self.goods, self.vouchers):
            return False
        more = {number: count for number, count in goods.items() if count > self.goods.get(number, 0)}
        fits = all(shelves[number].permits(count) for number, count in more.items())
        seen = all(shelves[number].is_public for number in more if number not in self.goods)
        return fits and seen and vouchers in (True, False)

    @rule(number=WHICH, action=st.sampled_from(["declined", "withdrawn"]))
    def end(self, number: int, action: str) -> None:
        """The shopper declines, or the agent withdraws."""
        if (one := self.pick(number)) is None:
            return
        flow = decline_proposal if action == "declined" else withdraw
        is_ended = self.settle(action, one, lambda pk: flow(self.conversation, pk))
        assert is_ended == (one.state in ("offered", action))
        one.state = action if is_ended else one.state

    def settle(self, state: str, one: Offered, decide: Any) -> bool:
        """Decide; return whether it is so then."""
        try:
            found = decide(one.row.public_id)
        except Refused as refused:
            self.refusal = refused.detail
            return False
        assert found.state == state
        done_in_all[state] += 1
        return True

    def fresh(self, tab: int) -> Any:
        """Return a tab's request: what the tab knew of the cart is known to no second request of it."""
        request = self.tabs[tab]
        if self.status == "Open":
            self.tabs[tab] = self.open_tab(WithoutOffers)
        return self.as_sent(copy(request))

    # The account.

    def pick(self, number: int) -> Offered | None:
        """Return one of the last four proposals."""
        last = self.offered[-4:]
        return last[number % len(last)] if last else None

    def account(self, goods: Any = None, vouchers: bool | None = None) -> Any:
        """Return what is in the cart, with what it costs."""
        goods = self.goods if goods is None else goods
        vouchers = self.vouchers if vouchers is None else vouchers
        prices = [shelves[number].price for number in sorted(goods)]
        total = sum(shelves[number].price * count for number, count in goods.items())
        if vouchers and self.voucher_runs:
            total = total * 9 // 10
        return (tuple(sorted(goods.items())), vouchers, prices, total)

    def after(self, changes: list[tuple[str, int, int]]) -> Any:
        """Return the account with the changes made; None where the shop makes one of them not."""
        goods, vouchers = dict(self.goods), self.vouchers
        for kind, number, quantity in changes:
            now, shelf = goods.get(number, 0), shelves[number]
            if kind in ("place", "method"):
                continue
            if kind == "voucher":
                if vouchers or not self.voucher_runs:
                    return None
                vouchers = True
            elif kind == "add":
                if not shelf.is_public or not shelf.permits(now + quantity):
                    return None
                goods[number] = now + quantity
            elif not quantity:
                goods.pop(number, None)
            elif not now or not shelf.permits(quantity):
                return None
            else:
                goods[number] = quantity
        if not goods and wanted_of(changes, "method"):
            # What is empty is not sent.
            return None
        # Of nothing, nothing is taken off.
        return None if vouchers and not self.vouchers and not goods else self.account(goods, vouchers)

    def take(self, changes: list[tuple[str, int, int]]) -> None:
        """Make the changes in the account."""
        made = self.after(changes)
        self.goods, self.vouchers = dict(made[0]), made[1]

    @invariant()
    def the_cart_is_what_was_approved(self) -> None:
        """The shop's own rows have what the account has, and each proposal's state is the account's."""
        products = {shelf.product.pk: number for number, shelf in enumerate(shelves)}
        lines = get_model("basket", "Line").objects.filter(basket=self.cart.pk)
        found = [(products[pk], count) for pk, count in lines.values_list("product", "quantity")]
        assert sorted(found) == sorted(self.goods.items())
        assert self.cart.vouchers.exists() == self.vouchers
        request = self.as_sent(RequestFactory().get("/"))
        request.basket = self.cart
        assert read_choice(request) == place_json(self.browser.place)
        assert chosen_method(request) == self.browser.method
        stored = dict(Proposal.objects.filter(conversation=self.conversation).values_list("pk", "state"))
        expected = {one.row.pk: "offered" if one.state == "late" else one.state for one in self.offered}
        assert stored == expected


# Thousands of stories take as long as they take.
@pytest.mark.timeout(0 if STORIES > 100 else 300)
@pytest.mark.django_db
def test_no_change_without_approval_each_once_and_undo_gives_the_same_lines(agent, prefer):
    prefer(carts_enabled=False)
    done_in_all.clear()
    make_what_all_stories_begin_with(agent)
    run_stories(Story, STORIES, STEPS, phases=UNSHRUNK)
    # Stories in which nothing is accepted show nothing.
    assert done_in_all["accepted"] > (STORIES / 4 if LONG else 0), done_in_all
    assert done_in_all["undone"] > (STORIES / 20 if LONG else 0), done_in_all
