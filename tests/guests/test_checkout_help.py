"""Help is offered to who seems stuck, and to nobody else."""

import html as entities
import re

import pytest
from django.urls import reverse

from support_plugin.guests.checkout_help import FAILURES_SESSION_KEY
from support_plugin.preferences.models import SupportSettings
from tests.guests.buying import buy, read, send_address, start
from tests.helpers.shopping import place_order
from tools.buying.steps import PLACE_ORDER, pay_by, send

pytestmark = pytest.mark.django_db
OFFER = "data-support-help"
PAYMENT = "checkout:payment-details"


def go_to_bank(client):
    """Choose the bank on the preview; return the answer, which leads there."""
    send_address(client)
    return place_order(client, payment="bank")


def test_the_second_refusal_of_a_form_brings_the_offer_with_the_errors(guest):
    assert OFFER not in read(send_address(guest, postcode="12"))
    html = read(send_address(guest, postcode="12", line1=""))
    draft = entities.unescape(re.search(r'data-draft="([^"]*)"', html)[1])
    assert len(draft.splitlines()) == 3
    assert f'href="{reverse("support_plugin:chat")}"' in html[html.index(OFFER) :]


def test_another_step_starts_counting_again(guest):
    send_address(guest, postcode="12")
    guest.get(reverse("checkout:shipping-address"))
    assert guest.session[FAILURES_SESSION_KEY] == {"shipping-address": 1}


def test_nothing_that_was_typed_is_kept_in_the_count(guest):
    send_address(guest, line1="", first_name="گلناز")
    assert "گلناز" not in str(guest.session[FAILURES_SESSION_KEY])


def test_what_an_error_quotes_cannot_break_out_of_the_page(guest):
    bad = '"><script>alert(1)</script>'
    for _ in range(2):
        html = read(send_address(guest, postcode=bad, phone_number=bad))
    assert OFFER in html
    assert "<script>alert" not in html


def test_who_comes_back_from_the_bank_without_having_paid_is_offered_help_and_has_the_cart(guest):
    bank = go_to_bank(guest)
    answer = guest.post(bank.url, {"decision": "decline"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse(PAYMENT)
    assert OFFER in read(answer)
    assert not guest.get(reverse("basket:summary")).context["basket"].is_empty


def test_an_order_ends_the_offer(guest):
    bank = go_to_bank(guest)
    guest.post(bank.url, {"decision": "decline"}, follow=True)
    send(guest, pay_by(), PLACE_ORDER)
    start(guest)
    send_address(guest)
    assert OFFER not in read(guest.get(reverse("checkout:shipping-method"), follow=True))


def test_all_goes_well_and_nobody_interrupts(client):
    buy(client)
    start(client)
    send_address(client)
    for name in ("checkout:shipping-address", PAYMENT, "basket:summary"):
        assert OFFER not in read(client.get(reverse(name), follow=True))


@pytest.mark.parametrize("field", ["help_enabled", "chat_enabled"])
def test_the_admin_switches_it_off(guest, field):
    SupportSettings.objects.create(**{field: False})
    send_address(guest, postcode="12")
    assert OFFER not in read(send_address(guest, postcode="12"))
