"""Whoever has bought gets no reminder: twelve ways of buying and some more, at four moments."""

from datetime import timedelta

import oscar.apps.order.abstract_models
import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model

from support_plugin import clock
from support_plugin.carts.abandoning import announce_abandoned, expire_abandoned
from support_plugin.carts.models import Abandonment, CartActivity
from support_plugin.carts.reminders.models import Reminder
from support_plugin.carts.reminders.sending import rounds
from support_plugin.carts.restoring.flows import make_link
from support_plugin.carts.sweeps import sweep
from support_plugin.tasks.models import Task
from support_plugin.visitors.cookies import hash_key, new_key
from tests.carts.orders import staff_order
from tests.carts.reminders.conftest import agree
from tests.factories import make_user
from tests.guests import buying
from tests.helpers.shopping import make_product, put_into_cart

pytestmark = pytest.mark.django_db

NEGAR, PHONE, STRANGER = "negar.r@gmail.com", "+989123456789", "somebody@example.com"


class Case:
    """A cart that is left in a browser; its shopper is known by all that the app can know."""

    def __init__(self, user, time):
        self.browser, self.user, self.time = Client(), user, time
        if user:
            self.browser.force_login(user)
        put_into_cart(self.browser, make_product())
        self.cart = get_model("basket", "Basket").objects.latest("pk")
        self.email, self.key = user.email if user else NEGAR, hash_key(new_key())
        contacts = {} if user else {"email": NEGAR, "phone": PHONE}
        CartActivity.objects.filter(pk=self.cart.pk).update(visitor_hash=self.key, step=50, **contacts)
        agree(self.email)

    def order(self, cart=None, **fields):
        """Store an order of another product, by nobody known but for these fields."""
        return staff_order(cart=cart, product=make_product(), date_placed=clock.now(), **fields)


def another_cart(**known):
    """Return an open cart of another product that is followed with these columns."""
    made = get_model("basket", "Basket").objects.create()
    values = {"last_active_at": clock.now(), "idle_from": clock.now(), **known}
    CartActivity.objects.update_or_create(pk=made.pk, defaults=values)
    return made


def store_without_signal(**fields):
    """Store an order as an API does that sends no signals."""
    model = get_model("order", "Order")
    values = {"currency": "IRR", "total_incl_tax": 1, "total_excl_tax": 1, "date_placed": clock.now()}
    return model.objects.bulk_create([model(number=f"API{model.objects.count()}", **values, **fields)])


def this_cart(case):
    """From the very cart, on the shop's own pages."""
    buying.buy(case.browser, case.email)


def other_cart_of_the_account(case):
    """By the same account, from another cart."""
    cart = another_cart()
    case.order(cart=cart, user=case.user)


def guest_of_the_same_address(case):
    """In another browser without any cookie, on the shop's own pages."""
    buying.buy(Client(), case.email)


def guest_with_capitals(case):
    """By a guest who writes the address otherwise."""
    case.order(guest_email=case.email.upper())


def alias_of_the_mailbox(case):
    """By a guest whose other address leads to the same mailbox."""
    case.order(guest_email="Neg.ar.r+shop@googlemail.com")


def guest_in_another_browser(case):
    """By the same address, from a cart of another visitor's key."""
    case.order(cart=another_cart(visitor_hash="e" * 64), guest_email=case.email)


def new_account_of_the_address(case):
    """By an account that was made since."""
    case.order(user=make_user(case.email.title()))


def same_browser(case):
    """By another address, from another cart of the same browser."""
    case.order(cart=another_cart(visitor_hash=case.key), guest_email=STRANGER)


def staff_for_the_account(case):
    """By telephone: staff make the order for the account."""
    case.order(user=case.user)


def api_without_signals(case):
    """By the shop's own API: the guest's address is all that the order has."""
    store_without_signal(guest_email=case.email)


def same_phone_number(case):
    """Under another name and address, to the same phone."""
    country = buying.make_country()
    address = get_model("order", "ShippingAddress").objects.create(
        country=country, last_name="R", line1="1", phone_number=PHONE
    )
    case.order(guest_email=STRANGER, shipping_address=address)


def copy_by_the_link(case):
    """The link is opened in another browser, and the copy bought under another address."""
    staff_order(cart=take_copy(case), guest_email=STRANGER, date_placed=clock.now())


def copy_without_signals(case):
    """The same, by an API."""
    store_without_signal(basket=take_copy(case), guest_email=STRANGER)


