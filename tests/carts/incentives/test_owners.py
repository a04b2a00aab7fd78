"""A code is one person's: at Oscar's page, by a link, in carts that merge, at the checkout, in the order."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model

from support_plugin.adapters import SupportAdapter
from support_plugin.carts.incentives.codes import allow_code, apply
from support_plugin.carts.incentives.models import PersonalVoucher
from support_plugin.visitors.cookies import SALT, hash_key, new_key
from support_plugin.web.nonces import nonces_of
from tests.carts.incentives.conftest import give, leave, make_incentive
from tests.factories import PASSWORD, make_user
from tests.guests.buying import send_address
from tests.helpers.shopping import make_address, make_product, place_order, put_into_cart
from tools.buying import steps

pytestmark = pytest.mark.django_db
ADD, BASKET = "basket:vouchers-add", "basket:summary"
OTHERS, UNKNOWN = "belongs to somebody else", "belongs to one person"


def send(browser, code):
    """Type a code; return what stands at the field, "" where the code is taken."""
    browser.post(reverse(ADD), {"code": code})
    return error_at_field(browser)


def error_at_field(browser):
    """Return what stands at the field of the basket page."""
    page = browser.get(reverse(BASKET)).content.decode()
    form = page.partition('id="voucher"')[2].partition("</details>")[0]
    error = form.partition("error-block")[2].partition("</div>")[0].partition(">")[2]
    return " ".join(re.sub("<[^>]*>", "", error).split())


def discounts(browser):
    """Return the codes that lower the cart's prices now."""
    cart = browser.get(reverse(BASKET)).context["basket"]
    return [found["voucher"].code for found in cart.voucher_discounts]


def codes_in(browser):
    """Return the codes in a browser's cart."""
    return [voucher.code for voucher in browser.get(reverse(BASKET)).context["basket"].vouchers.all()]


def be_guest(browser, email="a@example.com"):
    """Go on as a guest; return the page that follows."""
    return steps.send(browser, steps.enter_as_guest(email), follow=True)


def know(browser, key):
    """Give a browser the cookie of a visitor."""
    from django.conf import settings
    from django.core import signing

    name = settings.SUPPORT_PLUGIN.get("VISITOR_COOKIE_NAME", "support_visitor")
    browser.cookies[name] = signing.get_cookie_signer(salt=SALT).sign(key)


class Link:
    """A page that a link in a mail leads to: it lets the browser have the code, and puts it in."""

    def __init__(self, browser):
        self.browser = browser

    def follow(self, code, *, proves=True):
        """Return what ``apply`` says."""
        request = self.browser.get(reverse(BASKET)).wsgi_request
        request.session = self.browser.session
        with nonces_of(request):
            if proves:
                allow_code(request, code)
                request.session.save()
            return apply(request, code)


@pytest.fixture
def accounts_code(incentive, shopper):
    """A code that an account got."""
    return give(incentive, leave(user=shopper)).code


def test_the_account_that_got_it_uses_it(filled, shopper, accounts_code):
    filled.force_login(shopper)
    assert send(filled, accounts_code) == ""
    assert discounts(filled) == [accounts_code]


def test_a_code_in_small_letters_is_the_same_code(filled, shopper, accounts_code):
    filled.force_login(shopper)
    assert send(filled, accounts_code.lower()) == ""


def test_another_account_is_refused_with_a_word(filled, other_shopper, accounts_code):
    filled.force_login(other_shopper)
    assert OTHERS in send(filled, accounts_code)
    assert discounts(filled) == codes_in(filled) == []


def test_an_account_with_the_guests_address_is_that_person(filled, guests_code):
    filled.force_login(make_user("A@example.com"))
    assert send(filled, guests_code) == ""


def test_a_guest_whom_nobody_knows_yet_is_asked_to_sign_in_or_go_on(filled, guests_code):
    assert UNKNOWN in send(filled, guests_code)
    assert discounts(filled) == []


def test_a_guest_who_has_given_the_address_uses_it(filled, guests_code):
    be_guest(filled, "A@Example.com")
    assert send(filled, guests_code) == ""
    assert discounts(filled) == [guests_code]


def test_a_guest_with_another_address_is_refused(filled, guests_code):
    be_guest(filled, "b@example.com")
    assert OTHERS in send(filled, guests_code)


def test_the_browser_that_left_the_cart_uses_it_before_it_gives_an_address(filled, incentive):
    key = new_key()
    code = give(incentive, leave("a@example.com", visitor_hash=hash_key(key))).code
    assert UNKNOWN in send(filled, code)
    know(filled, key)
    assert send(filled, code) == ""


def test_the_browser_that_came_by_the_link_uses_it_before_it_gives_an_address(filled, guests_code):
    assert Link(filled).follow(guests_code) == ""
    assert discounts(filled) == [guests_code]


def test_a_link_is_idempotent(filled, guests_code):
    assert [Link(filled).follow(guests_code) for _time in range(2)] == ["", ""]
    assert codes_in(filled) == [guests_code]


