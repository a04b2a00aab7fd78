"""A shop that asks guests for a mobile number, and one that can't."""

import re

import pytest
from django.urls import reverse

from support_plugin.adapters import SupportAdapter
from support_plugin.preferences.admin import SupportSettingsForm
from support_plugin.preferences.models import SupportSettings
from support_plugin.shop.typed.phones import read_phone
from tests.guests.buying import make_country, read
from tests.helpers.shopping import make_product, put_into_cart

pytestmark = pytest.mark.django_db
GATEWAY = "checkout:index"


class ByMessage(SupportAdapter):
    """A shop with a gateway for SMS."""

    def guest_email(self, phone):
        """Return the gateway's address for the number."""
        return f"{phone.lstrip('+')}@sms.shop.example"


@pytest.fixture
def by_message(settings):
    """The shop writes to mobile numbers."""
    settings.SUPPORT_PLUGIN = {"ADAPTER": f"{__name__}.ByMessage"}


@pytest.fixture
def wanted(client):
    """The admin wants mobile numbers; a guest has something in the cart."""
    SupportSettings.objects.create(guest_contact="phone")
    make_country("IR")
    put_into_cart(client, make_product())


def send(client, phone):
    """Fill in the prompt as it stands on the gateway."""
    html = read(client.get(reverse(GATEWAY)))
    prompt = html[html.index('class="support-guest"') :].partition("</section>")[0]
    hidden = dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', prompt))
    hidden.pop("csrfmiddlewaretoken")
    assert 'type="email"' not in prompt
    return client.post(reverse(GATEWAY), {**hidden, "support_phone": phone})


@pytest.mark.parametrize("typed", ["۰۹۱۲۳۴۵۶۷۸۹", "0912 345 6789", "+98 912 345 6789", "٠٩١٢٣٤٥٦٧٨٩"])
def test_the_number_is_all_a_guest_needs_and_is_asked_once(client, wanted, by_message, typed):
    answer = send(client, typed)
    assert answer.url == reverse("checkout:shipping-address")
    assert client.session["checkout_data"]["guest"]["email"] == "989123456789@sms.shop.example"
    assert re.search(r'name="phone_number"[^>]*value="۰۹۱۲ ۳۴۵ ۶۷۸۹"', read(client.get(answer.url)))


@pytest.mark.parametrize("typed", ["", "12", "<script>alert(1)</script>", "guest@example.com"])
def test_what_is_no_number_is_refused_beside_the_field_and_kept(client, wanted, by_message, typed):
    html = read(send(client, typed))
    prompt = html[html.index('class="support-guest"') :].partition("</section>")[0]
    assert prompt.count("<p>") == 1
    assert "support-errors" in prompt
    assert "<script>alert" not in html
    assert "email" not in client.session.get("checkout_data", {}).get("guest", {})


def test_without_an_adapter_the_email_is_asked_for_and_the_admin_is_warned(client, wanted):
    html = read(client.get(reverse(GATEWAY)))
    assert 'id="support-guest-email"' in html
    form = SupportSettingsForm({"guest_contact": "phone"}, instance=SupportSettings.objects.get())
    assert "guest_contact" in form.errors
    form = SupportSettingsForm({"guest_contact": "email"}, instance=SupportSettings.objects.get())
    assert "guest_contact" not in form.errors


def test_the_admin_may_choose_it_with_an_adapter(by_message):
    assert "guest_contact" not in SupportSettingsForm({"guest_contact": "phone"}).errors


def test_nobody_smuggles_a_number_into_a_shop_that_asks_for_the_email(client):
    put_into_cart(client, make_product())
    fields = {"support_phone": "09123456789", "username": "guest@example.com", "options": "anonymous"}
    client.post(reverse(GATEWAY), fields)
    assert client.session["checkout_data"]["guest"]["email"] == "guest@example.com"


def test_numbers_of_other_countries_and_nonsense():
    assert read_phone("+971 50 123 4567") == "+971501234567"
    assert read_phone("not a number") == ""
    assert read_phone("0912") == ""
