"""The box beside the address: empty, asked for by the admin, and stored as the server said it."""

import re

import pytest
from django.core.signing import get_cookie_signer
from django.urls import reverse
from django.utils import translation

from support_plugin.guests.consent import NAME
from support_plugin.visitors.consents.flows import give_consent, suppress
from support_plugin.visitors.consents.models import Consent, hash_wording
from support_plugin.visitors.consents.queries import has_consent, is_suppressed
from support_plugin.visitors.contacts import EMAIL, PHONE
from support_plugin.visitors.cookies import SALT, hash_key, new_key
from tests.guests import test_phones
from tests.guests.buying import make_country, read
from tests.helpers.shopping import make_product, put_into_cart

pytestmark = pytest.mark.django_db
GATEWAY = "checkout:index"
ADDRESS = "guest@example.com"
by_message = test_phones.by_message


@pytest.fixture
def asked(client, prefer):
    """The admin asks; a guest has something in the cart."""
    make_country("IR")
    prefer(consents_enabled=True)
    put_into_cart(client, make_product())
    return client


def prompt_of(page):
    html = read(page)
    return html[html.index('class="support-guest"') :].partition("</section>")[0]


def box_of(page):
    return re.search(rf'<input type="checkbox" name="{NAME}" value="(\w+)"( checked)?>', prompt_of(page))


def send(client, tick=True, **fields):
    """Fill in the prompt as it stands on the gateway."""
    page = client.get(reverse(GATEWAY))
    hidden = dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', prompt_of(page)))
    hidden.pop("csrfmiddlewaretoken")
    ticked = {NAME: box_of(page)[1]} if tick is True else {NAME: tick} if tick else {}
    return client.post(reverse(GATEWAY), {**hidden, "username": ADDRESS, **ticked, **fields})


@pytest.mark.parametrize("page", [GATEWAY, "basket:summary"])
def test_the_box_is_there_and_empty_where_the_admin_asks(asked, prefer, page):
    box = box_of(asked.get(reverse(page)))
    assert box[2] is None
    for off in ({"consents_enabled": False}, {"reminders_enabled": False}, {"carts_enabled": False}):
        prefer(**{"consents_enabled": True, "reminders_enabled": True, "carts_enabled": True, **off})
        assert NAME not in read(asked.get(reverse(page)))


def test_ticked_it_is_stored_with_words_language_and_place(asked, prefer):
    prefer(consent_texts={"fa": "یادم بیاورید", "en": "Remind me"})
    assert send(asked).url == reverse("checkout:shipping-address")
    consent = Consent.objects.get()
    assert (consent.wording, consent.language) == ("یادم بیاورید", translation.get_language())
    assert (consent.channel, consent.place, consent.user) == ("email", "gateway", None)
    assert has_consent(EMAIL, ADDRESS, "email")


def test_not_ticked_nothing_is_stored_and_nothing_withdrawn(asked):
    send(asked, tick=False)
    assert not Consent.objects.exists()
    give_consent(EMAIL, ADDRESS, "email", wording="x", language="en", place="account")
    send(asked, tick=False)
    assert has_consent(EMAIL, ADDRESS, "email")


@pytest.mark.parametrize("username", ["", "no address"])
def test_a_refused_form_stores_nothing_and_keeps_the_tick(asked, username):
    answer = send(asked, username=username)
    assert answer.status_code == 200
    assert box_of(answer)[2] == " checked"
    assert not Consent.objects.exists()
    assert box_of(send(asked, tick=False, username=username))[2] is None


@pytest.mark.parametrize(
    "tick", ["on", "1", "یادم بیاورید", hash_wording("We may sell your address"), "x" * 99999]
)
def test_words_that_the_server_does_not_show_are_no_consent(asked, tick):
    assert send(asked, tick=tick).status_code == 302
    assert not Consent.objects.exists()


def test_words_that_have_changed_since_the_page_was_made_are_no_consent(asked, prefer):
    old = box_of(asked.get(reverse(GATEWAY)))[1]
    prefer(consent_texts={"fa": "متن دیگر", "ar": "نص آخر", "en": "Other words"})
    send(asked, tick=old)
    assert not Consent.objects.exists()


def test_a_page_in_another_language_is_stored_in_that_language(asked, prefer):
    prefer(consent_texts={"fa": "یادم بیاورید", "en": "Remind me"})
    send(asked, tick=hash_wording("Remind me"))
    consent = Consent.objects.get()
    assert (consent.wording, consent.language) == ("Remind me", "en")


def test_without_the_admins_question_a_tick_is_nothing(asked, prefer):
    value = box_of(asked.get(reverse(GATEWAY)))[1]
    prefer(consents_enabled=False)
    asked.post(reverse(GATEWAY), {"username": ADDRESS, "options": "anonymous", NAME: value})
    assert not Consent.objects.exists()


def test_those_who_want_an_account_or_log_in_have_not_agreed(asked, shopper):
    value = box_of(asked.get(reverse(GATEWAY)))[1]
    asked.post(reverse(GATEWAY), {"username": ADDRESS, "options": "new", NAME: value})
    asked.force_login(shopper)
    asked.post(reverse(GATEWAY), {"username": ADDRESS, "options": "anonymous", NAME: value})
    assert not Consent.objects.exists()


@pytest.mark.parametrize("reason", ["asked", "complained", "bounced"])
def test_a_guests_tick_lifts_nothing_as_it_proves_no_mailbox(asked, reason):
    suppress(EMAIL, ADDRESS, "email", reason)
    send(asked)
    assert is_suppressed(EMAIL, ADDRESS, "email")


def test_where_guests_give_a_mobile_number_it_is_a_consent_to_sms(client, by_message, asked, prefer):
    prefer(consents_enabled=True, guest_contact="phone")
    send(client, support_phone="12")
    assert not Consent.objects.exists()
    send(client, support_phone="۰۹۱۲۳۴۵۶۷۸۹")
    assert Consent.objects.get().channel == "sms"
    assert has_consent(PHONE, "+989123456789", "sms")


def test_the_browser_is_noted_where_it_is_known(asked, settings):
    key = new_key()
    asked.cookies["support_visitor"] = get_cookie_signer(salt=SALT).sign(key)
    send(asked)
    assert Consent.objects.get().visitor_hash == hash_key(key)


def test_a_stranger_stores_only_so_many_and_the_checkout_goes_on(asked, settings):
    settings.SUPPORT_PLUGIN = {"CONSENTS_PER_HOUR": 1, "PEOPLE_PER_ADDRESS": 2}
    for number in range(4):
        assert send(asked, username=f"victim{number}@example.com").status_code == 302
    assert Consent.objects.count() == 2
