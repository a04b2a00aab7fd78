"""What the shop and the shopper do without an agent, in the stories of test_machine.py.

Each story is a savepoint that is rolled back, begun from rows made once.
"""

from copy import copy
from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from oscar.apps.basket.middleware import BasketMiddleware
from oscar.apps.partner.strategy import Selector
from oscar.core.loading import get_model

from support_plugin.carts.models import CartActivity
from support_plugin.notices.destination.choice_cookie import forget_choice, keep_choice
from support_plugin.shop.checkout.session import choose_method
from tests.carts.proposals.accounts import (
    FETCHED,
    PLACES,
    POSTED,
    Answer,
    Browser,
    Offered,
    Shelf,
    place_json,
)
from tests.carts.proposals.world import make_voucher
from tests.factories import ConversationFactory, VisitorFactory, make_user
from tests.helpers.shopping import make_product

PRICES, STOCKS = st.sampled_from([100, 100, 200]), st.sampled_from([0, 1, 3, 50, 50])
TAB = st.integers(0, 1)

# Made once: stories differ in what happens to them.
shelves: list[Shelf] = []
fixed: dict[str, Any] = {}


class ShoppersStory(RuleBasedStateMachine):
    """One shopper with an account and two tabs in one browser."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.user, self.conversation = fixed["user"], copy(fixed["conversation"])
        self.goods: dict[int, int] = {0: 2, 1: 1}
        self.vouchers = False
        self.voucher_runs = True
        self.status, self.refusal = "Open", ""
        self.offered: list[Offered] = []
        self.browser = Browser()
        shelves[:] = [Shelf(shelf.product) for shelf in shelves]
        # Two tabs that were opened before anything was in the cart.
        self.tabs = [copy(tab) for tab in fixed["tabs"]]
        for tab in self.tabs:
            tab.basket = copy(tab.basket)
        self.cart = get_model("basket", "Basket").objects.get(owner=self.user)

    def teardown(self) -> None:
        """Leave the database as the next story finds it."""
        transaction.savepoint_rollback(self.savepoint)

    # What the shop is.

    def put_on_shelf(self, number: int) -> None:
        """Store a product as the account has it."""
        shelf = shelves[number]
        records = get_model("partner", "StockRecord").objects.filter(product=shelf.product)
        records.update(price=shelf.price, num_in_stock=shelf.stock, num_allocated=0)
        get_model("catalogue", "Product").objects.filter(pk=shelf.product.pk).update(
            is_public=shelf.is_public
        )

    @rule(number=st.integers(0, 2), price=PRICES)
    def reprice(self, number: int, price: int) -> None:
        """Somebody changes a price."""
        shelves[number].price = price
        self.put_on_shelf(number)

    @rule(number=st.integers(0, 2), stock=STOCKS)
    def restock(self, number: int, stock: int) -> None:
        """Others buy, or more comes in."""
        shelves[number].stock = stock
        self.put_on_shelf(number)

    @rule(number=st.integers(0, 2), is_public=st.sampled_from([True, True, False]))
    def hide(self, number: int, is_public: bool) -> None:
        """Somebody takes a product out of the shop, or back."""
        shelves[number].is_public = is_public
        self.put_on_shelf(number)

    @rule(runs=st.sampled_from([True, True, False]))
    def run_voucher(self, runs: bool) -> None:
        """The voucher ends, or runs again."""
        end = timezone.now() + timedelta(days=1 if runs else -1)
        get_model("voucher", "Voucher").objects.filter(pk=fixed["voucher"].pk).update(end_datetime=end)
        self.voucher_runs = runs

    # What the shopper does without the agent.

    def open_tab(self, middleware: Any = BasketMiddleware) -> Any:
        """Return a request as Oscar's middleware makes it, with the cart read now."""
        return open_tab(self.user, middleware)

    @rule(tab=TAB)
    def load(self, tab: int) -> None:
        """A tab reads the cart; until then it knows the one of before."""
        self.tabs[tab] = self.open_tab()

    @rule(number=st.integers(0, 2), quantity=st.integers(0, 3))
    def edit(self, number: int, quantity: int) -> None:
        """The shopper changes the cart in another tab."""
        if self.status != "Open" or not shelves[number].permits(quantity):
            return
        product = shelves[number].product
        line = self.cart.lines.filter(product=product).first()
        if line is None and quantity:
            cart = get_model("basket", "Basket").objects.get(pk=self.cart.pk)
            cart.strategy = Selector().strategy(user=self.user)
            cart.add_product(product, quantity)
        elif line is not None and quantity:
            line.quantity = quantity
            line.save()
        elif line is not None:
            line.delete()
        self.set_goods(number, quantity)

    def set_goods(self, number: int, quantity: int) -> None:
        """Note how many are in the cart."""
        self.goods = {key: value for key, value in self.goods.items() if key != number}
        if quantity:
            self.goods[number] = quantity

    @rule(what=st.sampled_from(["pay", "fail", "fail", "order"]))
    def go_on(self, what: str) -> None:
        """The payment begins, fails, or the cart becomes an order and another one is begun."""
        if what == "pay" and self.status == "Open" and self.goods:
            self.cart.freeze()
            self.status = "Frozen"
        elif what == "fail" and self.status == "Frozen":
            self.cart.thaw()
            self.status = "Open"
        elif what == "order" and self.status == "Frozen":
            self.cart.submit()
            self.cart, self.goods, self.vouchers, self.status = self.open_tab().basket, {}, False, "Open"
            # The checkout's session is over; the destination stays in its cookie, and no page was seen yet.
            self.browser.session.clear()
            self.browser.method, self.browser.shown = None, (None, None)

    @rule(name=st.sampled_from([None, *PLACES]))
    def choose_place(self, name: str | None) -> None:
        """The shopper chooses a destination in the small form, or has it forgotten."""
        keeper = Answer()
        keeper.cookies = self.browser.cookies
        if name:
            keep_choice(self.as_sent(RequestFactory().get("/")), keeper, place_json(name))
        else:
            forget_choice(keeper)
        self.browser.place = name

    @rule(code=st.sampled_from([None, POSTED, FETCHED]))
    def choose_method(self, code: str | None) -> None:
        """The shopper chooses a shipping method in the checkout."""
        choose_method(self.as_sent(RequestFactory().get("/")), code)
        self.browser.method = code

    @rule()
    def look(self) -> None:
        """The shopper's page shows the cart: agents know its destination and method from then on."""
        if self.status == "Open":
            shown = {"place": place_json(self.browser.place), "method_code": self.browser.method or ""}
            CartActivity.objects.update_or_create(
                pk=self.cart.pk, defaults={"shown": shown, "last_active_at": timezone.now()}
            )
            self.browser.shown = self.browser.place, self.browser.method

    def as_sent(self, request: Any) -> Any:
        """Return a request with what the browser has when it is sent."""
        request.user, request.session = self.user, SessionBase()
        request.session._session_cache = self.browser.session
        request.COOKIES = dict(self.browser.cookies)
        vars(request).pop("_support_state", None)
        return request