def test_a_bare_code_in_a_link_proves_nothing(filled, guests_code):
    assert UNKNOWN in Link(filled).follow(guests_code, proves=False)
    assert codes_in(filled) == []


def test_a_link_gives_another_account_nothing(filled, other_shopper, guests_code):
    filled.force_login(other_shopper)
    assert OTHERS in Link(filled).follow(guests_code)


def test_the_checkouts_address_takes_somebody_elses_code_out_and_says_so(filled, guests_code):
    Link(filled).follow(guests_code)
    page = be_guest(filled, "b@example.com")
    assert "was taken out of your cart" in page.content.decode()
    assert guests_code in page.content.decode()
    assert discounts(filled) == codes_in(filled) == []
    # Nor does the mark of the link help any more.
    assert OTHERS in send(filled, guests_code)


def test_the_right_address_keeps_the_code(filled, guests_code):
    Link(filled).follow(guests_code)
    page = be_guest(filled, "a@example.com")
    assert "was taken out" not in page.content.decode()
    assert discounts(filled) == [guests_code]


def test_a_cart_that_merges_into_another_persons_leaves_the_code_behind(filled, guests_code, other_shopper):
    Link(filled).follow(guests_code)
    filled.post(reverse("customer:login"), login_of(other_shopper))
    page = filled.get(reverse(BASKET))
    assert "was taken out of your cart" in page.content.decode()
    assert codes_in(filled) == []
    assert page.context["basket"].num_items == 1


def test_a_cart_that_merges_into_the_persons_own_keeps_the_code(filled, accounts_code, shopper):
    Link(filled).follow(accounts_code)
    filled.post(reverse("customer:login"), login_of(shopper))
    assert discounts(filled) == [accounts_code]


def test_at_log_in_the_browsers_codes_become_the_accounts(filled, incentive, shopper):
    key = new_key()
    code = give(incentive, leave(visitor_hash=hash_key(key))).code
    know(filled, key)
    assert send(filled, code) == ""
    filled.post(reverse("customer:login"), login_of(shopper))
    row = PersonalVoucher.objects.get()
    assert (row.user, row.visitor_hash) == (shopper, "")
    assert discounts(filled) == [code]


def login_of(user):
    return {"login-username": user.email, "login-password": PASSWORD, "login_submit": "Log in"}


def pay(browser):
    """Go on from the guest's address to the order; return it, None for none."""
    place_order(browser)
    return get_model("order", "Order").objects.filter(pk=browser.session.get("checkout_order_id")).first()


def test_an_order_uses_the_code_up_and_its_value_is_noted(filled, guests_code):
    be_guest(filled, "a@example.com")
    send(filled, guests_code)
    send_address(filled)
    order = pay(filled)
    row = PersonalVoucher.objects.get()
    assert row.used_at is not None
    assert row.given == order.discounts.get().amount > 0
    assert row.given_currency == "IRR"
    again = Client()
    put_into_cart(again, make_product())
    be_guest(again, "a@example.com")
    assert "used already" in send(again, guests_code)
    assert discounts(again) == []


def test_an_account_orders_with_its_code(filled, accounts_code, shopper):
    filled.force_login(shopper)
    send(filled, accounts_code)
    address = make_address(shopper)
    steps.send(filled, steps.ship_to_saved(address.pk))
    order = pay(filled)
    assert order.discounts.get().voucher_code == accounts_code
    assert PersonalVoucher.objects.get().used_at is not None


def smuggle(browser, code):
    """Put a voucher into a browser's cart as a program might that asks nobody."""
    cart = browser.get(reverse(BASKET)).context["basket"]
    through = get_model("basket", "Basket").vouchers.through
    voucher = get_model("voucher", "Voucher").objects.get(code=code)
    through.objects.create(basket_id=cart.pk, voucher_id=voucher.pk)


def test_a_code_that_nobody_checked_lowers_nothing_and_hinders_no_order(filled, guests_code):
    be_guest(filled, "b@example.com")
    smuggle(filled, guests_code)
    assert discounts(filled) == []
    send_address(filled)
    order = pay(filled)
    assert order is not None
    assert not order.discounts.exists()
    assert PersonalVoucher.objects.get().used_at is None


def place(cart, **fields):
    """Place an order as a program does: without pages and without a request."""
    from oscar.apps.shipping.methods import Free
    from oscar.core.loading import get_class
    from oscar.core.prices import Price

    from support_plugin.shop.classes import strategy_for

    cart.strategy = strategy_for(fields.get("user"))
    who = fields.get("user") or AnonymousUser()
    get_class("offer.applicator", "Applicator")().apply(cart, who)
    return get_class("order.utils", "OrderCreator")().place_order(
        basket=cart,
        total=Price("IRR", cart.total_excl_tax, cart.total_incl_tax),
        shipping_method=Free(),
        shipping_charge=Price("IRR", 0, 0),
        **{"user": who, **fields},
    )


