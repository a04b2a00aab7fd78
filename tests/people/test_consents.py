"""A person's consents are exported and deleted; that they said stop is not forgotten."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError

from support_plugin.carts.abandoning import announce_abandoned
from support_plugin.carts.models import Abandonment, CartActivity
from support_plugin.visitors.consents.flows import give_consent, suppress
from support_plugin.visitors.consents.models import Consent
from support_plugin.visitors.consents.queries import has_consent, is_suppressed
from support_plugin.visitors.contacts import EMAIL, PHONE
from tests.helpers.shopping import make_cart
from tests.people.test_people import run

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "+989123456789"
ADDRESS = "guest@example.com"


def agree(kind, address, channel, **fields):
    return give_consent(kind, address, channel, wording="Remind me", language="en", place="gateway", **fields)


@pytest.fixture(autouse=True)
def _two(db, settings):
    """Somebody who agreed to everything, and somebody else."""
    settings.PHONENUMBER_DEFAULT_REGION = "IR"
    agree(EMAIL, ADDRESS, "email")
    agree(PHONE, NUMBER, "sms")
    agree(EMAIL, "other@example.com", "email")


@pytest.mark.parametrize(("who", "channel"), [("Guest@example.com", "E-mail"), ("۰۹۱۲۳۴۵۶۷۸۹", "SMS")])
def test_what_somebody_agreed_to_is_exported_by_the_contact_alone(who, channel):
    (consent,) = json.loads(run("export", who))["consents"]
    assert (consent["wording"], consent["language"]) == ("Remind me", "en")
    assert consent["given_at"]


@pytest.mark.parametrize(("who", "left"), [(ADDRESS, {"sms", "email"}), (NUMBER, {"email"})])
def test_it_is_deleted_and_a_stop_stays(who, left):
    suppress(EMAIL, ADDRESS, "email", "complained")
    suppress(PHONE, NUMBER, "sms", "asked")
    run("delete", who, "--no-input")
    assert set(Consent.objects.values_list("channel", flat=True)) == left
    assert Consent.objects.count() == 2
    assert has_consent(EMAIL, "other@example.com", "email")
    assert is_suppressed(EMAIL, ADDRESS, "email")
    assert is_suppressed(PHONE, NUMBER, "sms")


def test_an_accounts_consents_are_its_own_whatever_the_contact(shopper):
    agree(PHONE, "+989120000000", "sms", user=shopper)
    assert len(json.loads(run("export", shopper.email))["consents"]) == 1
    run("delete", shopper.email, "--no-input")
    assert not has_consent(PHONE, "+989120000000", "sms")


def test_they_go_with_the_account(shopper):
    agree(EMAIL, shopper.email, "email", user=shopper)
    shopper.delete()
    assert not has_consent(EMAIL, shopper.email, "email")


def test_carts_are_found_and_deleted_by_a_guests_number():
    for phone in (NUMBER, "+989120000000"):
        cart = make_cart(idle=timedelta(hours=2))
        CartActivity.objects.filter(pk=cart.pk).update(phone=phone)
    announce_abandoned()
    data = json.loads(run("export", NUMBER))
    assert [row["phone"] for row in data["abandoned_carts"]] == [NUMBER]
    assert [row["phone"] for row in data["carts"]] == [NUMBER]
    run("delete", NUMBER, "--no-input")
    assert Abandonment.objects.get().phone == "+989120000000"
    assert CartActivity.objects.get().phone == "+989120000000"


def test_who_is_known_by_nothing_is_nobody():
    with pytest.raises(CommandError, match="nobody"):
        run("export", "stranger@example.com")