class WithoutOffers(BasketMiddleware):  # type: ignore[misc]
    """Reads the cart and works out no offers: whoever decides has that done again."""

    def apply_offers_to_basket(self, request: Any, basket: Any) -> None:
        """Do nothing."""


def open_tab(user: Any, middleware: Any = BasketMiddleware) -> Any:
    """Return a request of an account's as Oscar's middleware makes it, with the cart read now."""
    request: Any = RequestFactory().post("/")
    request.user, request.session = user, SessionBase()
    request.session._session_cache = {}
    request._dont_enforce_csrf_checks = True
    middleware(lambda request: (request.basket.pk, None)[1] or Answer())(request)
    return request


def make_what_all_stories_begin_with(agent: Any) -> None:
    """Make the shop, the shopper with a cart, two tabs and a question, and the agent."""
    country = {"printable_name": "Iran", "name": "Iran", "is_shipping_country": True}
    get_model("address", "Country").objects.get_or_create(iso_3166_1_a2="IR", defaults=country)
    shelves[:] = [Shelf(make_product(100)) for _number in range(3)]
    user = make_user("story@example.com")
    conversation = ConversationFactory(visitor=VisitorFactory(user=user))
    tabs = [open_tab(user), open_tab(user)]
    cart = open_tab(user).basket
    for number, quantity in ((0, 2), (1, 1)):
        cart.add_product(shelves[number].product, quantity)
    fixed.update(agent=agent, voucher=make_voucher(), user=user, conversation=conversation, tabs=tabs)
