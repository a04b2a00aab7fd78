"""Steps that ask for nothing are passed over; a returning shopper goes straight to the preview."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from support_plugin.preferences.models import SupportSettings
from tests.guests.buying import buy, make_country, read, send_address, start
from tests.shopping import FARS, make_address, make_product, order, put_into_cart

pytestmark = pytest.mark.django_db
METHOD, PAYMENT, PREVIEW = "checkout:shipping-method", "checkout:payment-details", "checkout:preview"
EXPRESS, CHOOSE = "support_plugin:express", "support_plugin:choose-method"


@pytest.fixture
def guest(client):
    """A guest who has entered an address."""
    start(client)
    send_address(client)
    return client


def chosen(client):
    return client.session["checkout_data"]["shipping"].get("method_code")


def test_the_first_method_is_taken_and_the_step_passed_over(guest):
    answer = guest.get(reverse(METHOD))
    assert (answer.status_code, answer.url) == (302, reverse("checkout:payment-method"))
    assert chosen(guest) == "post"


def test_who_comes_to_change_the_method_sees_the_step(guest):
    guest.get(reverse(METHOD))
    answer = guest.get(reverse(METHOD))
    assert answer.status_code == 200
    assert 'value="pick-up"' in read(answer)


def test_a_method_chosen_before_is_kept_where_the_new_address_has_it(guest):
    guest.post(reverse(METHOD), {"method_code": "pick-up"})
    send_address(guest, line1="خیابان دیگر")
    guest.get(reverse(METHOD))
    assert chosen(guest) == "pick-up"


def test_a_method_that_the_new_address_has_not_is_changed(guest):
    guest.post(reverse(METHOD), {"method_code": "courier"})
    assert chosen(guest) == "courier"
    send_address(guest, state=FARS, line4="کازرون")
    guest.get(reverse(METHOD))
    assert chosen(guest) == "post"


def test_a_refused_address_passes_over_nothing(client):
    start(client)
    send_address(client, line1="")
    answer = client.get(reverse(METHOD), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("checkout:shipping-address")


def test_the_admin_has_the_step_back(guest):
    SupportSettings.objects.create(first_method_enabled=False)
    assert guest.get(reverse(METHOD)).status_code == 200
    assert "support-delivery" not in read(guest.get(reverse(PAYMENT), follow=True))


def test_the_payment_step_shows_the_method_and_changes_it(guest):
    guest.get(reverse(METHOD))
    html = read(guest.get(reverse(PAYMENT)))
    codes = re.findall(r'name="method_code" value="([^"]*)"( checked)?', html)
    assert ("post", " checked") in codes
    assert len(codes) == 3
    answer = guest.post(reverse(CHOOSE), {"method_code": "pick-up"})
    assert answer.url == reverse(PAYMENT)
    assert chosen(guest) == "pick-up"


@pytest.mark.parametrize("code", ["", "no-such", "free"])
def test_a_method_that_the_shop_does_not_offer_is_refused(guest, code):
    guest.get(reverse(METHOD))
    guest.post(reverse(CHOOSE), {"method_code": code})
    assert chosen(guest) == "post"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "preview", ""])
def test_the_way_back_is_never_an_address_from_outside(guest, back):
    answer = guest.post(reverse(CHOOSE), {"method_code": "post", "back": back, "next": back})
    assert answer.url in (reverse(PAYMENT), reverse(PREVIEW))


@pytest.fixture
def returning(client, shopper):
    """A shopper who has ordered before, with something new in the cart."""
    address = make_address(shopper)
    client.force_login(shopper)
    put_into_cart(client, make_product())
    order(client, address, "pick-up")
    put_into_cart(client, make_product())
    return client


def test_a_returning_shopper_goes_from_the_basket_to_the_preview_and_orders(returning, shopper):
    html = read(returning.get(reverse("basket:summary")))
    assert reverse(EXPRESS) in html
    answer = returning.post(reverse(EXPRESS))
    assert answer.url == reverse(PREVIEW)
    page = returning.get(answer.url)
    assert page.status_code == 200
    assert (page.context["shipping_method"].code, page.context["shipping_address"].line1) == (
        "pick-up", "خیابان بهار ۱۲",
    )  # fmt: skip
    answer = returning.post(reverse(PREVIEW), {"action": "place_order"})
    assert answer.url == reverse("checkout:thank-you")
    assert shopper.orders.count() == 2


def test_everything_can_be_changed_on_the_preview(returning):
    returning.post(reverse(EXPRESS))
    html = read(returning.get(reverse(PREVIEW)))
    for name in ("checkout:shipping-address", METHOD, PAYMENT):
        assert f'href="{reverse(name)}"' in html
    assert returning.get(reverse(METHOD)).status_code == 200


def test_a_method_that_is_no_longer_offered_is_asked_for(returning, shopper):
    shopper.addresses.update(country=make_country("DE"), state="")
    answer = returning.post(reverse(EXPRESS))
    page = returning.get(answer.url, follow=True)
    assert page.status_code == 200
    # Abroad, the post is all there is, and cash is not taken: payment is to be chosen.
    assert chosen(returning) == "post"
    assert page.redirect_chain[-1][0] == reverse(PAYMENT)


def test_a_country_that_the_shop_left_is_not_sent_to(returning, shopper):
    get_model("address", "Country").objects.update(is_shipping_country=False)
    assert returning.post(reverse(EXPRESS)).url == reverse("checkout:shipping-address")
    assert reverse(EXPRESS) not in read(returning.get(reverse("basket:summary")))


def test_only_the_shoppers_own_address_is_taken(returning, shopper, other_shopper):
    strange = make_address(other_shopper, line1="نشانی دیگری")
    returning.post(reverse(EXPRESS), {"address_id": strange.pk, "address": strange.pk})
    assert "نشانی دیگری" not in read(returning.get(reverse(PREVIEW)))
    assert returning.session["checkout_data"]["shipping"]["user_address_id"] == shopper.addresses.get().pk


def test_a_new_shopper_and_a_guest_get_no_button_and_no_short_way(client, shopper):
    make_address(shopper)
    put_into_cart(client, make_product())
    assert reverse(EXPRESS) not in read(client.get(reverse("basket:summary")))
    assert client.post(reverse(EXPRESS)).url == reverse("checkout:index")
    client.force_login(shopper)
    put_into_cart(client, make_product())
    assert reverse(EXPRESS) not in read(client.get(reverse("basket:summary")))
    assert client.post(reverse(EXPRESS)).url == reverse("checkout:index")


def test_the_express_way_is_no_link_and_needs_a_token(returning, shopper):
    assert returning.get(reverse(EXPRESS)).status_code == 405
    assert returning.get(reverse(CHOOSE)).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(shopper)
    assert strict.post(reverse(EXPRESS)).status_code == 403
    assert strict.post(reverse(CHOOSE)).status_code == 403


def test_an_empty_cart_goes_nowhere(returning):
    get_model("basket", "Line").objects.all().delete()
    answer = returning.post(reverse(EXPRESS), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("basket:summary")


def test_the_admin_switches_the_express_way_off(returning):
    SupportSettings.objects.create(express_enabled=False)
    assert reverse(EXPRESS) not in read(returning.get(reverse("basket:summary")))
    assert returning.post(reverse(EXPRESS)).url == reverse("checkout:index")


def test_the_progress_says_what_is_done_and_what_is_left(guest):
    SupportSettings.objects.create(progress_enabled=True)
    guest.get(reverse(METHOD))
    html = read(guest.get(reverse(PAYMENT)))
    steps = html[html.index('class="support-progress"') :].partition("</nav>")[0]
    assert re.findall(r'<li class="support-(\w+)"', steps) == ["done", "current", "left"]
    assert steps.count('aria-current="step"') == 1
    assert f'href="{reverse("checkout:shipping-address")}"' in steps


def test_the_steps_of_the_shop_are_enough_unless_the_admin_says_otherwise(guest):
    assert "support-progress" not in read(guest.get(reverse("checkout:shipping-address")))


def test_the_draft_of_the_address_ends_with_the_order(client):
    buy(client)
    assert "data-support-order-placed" in read(client.get(reverse("checkout:thank-you")))
