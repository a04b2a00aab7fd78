"""An order that was to be paid on delivery can be paid at the bank, by its buyer alone and once."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from support_plugin.adapters import SupportAdapter
from tests.guests.buying import read

pytestmark = pytest.mark.django_db
THANKS = "checkout:thank-you"


class Silent(SupportAdapter):
    """A shop that takes no payment for placed orders."""


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def button(html):
    """Return where the button leads; None for none."""
    found = re.search(r'class="support-pay-again" method="post" action="([^"]*)"', html)
    return found[1] if found else None


def decide(client, path, decision):
    bank = client.post(path).url
    return client.post(bank, {"decision": decision}, follow=True)


def test_a_declined_payment_may_be_begun_again_and_paid_once(client, order):
    path = button(read(client.get(reverse(THANKS))))
    html = read(decide(client, path, "decline"))
    assert "you can try again" in html
    assert button(html) == path
    html = read(decide(client, path, "accept"))
    assert button(html) is None
    [source] = order.sources.all()
    assert (source.source_type.code, source.amount_debited) == ("bank", order.total_incl_tax)
    assert client.post(path).url == reverse("checkout:index")


def test_the_page_of_the_order_has_it_too(client, order):
    path = reverse("customer:anon-order-form", args=[order.number, order.verification_hash()])
    html = read(client.post(path, {"email": order.guest_email}, follow=True))
    assert button(html)


def test_nobody_pays_or_sees_an_order_by_its_number_alone(order):
    stranger = Client()
    for proof in ("x", f"{order.number}:x"):
        assert stranger.post(reverse("checkout:pay-order", args=[order.number, proof])).status_code == 404
    path = reverse("checkout:pay-order", args=[order.number, order.verification_hash()])
    assert stranger.get(path).status_code == 405


def test_a_shop_that_names_no_such_way_shows_no_button(client, order, settings):
    settings.SUPPORT_PLUGIN = {"ADAPTER": f"{__name__}.Silent"}
    assert button(read(client.get(reverse(THANKS)))) is None
