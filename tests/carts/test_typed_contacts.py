"""A guest's contact is known as soon as it is typed: where the admin wants it and the page says so."""

import json
import re
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from support_plugin.carts.abandoning import announce_abandoned
from support_plugin.carts.models import Abandonment, CartActivity, TypedContact
from support_plugin.guests.consent import NAME
from support_plugin.guests.early_contact_field import NUMBER
from support_plugin.visitors.consents.flows import give_consent
from support_plugin.visitors.consents.models import Consent
from support_plugin.visitors.consents.queries import has_consent
from support_plugin.visitors.contacts import EMAIL, PHONE
from tests.guests import test_phones
from tests.guests.buying import make_country, read
from tests.helpers.shopping import make_product, put_into_cart

pytestmark = pytest.mark.django_db
GATEWAY, URL = "checkout:index", "support_plugin:api-typed-contacts"
NEGAR, STRANGER, NUMBER_TYPED = "negar@example.com", "somebody@example.com", "+989123456789"
by_message = test_phones.by_message


@pytest.fixture
def typist(client, prefer):
    """The admin wants contacts early, and asks for consents; a guest has something in the cart."""
    make_country("IR")
    prefer(contact_noted_early=True, consents_enabled=True)
    put_into_cart(client, make_product())
    return Browser(client)


class Browser:
    """A guest's browser with the gateway open, and what its script sends."""

    def __init__(self, client):
        self.client = client
        self.open()

    def open(self):
        self.html = read(self.client.get(reverse(GATEWAY)))
        self.prompt = self.html[self.html.index('class="support-guest"') :].partition("</section>")[0]
        self.number = int(time.time() * 1000)

    def attribute(self, name):
        found = re.search(rf'{name}="([^"]*)"', self.prompt)
        return found[1] if found else ""

    @property
    def tick(self):
        return re.search(rf'name="{NAME}" value="(\w+)"', self.prompt)[1]

    def type(self, contact, tick=False, **other):
        self.number += 1
        body = {"contact": contact, "consent": self.tick if tick else "", "number": self.number}
        body |= {"words": self.attribute("data-support-words"), **other}
        answer = self.client.post(
            reverse(URL), json.dumps(body), "application/json", headers={"Origin": "http://testserver"}
        )
        return answer.json().get("noted", answer.status_code)

    def submit(self, email, tick=False, **fields):
        hidden = dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', self.prompt))
        hidden.pop("csrfmiddlewaretoken")
        ticked = {NAME: self.tick} if tick else {}
        answer = self.client.post(reverse(GATEWAY), {**hidden, "username": email, **ticked, **fields})
        return self.client.get(answer.url)


def known():
    return CartActivity.objects.values_list("email", "phone", "is_contact_typed").get()


def agreed(email=NEGAR):
    return has_consent(EMAIL, email, "email")


def test_it_is_off_at_first_and_nothing_of_it_is_on_the_page(typist, prefer):
    words = typist.attribute("data-support-words")
    assert "early_contact.js" in typist.html
    for off in ({"contact_noted_early": False}, {"reminders_enabled": False}, {"guests_enabled": False}):
        prefer(**{"contact_noted_early": True, "reminders_enabled": True, "guests_enabled": True, **off})
        assert typist.type(NEGAR, words=words) == 400
        html = read(typist.client.get(reverse(GATEWAY)))
        assert "early_contact.js" not in html
        assert "data-support-note" not in html
    assert known() == ("", "", False)


def test_the_page_says_it_beside_the_field(typist, prefer):
    assert 'id="support-guest-note"' in typist.prompt
    assert "support-guest-note" in typist.attribute("aria-describedby")
    with_box = typist.attribute("data-support-words")
    prefer(consents_enabled=False)
    typist.open()
    assert typist.attribute("data-support-words") != with_box