def browser_without_signals(case):
    """By another address from the same browser, by an API."""
    store_without_signal(basket=another_cart(visitor_hash=case.key), guest_email=STRANGER)


def take_copy(case):
    """Return the copy made by the link. The first cart is as if nobody were back at it."""
    left = Abandonment.objects.filter(cart=case.cart).last()
    if left is None:
        # It was left once before.
        before = clock.now() - timedelta(days=1)
        lines = [
            {"product": str(line.product_id), "upc": "", "title": "", "quantity": 1, "price": "1"}
            for line in case.cart.lines.all()
        ]
        left = Abandonment.objects.create(
            cart=case.cart, period=0, idle_since=before, abandoned_at=clock.now(), lines=lines
        )
    followed = CartActivity.objects.filter(pk=case.cart.pk)
    kept = followed.values("abandonment", "idle_from", "last_active_at").get()
    Client().post(make_link(left)[1].removeprefix("https://shop.example"))
    if kept["abandonment"]:
        Abandonment.objects.update(returned_at=None)
        followed.update(**kept)
    copied = get_model("basket", "Basket").objects.latest("pk")
    assert copied.pk != case.cart.pk
    assert copied.lines.exists()
    return copied


ACCOUNTS = (other_cart_of_the_account, staff_for_the_account)
WAYS = (
    *ACCOUNTS,
    *(this_cart, guest_of_the_same_address, guest_with_capitals, alias_of_the_mailbox),
    *(guest_in_another_browser, new_account_of_the_address, same_browser, api_without_signals),
    *(same_phone_number, copy_by_the_link, copy_without_signals, browser_without_signals),
)
MOMENTS = ("before it counts as left", "before the tick", "after the tick chose it", "after a first reminder")


class Time:
    """The clock of the shop, in hours from when the cart was left."""

    def __init__(self, start):
        self.start = self.now = start

    def set(self, hours):
        self.now = self.start + timedelta(hours=hours)


@pytest.fixture
def time(noon, plan, prefer, monkeypatch):
    """The cart is left two hours before noon; the plan has an e-mail after an hour, and after a day."""
    prefer(cart_idle_minutes=30)
    found = Time(noon - timedelta(hours=2))
    for module in (timezone, clock, oscar.apps.order.abstract_models):
        monkeypatch.setattr(module, "now", lambda: found.now)
    return found


@pytest.fixture
def case(request, time):
    """Somebody who has left a cart: with an account for those ways that are an account's."""
    return Case(make_user("negar@example.com") if request.param in ACCOUNTS else None, time)


def tick(time, hours):
    time.set(hours)
    sweep(), announce_abandoned(), expire_abandoned(), rounds.send_due()


def reminded():
    """Return how many reminders have gone out, and tasks to write to somebody."""
    return sum("List-Unsubscribe" in message.extra_headers for message in mail.outbox) + Task.objects.count()


@pytest.mark.parametrize("case", [this_cart, ACCOUNTS[0]], indirect=True, ids=["guest", "account"])
def test_whoever_has_not_bought_is_reminded_twice(case, time):
    for hours in (0.3, 0.6, 2, 26, 50):
        tick(time, hours)
    assert reminded() == 2


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize(("case", "buy"), [(way, way) for way in WAYS], indirect=["case"])
def test_whoever_has_bought_is_not_reminded(case, buy, moment, time, monkeypatch):
    tick(time, 0)
    if moment == MOMENTS[0]:
        time.set(0.2)
        buy(case)
    tick(time, 0.6)
    if moment != MOMENTS[0]:
        assert Reminder.objects.filter(state="waiting").count() == 1
    if moment == MOMENTS[1]:
        time.set(0.8)
        buy(case)
    if moment == MOMENTS[2]:
        buy_once_chosen(case, buy, monkeypatch)
    tick(time, 2)
    had = reminded()
    assert had == (moment == MOMENTS[3]), list(Reminder.objects.values())
    if moment == MOMENTS[3]:
        time.set(3)
        buy(case)
    for hours in (3.5, 24.5, 26, 27.5, 50):
        tick(time, hours)
    assert reminded() == had
    assert not Reminder.objects.filter(state="waiting").exists()


def buy_once_chosen(case, buy, monkeypatch):
    """Have the order come between the choice and the claim."""
    decide, chosen = rounds.decide, []

    def decide_and_buy(batch, token):
        found = decide(batch, token)
        if not chosen:
            chosen.extend(found)
            assert [row.abandonment.cart_id for row in found] == [case.cart.pk]
            buy(case)
        return found

    monkeypatch.setattr(rounds, "decide", decide_and_buy)
