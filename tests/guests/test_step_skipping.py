"""Steps that ask for nothing are passed over; a returning shopper goes straight to the preview.

Only where the owner wants it, and only where the shopper sees what was chosen.
"""

import re

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from support_plugin.preferences.models import SupportSettings
from tests.guests.buying import buy, make_country, read, send_address, start
from tests.helpers.shopping import FARS, make_address, make_product, order, put_into_cart
from tools.buying.steps import PLACE_ORDER, send, ship_by

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
METHOD, PAYMENT, PREVIEW = "checkout:shipping-method", "checkout:payment-details", "checkout:preview"
EXPRESS, CHOOSE = "support_plugin:express", "support_plugin:choose-method"


@pytest.fixture
def at_methods(client):
    """A guest who has entered an address."""
    start(client)
    send_address(client)
    return client


def chosen(client):
    return client.session["checkout_data"]["shipping"].get("method_code")


@pytest.fixture
def short_ways(db):
    """An owner who has turned the short ways on."""
    return SupportSettings.objects.create(first_method_enabled=True, express_enabled=True)


@pytest.fixture
def own_payment_page(settings, tmp_path):
    """A shop whose payment page is its own, and knows nothing of the app."""
    page = tmp_path / "oscar" / "checkout" / "payment_details.html"
    page.parent.mkdir(parents=True)
    page.write_text(
        '{% extends "oscar/checkout/checkout.html" %}{% block payment_details %}CARD{% endblock %}'
    )
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path, *engine.get("DIRS", [])]}]
    return page


def walk(client):
    """Go on from the address as a browser does; return the pages seen."""
    answer = client.get(reverse(METHOD), follow=True)
    return [path for path, _status in answer.redirect_chain], answer


def test_a_new_installation_passes_over_no_choice(at_methods):
    answer = at_methods.get(reverse(METHOD))
    assert answer.status_code == 200
    assert chosen(at_methods) is None
    assert 'value="pick-up"' in read(answer)


def test_a_new_installation_keeps_nothing_in_the_session_of_the_address_step(client):
    start(client)
    send_address(client)
    assert "support_" not in str(dict(client.session.items()))


@pytest.mark.usefixtures("short_ways", "own_payment_page")
def test_the_step_stays_where_the_page_after_it_does_not_show_the_choice(at_methods):
    pages, answer = walk(at_methods)
    assert pages[-1] == reverse(METHOD)
    assert 'value="pick-up"' in read(answer)
    assert "CARD" not in read(answer)
    # Nobody has chosen yet.
    assert chosen(at_methods) is None
    answer = at_methods.get(reverse(PAYMENT), follow=True)
    assert answer.redirect_chain[-1][0] == reverse(METHOD)


@pytest.mark.usefixtures("short_ways")
@pytest.mark.parametrize("broken", [True, False])
def test_the_step_stays_where_the_choice_fails_to_be_shown(at_methods, monkeypatch, broken):
    def fail(*args):
        raise ValueError("broken")

    monkeypatch.setattr(
        "support_plugin.templatetags._slots_checkout.method_choice", fail if broken else lambda *a: None
    )
    pages, answer = walk(at_methods)
    assert pages[-1] == reverse(METHOD)
    assert answer.status_code == 200


@pytest.mark.usefixtures("short_ways", "own_payment_page")
def test_a_shop_that_places_the_tag_itself_is_passed_over(at_methods, own_payment_page):
    own_payment_page.write_text(
        '{% extends "oscar/checkout/checkout.html" %}{% load support %}'
        "{% block payment_details %}{% support_method_choice %}CARD{% endblock %}"
    )
    pages, answer = walk(at_methods)
    assert pages[-1] == reverse(PAYMENT)
    assert 'value="pick-up"' in read(answer)
    assert "CARD" in read(answer)


@pytest.mark.usefixtures("short_ways", "own_payment_page")
def test_a_method_that_was_chosen_by_hand_stays_when_the_step_comes_back(at_methods):
    send(at_methods, ship_by("pick-up"))
    send_address(at_methods, line1="خیابان دیگر")
    pages, _answer = walk(at_methods)
    assert pages[-1] == reverse(METHOD)
    assert chosen(at_methods) == "pick-up"


@pytest.mark.usefixtures("short_ways")
def test_the_first_method_is_taken_and_the_step_passed_over(at_methods):
    answer = at_methods.get(reverse(METHOD))
    assert (answer.status_code, answer.url) == (302, reverse("checkout:payment-method"))
    assert chosen(at_methods) == "post"


@pytest.mark.usefixtures("short_ways")
def test_who_comes_to_change_the_method_sees_the_step(at_methods):
    at_methods.get(reverse(METHOD))
    answer = at_methods.get(reverse(METHOD))
    assert answer.status_code == 200
    assert 'value="pick-up"' in read(answer)