def test_what_is_typed_is_kept_with_the_cart_alone(typist):
    assert typist.type(" Negar@Example.com ") is True
    assert known() == (NEGAR, "", True)
    assert not Consent.objects.exists()


@pytest.mark.parametrize("words", ["", "x", "0" * 64, None, ["a"]])
def test_without_the_sentence_on_the_page_nothing_is_kept(typist, words):
    assert typist.type(NEGAR, words=words) == 400
    assert known() == ("", "", False)


@pytest.mark.parametrize("number", [None, "", "x", -1, 1.5, True, 2**60, [1], "१२"])
def test_a_time_that_is_none_is_refused(typist, number):
    assert typist.type(NEGAR, number=number) == 400


def test_a_tick_is_a_consent_and_taking_it_out_withdraws_it(typist):
    typist.type(NEGAR, tick=True)
    consent = Consent.objects.get()
    assert (consent.place, consent.channel, agreed()) == ("gateway", "email", True)
    typist.type(NEGAR, tick=True)
    assert Consent.objects.get() == consent
    typist.type(NEGAR)
    assert not agreed()
    assert known()[0] == NEGAR


def test_another_contact_takes_the_place_and_its_consent_goes(typist):
    typist.type(STRANGER, tick=True)
    typist.type(NEGAR, tick=True)
    assert known()[0] == NEGAR
    assert (agreed(STRANGER), agreed()) == (False, True)


@pytest.mark.parametrize("typed", ["", "   ", "negar@", "x" * 300 + "@example.com", "a b@example.com"])
def test_an_empty_field_and_what_is_no_contact_forget_it(typist, typed):
    typist.type(NEGAR, tick=True)
    assert typist.type(typed, tick=True) is True
    assert known() == ("", "", False)
    assert not agreed()


def test_what_others_gave_before_is_not_withdrawn_by_typing(typist):
    give_consent(EMAIL, NEGAR, "email", wording="Yes", language="fa", place="account")
    other = Browser(fresh())
    other.submit(NEGAR, tick=True)
    for tick in (True, False):
        typist.type(NEGAR, tick=tick)
    typist.type("")
    assert Consent.objects.filter(withdrawn_at=None).count() == 2


def test_what_arrives_late_does_not_bring_back_what_was_replaced(typist):
    typist.type(NEGAR)
    assert typist.type(STRANGER, tick=True, number=typist.number - 1) is False
    assert known()[0] == NEGAR
    assert not agreed(STRANGER)


def test_what_the_form_says_replaces_what_was_typed(typist):
    typist.type(STRANGER, tick=True)
    typist.type(NEGAR, tick=True)
    typist.submit(NEGAR, tick=True)
    assert known() == (NEGAR, "", False)
    assert agreed()
    # It is the form's now.
    typist.type(NEGAR)
    assert agreed()


@pytest.mark.parametrize(("email", "tick"), [(NEGAR, False), (STRANGER, False), (STRANGER, True)])
def test_a_form_without_the_tick_or_with_another_contact_withdraws_it(typist, email, tick):
    typist.type(NEGAR, tick=True)
    typist.submit(email, tick=tick)
    assert known() == (email, "", False)
    assert not agreed()
    assert agreed(STRANGER) == (email == STRANGER and tick)


def test_what_arrives_after_the_form_changes_nothing(typist):
    typist.type(STRANGER)
    late = typist.number + 1
    typist.submit(NEGAR, **{NUMBER: str(late + 1)})
    assert typist.type(STRANGER, tick=True, number=late) is False
    assert known() == (NEGAR, "", False)


def test_what_the_form_gave_is_no_typed_contact_when_it_is_typed_again(typist):
    typist.submit(NEGAR)
    typist.type(STRANGER)
    assert known() == (STRANGER, "", True)
    typist.type(NEGAR)
    assert known() == (NEGAR, "", False)