def stored_cart(code=None, owner=None):
    from oscar.test.factories import create_basket

    cart = create_basket(empty=True)
    cart.owner = owner
    cart.save()
    cart.add_product(make_product())
    if code:
        voucher = get_model("voucher", "Voucher").objects.get(code=code)
        cart.vouchers.through.objects.create(basket_id=cart.pk, voucher_id=voucher.pk)
    return cart


def test_an_order_by_a_program_for_somebody_else_gets_no_discount(guests_code):
    order = place(stored_cart(guests_code), guest_email="b@example.com")
    assert not order.discounts.exists()
    assert PersonalVoucher.objects.get().used_at is None


def test_a_discount_that_another_guests_order_would_take_along_stops_it(guests_code):
    cart = stored_cart(guests_code)
    # As after the link: this cart had the code before anybody gave an address.
    PersonalVoucher.objects.update(cart=cart)
    with pytest.raises(ValueError, match=OTHERS):
        place(cart, guest_email="b@example.com")
    assert not get_model("order", "Order").objects.exists()


def test_the_banks_call_finds_the_code_of_the_cart_that_its_guest_put_in(guests_code):
    cart = stored_cart(guests_code)
    PersonalVoucher.objects.update(cart=cart)
    order = place(cart, guest_email="a@example.com")
    assert order.discounts.get().voucher_code == guests_code


def test_the_shops_other_vouchers_cost_no_query(filled, django_assert_num_queries):
    from tests.basket.test_refused_vouchers import make_voucher

    make_voucher("PUBLIC")
    voucher = get_model("voucher", "Voucher").objects.get(code="PUBLIC")
    with django_assert_num_queries(1):  # Oscar's own is none: it is for many uses; the set's field is read
        get_model("voucher", "Voucher").objects.get(pk=voucher.pk).is_available_to_user(AnonymousUser())


def test_whose_it_was_has_been_deleted_uses_it_no_more(filled, guests_code):
    from support_plugin.carts.incentives.flows import forget_owners

    forget_owners(PersonalVoucher.objects.all())
    be_guest(filled, "a@example.com")
    assert OTHERS in send(filled, guests_code)


def test_an_ended_code_says_until_when_it_was_valid(filled, incentive):
    code = give(incentive, leave("a@example.com"), timezone.now() - timedelta(days=8)).code
    be_guest(filled)
    assert "was valid until" in send(filled, code)
    assert "was valid until" in Link(filled).follow(code)


def test_a_cart_below_the_minimum_shows_what_it_lacks(filled):
    code = give(make_incentive(minimum=1_500_000), leave("a@example.com")).code
    be_guest(filled)
    said = send(filled, code)
    assert "1,500,000" in said
    assert "500,000" in said.partition("lacks")[2]
    put_into_cart(filled, make_product())
    assert send(filled, code) == ""


def test_a_code_in_the_cart_that_gives_nothing_any_more_says_why(filled):
    code = give(make_incentive(minimum=1_500_000), leave("a@example.com")).code
    be_guest(filled)
    put_into_cart(filled, make_product())
    assert send(filled, code) == ""
    cart = filled.get(reverse(BASKET)).context["basket"]
    cart.lines.first().delete()
    assert codes_in(filled) == [code]
    for _time in range(2):
        said = error_at_field(filled)
        assert "500,000" in said.partition("lacks")[2]


def test_amounts_count_in_their_own_currency_alone(filled):
    code = give(make_incentive(benefit="amount", value=500), leave("a@example.com")).code
    PersonalVoucher.objects.update(currency="USD")
    be_guest(filled)
    assert "in this currency" in send(filled, code)
    assert discounts(filled) == []


class Costs(SupportAdapter):
    """Knows that everything costs nine tenths of a million, and a bit."""

    def cost_of(self, product):
        return Decimal(900_001)


@pytest.mark.parametrize(("percent", "said"), [(10, "This code does not count for the goods"), (9, "")])
def test_a_code_counts_in_no_cart_that_it_would_bring_below_cost(filled, settings, percent, said):
    code = give(make_incentive(value=percent), leave("a@example.com")).code
    settings.SUPPORT_PLUGIN = {**settings.SUPPORT_PLUGIN, "ADAPTER": f"{__name__}.Costs"}
    be_guest(filled)
    found = send(filled, code)
    assert found.startswith(said)
    assert bool(found) is bool(said)
    assert discounts(filled) == ([] if said else [code])


def test_an_amount_is_given_once(filled):
    code = give(make_incentive(benefit="amount", value=5000), leave("a@example.com")).code
    put_into_cart(filled, make_product(), 5)
    be_guest(filled)
    send(filled, code)
    cart = filled.get(reverse(BASKET)).context["basket"]
    assert [found["discount"] for found in cart.voucher_discounts] == [5000]


def test_an_empty_cart_and_an_unknown_code_are_named(client, guests_code):
    assert "empty" in Link(client).follow(guests_code)
    assert "no such code" in Link(client).follow("NOTHINGATALL")