@pytest.mark.usefixtures("short_ways")
def test_a_method_chosen_before_is_kept_where_the_new_address_has_it(at_methods):
    send(at_methods, ship_by("pick-up"))
    send_address(at_methods, line1="خیابان دیگر")
    at_methods.get(reverse(METHOD))
    assert chosen(at_methods) == "pick-up"


@pytest.mark.usefixtures("short_ways")
def test_a_method_that_the_new_address_has_not_is_changed(at_methods):
    send(at_methods, ship_by("courier"))
    assert chosen(at_methods) == "courier"
    send_address(at_methods, state=FARS, line4="کازرون")
    at_methods.get(reverse(METHOD))
    assert chosen(at_methods) == "post"


@pytest.mark.usefixtures("short_ways")
def test_a_refused_address_passes_over_nothing(client):
    start(client)
    send_address(client, line1="")
    answer = client.get(reverse(METHOD), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("checkout:shipping-address")


def test_the_admin_has_the_step_back(at_methods):
    SupportSettings.objects.create(first_method_enabled=False)
    assert at_methods.get(reverse(METHOD)).status_code == 200
    send(at_methods, ship_by())
    assert "support-delivery" not in read(at_methods.get(reverse(PAYMENT), follow=True))


@pytest.mark.usefixtures("short_ways")
def test_the_payment_step_shows_the_method_and_changes_it(at_methods):
    at_methods.get(reverse(METHOD))
    html = read(at_methods.get(reverse(PAYMENT)))
    codes = re.findall(r'name="method_code" value="([^"]*)"( checked)?', html)
    assert ("post", " checked") in codes
    assert len(codes) == 3
    answer = at_methods.post(reverse(CHOOSE), {"method_code": "pick-up"})
    assert answer.url == reverse(PAYMENT)
    assert chosen(at_methods) == "pick-up"


@pytest.mark.usefixtures("short_ways")
@pytest.mark.parametrize("code", ["", "no-such", "free"])
def test_a_method_that_the_shop_does_not_offer_is_refused(at_methods, code):
    at_methods.get(reverse(METHOD))
    at_methods.post(reverse(CHOOSE), {"method_code": code})
    assert chosen(at_methods) == "post"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "preview", ""])
def test_the_way_back_is_never_an_address_from_outside(at_methods, back):
    answer = at_methods.post(reverse(CHOOSE), {"method_code": "post", "back": back, "next": back})
    assert answer.url in (reverse(PAYMENT), reverse(PREVIEW))


@pytest.fixture
def returning(client, shopper, short_ways):
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
    answer = send(returning, PLACE_ORDER)
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


def test_the_express_way_is_off_until_the_owner_turns_it_on(returning):
    SupportSettings.objects.all().delete()
    assert SupportSettings().express_enabled is False
    assert reverse(EXPRESS) not in read(returning.get(reverse("basket:summary")))
    assert returning.post(reverse(EXPRESS)).url == reverse("checkout:index")


def test_the_express_way_stops_where_the_way_to_pay_is_not_known(returning, settings):
    # A shop that asks for a card on its payment page has nothing to charge on its preview.
    get_model("payment", "Source").objects.all().delete()
    answer = returning.post(reverse(EXPRESS), follow=True)
    assert answer.redirect_chain[-1][0] == reverse(PAYMENT)
    assert chosen(returning) == "pick-up"


def test_the_admin_switches_the_express_way_off(returning, short_ways):
    short_ways.express_enabled = False
    short_ways.save()
    assert reverse(EXPRESS) not in read(returning.get(reverse("basket:summary")))
    assert returning.post(reverse(EXPRESS)).url == reverse("checkout:index")


def test_the_progress_says_what_is_done_and_what_is_left(client):
    SupportSettings.objects.create(progress_enabled=True, first_method_enabled=True)
    start(client)
    send_address(client)
    client.get(reverse(METHOD))
    html = read(client.get(reverse(PAYMENT)))
    steps = html[html.index('class="support-progress"') :].partition("</nav>")[0]
    assert re.findall(r'<li class="support-(\w+)"', steps) == ["done", "current", "left"]
    assert steps.count('aria-current="step"') == 1
    assert f'href="{reverse("checkout:shipping-address")}"' in steps


def test_the_steps_of_the_shop_are_enough_unless_the_admin_says_otherwise(at_methods):
    assert "support-progress" not in read(at_methods.get(reverse("checkout:shipping-address")))


def test_the_draft_of_the_address_ends_with_the_order(client):
    buy(client)
    assert "data-support-order-placed" in read(client.get(reverse("checkout:thank-you")))