def test_a_mobile_number_is_kept_where_the_shop_asks_for_one(client, by_message, prefer):
    make_country("IR")
    prefer(contact_noted_early=True, consents_enabled=True, guest_contact="phone")
    put_into_cart(client, make_product())
    typist = Browser(client)
    assert typist.type("۰۹۱۲۳۴۵۶۷۸۹", tick=True) is True
    assert known() == ("", NUMBER_TYPED, True)
    assert has_consent(PHONE, NUMBER_TYPED, "sms")
    typist.type(NEGAR)
    assert known() == ("", "", False)
    typist.submit("", tick=True, support_phone="09123456789")
    assert known() == ("989123456789@sms.shop.example", NUMBER_TYPED, False)


def fresh():
    client = Client()
    put_into_cart(client, make_product())
    return client


def test_nobody_changes_what_is_kept_with_anothers_cart(typist, shopper):
    typist.type(NEGAR, tick=True)
    cart = CartActivity.objects.get()
    for other in (Client(), fresh()):
        outsider = Browser(fresh())
        outsider.client = other
        outsider.type("", cart=cart.pk, activity=cart.pk)
        outsider.type(STRANGER, cart=cart.pk)
    cart.refresh_from_db()
    assert cart.email == NEGAR
    assert agreed()


def test_other_sites_and_accounts_store_nothing(typist, shopper):
    words = typist.attribute("data-support-words")
    body = json.dumps({"contact": STRANGER, "words": words, "number": typist.number, "consent": typist.tick})
    answer = typist.client.post(
        reverse(URL), body, "application/json", headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    typist.client.force_login(shopper)
    assert typist.type(STRANGER, tick=True, words=words) is False
    assert not TypedContact.objects.exists()
    assert not Consent.objects.exists()


def test_the_call_is_limited(typist, settings):
    settings.SUPPORT_PLUGIN = {"TYPED_CONTACTS_PER_MINUTE": 1, "PEOPLE_PER_ADDRESS": 2}
    assert [typist.type(NEGAR) for _time in range(3)] == [True, True, 429]


def test_typing_is_being_there(typist):
    before = CartActivity.objects.get().last_active_at
    typist.type(NEGAR)
    assert CartActivity.objects.get().last_active_at > before


@pytest.mark.parametrize(
    "typed", ["a@\ud800\ud800.com", '"\x01"@example.com', "a@b.com\ud800", "a\0@b.com", {"a": 1}, ["a@b.com"]]
)
def test_what_nobody_can_store_is_no_contact_and_breaks_nothing(typist, typed):
    typist.type(NEGAR)
    assert typist.type(typed, tick=True) is True
    assert known() == ("", "", False)
    assert not Consent.objects.exists()


def test_a_field_that_is_emptied_is_forgotten_where_the_cart_was_left_before(typist):
    typist.type(NEGAR)
    later = timezone.now() + timedelta(days=1)
    assert announce_abandoned(later) == 1
    assert Abandonment.objects.get().email == NEGAR
    typist.type("")
    assert known() == ("", "", False)
    left = Abandonment.objects.get()
    assert (left.email, left.is_contact_typed) == ("", False)


def test_what_a_form_gave_stays_with_a_cart_that_was_left(typist):
    typist.submit(NEGAR)
    announce_abandoned(timezone.now() + timedelta(days=1))
    typist.open()
    typist.type(STRANGER)
    assert Abandonment.objects.get().email == NEGAR


def test_what_was_typed_and_left_is_forgotten_when_a_form_gives_another_contact(typist):
    typist.type(STRANGER)
    announce_abandoned(timezone.now() + timedelta(days=1))
    typist.submit(NEGAR)
    assert known() == (NEGAR, "", False)
    assert Abandonment.objects.get().email == ""


def test_what_was_typed_and_left_stays_when_a_form_gives_the_same(typist):
    typist.type(NEGAR)
    announce_abandoned(timezone.now() + timedelta(days=1))
    typist.submit("Negar@example.com")
    assert Abandonment.objects.get().email == NEGAR
