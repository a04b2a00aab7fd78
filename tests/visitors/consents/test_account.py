"""The account's page: its own reminders, and nobody else's."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from support_plugin.visitors.consents.flows import suppress
from support_plugin.visitors.consents.models import Consent, Suppression
from support_plugin.visitors.consents.queries import has_consent, is_suppressed
from support_plugin.visitors.contacts import EMAIL, PHONE
from tests.helpers.shopping import make_address

pytestmark = pytest.mark.django_db
PAGE = "support_plugin:reminders"
PROVIDERS = "support_plugin.outbox.channels.phones"


@pytest.fixture
def owner(client, shopper):
    """The shopper's browser."""
    client.force_login(shopper)
    return client


def send(browser, do, channel="email", **fields):
    return browser.post(reverse(PAGE), {"do": do, "channel": channel, **fields})


def test_an_account_stops_its_reminders_and_allows_them_again(owner, shopper):
    send(owner, "stop")
    assert is_suppressed(EMAIL, shopper.email, "email")
    send(owner, "allow")
    assert not is_suppressed(EMAIL, shopper.email, "email")
    consent = Consent.objects.get()
    assert (consent.user, consent.place, consent.language) == (shopper, "account", translation.get_language())
    assert consent.wording in owner.get(reverse(PAGE)).content.decode() or has_consent(
        EMAIL, shopper.email, "email"
    )


def test_what_is_stored_are_the_words_that_were_shown(owner, shopper):
    page = owner.get(reverse(PAGE)).content.decode()
    send(owner, "allow")
    assert f"<p>{Consent.objects.get().wording}</p>" in page


def test_looking_changes_nothing(owner):
    owner.get(reverse(PAGE), {"do": "stop", "channel": "email"})
    owner.head(reverse(PAGE))
    assert not Suppression.objects.exists()
    assert not Consent.objects.exists()


def test_nobody_changes_another_persons(owner, other_shopper):
    for field in ("email", "address", "contact", "user"):
        send(owner, "stop", **{field: other_shopper.email})
        send(owner, "stop", channel=other_shopper.email)
    assert not is_suppressed(EMAIL, other_shopper.email, "email")
    assert other_shopper.email not in owner.get(reverse(PAGE)).content.decode()


def test_whoever_is_not_logged_in_is_sent_to_the_log_in(client):
    for answer in (client.get(reverse(PAGE)), send(client, "stop")):
        assert answer.status_code == 302
        assert "login" in answer.url
    assert not Suppression.objects.exists()


def test_the_form_needs_its_token(shopper):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(shopper)
    assert send(browser, "stop").status_code == 403
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("reason", ["complained", "bounced", "staff"])
def test_what_others_decided_is_said_and_not_lifted(owner, shopper, reason):
    suppress(EMAIL, shopper.email, "email", reason)
    assert 'name="do"' not in owner.get(reverse(PAGE)).content.decode()
    send(owner, "allow")
    assert is_suppressed(EMAIL, shopper.email, "email")


@pytest.mark.parametrize(
    ("do", "channel"), [("erase", "email"), ("", ""), ("allow", "push"), ("stop", "sms")]
)
def test_what_the_page_does_not_offer_changes_nothing(owner, do, channel):
    assert send(owner, do, channel).status_code < 500
    assert not Suppression.objects.exists()
    assert not Consent.objects.exists()


@pytest.fixture
def phones(settings):
    """Providers are set up for SMS and WhatsApp."""
    sms = {"PROVIDER": f"{PROVIDERS}.kavenegar.Kavenegar", "OPTIONS": {"API_KEY": "k"}}
    options = {"ACCESS_TOKEN": "t", "PHONE_NUMBER_ID": "1"}
    whatsapp = {"PROVIDER": f"{PROVIDERS}.whatsapp_cloud.WhatsAppCloud", "OPTIONS": options}
    return {"SMS": sms, "WHATSAPP": whatsapp}


def test_where_the_shop_asks_for_mobile_numbers_the_number_of_the_address_counts(
    owner, shopper, prefer, phones, settings
):
    settings.SUPPORT_PLUGIN = phones
    make_address(shopper, phone_number="+989123456789")
    assert "+989123456789" not in owner.get(reverse(PAGE)).content.decode()
    prefer(guest_contact="phone")
    assert "+989123456789" in owner.get(reverse(PAGE)).content.decode()
    send(owner, "stop", "sms")
    assert is_suppressed(PHONE, "09123456789", "sms")
    assert not is_suppressed(PHONE, "09123456789", "whatsapp")


@pytest.mark.parametrize("offered", [(), ("SMS",), ("WHATSAPP",), ("SMS", "WHATSAPP")])
def test_ways_to_a_phone_are_offered_where_a_provider_is_set_up_and_only_there(
    owner, shopper, prefer, phones, settings, offered
):
    settings.SUPPORT_PLUGIN = {name: phones[name] for name in offered}
    make_address(shopper, phone_number="+989123456789")
    prefer(guest_contact="phone")
    page = owner.get(reverse(PAGE)).content.decode()
    for name in ("SMS", "WHATSAPP"):
        channel = name.lower()
        assert (f'name="channel" value="{channel}"' in page) == (name in offered)
        send(owner, "allow", channel)
        assert has_consent(PHONE, "+989123456789", channel) == (name in offered)


def test_the_accounts_navigation_leads_there_where_there_are_reminders(owner, prefer):
    profile, link = reverse("customer:profile-view"), f'href="{reverse(PAGE)}"'
    assert link in owner.get(profile).content.decode()
    assert re.search(f'{link} class="nav-link active"', owner.get(reverse(PAGE)).content.decode())
    prefer(reminders_enabled=False)
    assert link not in owner.get(profile).content.decode()
    assert owner.get(reverse(PAGE)).status_code == 404
    assert send(owner, "stop").status_code == 404


def test_consents_are_limited_and_stopping_is_not(owner, shopper, settings):
    settings.SUPPORT_PLUGIN = {"CONSENTS_PER_HOUR": 1}
    send(owner, "allow")
    send(owner, "stop")
    send(owner, "allow")
    assert is_suppressed(EMAIL, shopper.email, "email")
