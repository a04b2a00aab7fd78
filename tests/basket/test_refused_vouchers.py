"""A refused voucher: the true reason, at the field, with the code."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from oscar.core.loading import get_model

from tests.helpers.shopping import make_product, put_into_cart

pytestmark = pytest.mark.django_db
ADD, BASKET = "basket:vouchers-add", "basket:summary"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def make_offer(name, percent, least=1, **fields):
    """Return an offer on everything, for carts with so many goods."""
    goods = get_model("offer", "Range").objects.create(name=name, includes_all_products=True)
    return get_model("offer", "ConditionalOffer").objects.create(
        name=name,
        condition=get_model("offer", "Condition").objects.create(range=goods, type="Count", value=least),
        benefit=get_model("offer", "Benefit").objects.create(range=goods, type="Percentage", value=percent),
        **fields,
    )


def make_voucher(code="HELLO", least=1, priority=0, **dates):
    """Return a voucher of ten per cent off."""
    now = timezone.now()
    times = {"start_datetime": now - timedelta(1), "end_datetime": now + timedelta(1), **dates}
    voucher = get_model("voucher", "Voucher").objects.create(name=code, code=code, usage="Multi-use", **times)
    voucher.offers.add(make_offer(f"{code} off", 10, least, offer_type="Voucher", priority=priority))
    return voucher


@pytest.fixture
def cart(client):
    """A browser with something in the cart."""
    put_into_cart(client, make_product())
    return client


def send(client, code):
    """Send a code; return the answer and the basket page after it."""
    answer = client.post(reverse(ADD), {"code": code})
    return answer, client.get(urlsplit(answer.url).path)


def form_of(page):
    return page.content.decode().partition('id="voucher"')[2].partition("</details>")[0]


def error_of(page):
    """Return what stands at the field."""
    error = form_of(page).partition("error-block")[2].partition("</div>")[0]
    return " ".join(re.sub("<[^>]*>", "", error.partition(">")[2]).split())


def test_the_offer_that_excludes_a_voucher_is_named_at_the_field(cart):
    make_offer("Spring sale", 5, priority=5)
    make_voucher()
    answer, page = send(cart, "hello")
    assert answer.url == f"{reverse(BASKET)}#voucher"
    assert "Spring sale" in error_of(page)
    assert 'value="hello"' in form_of(page)
    assert "does not qualify" not in page.content.decode()
    assert "open" in form_of(page).partition(">")[0]


def test_of_several_offers_the_one_in_the_way_is_named(cart):
    make_offer("Free gift", 1, priority=9, exclusive=False)
    make_offer("Spring sale", 5, priority=5)
    make_voucher()
    _answer, page = send(cart, "HELLO")
    assert "Spring sale" in error_of(page) or "Free gift" in error_of(page)


def test_a_cart_that_does_not_meet_the_condition_reads_why(cart):
    make_voucher(least=3)
    _answer, page = send(cart, "HELLO")
    assert error_of(page).startswith("This code does not count for the goods in your cart.")
    assert "2 more" in error_of(page)


@pytest.mark.parametrize("code", ["NOBODYS", "", "PAST", "<script>"])
def test_what_the_shop_refuses_by_itself_stands_at_the_field_too(cart, code):
    make_voucher("PAST", end_datetime=timezone.now() - timedelta(hours=1))
    answer, page = send(cart, code)
    assert answer.url == f"{reverse(BASKET)}#voucher"
    assert error_of(page)
    assert "<script>" not in form_of(page)
    assert 'class="alert alert-dismissible alert-danger' not in page.content.decode()


def test_the_refusal_is_shown_once(cart):
    send(cart, "NOBODYS")
    assert error_of(cart.get(reverse(BASKET))) == ""


def test_other_messages_stay(cart):
    put_into_cart(cart, make_product())  # its message waits for the next page
    _answer, page = send(cart, "NOBODYS")
    assert "is in your cart" in page.content.decode()


def test_a_voucher_that_counts_is_taken_as_before(cart):
    make_voucher()
    answer, page = send(cart, "HELLO")
    assert urlsplit(answer.url).path == reverse(BASKET)
    assert error_of(page) == ""
    assert page.context["basket"].voucher_discounts


def test_the_shops_order_of_offers_is_not_changed(cart):
    make_offer("Spring sale", 5, priority=5)
    make_voucher()
    send(cart, "HELLO")
    assert list(get_model("offer", "ConditionalOffer").objects.values_list("name", "priority")) == [
        ("Spring sale", 5),
        ("HELLO off", 0),
    ]
    assert [found["name"] for found in cart.get(reverse(BASKET)).context["basket"].offer_discounts] == [
        "Spring sale"
    ]
