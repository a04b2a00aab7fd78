"""Where Persian and Arabic readers would meet Latin digits and commas: what is refilled, found, mailed.

Numbers typed in Latin digits are shown in the reader's, in fields too; lists have the reader's comma. What
people say, and a street, stay as they were written.
"""

from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.urls import reverse
from django.utils import translation
from oscar.core.loading import get_model

from support_plugin.chat import flows
from support_plugin.chat.models import Conversation, Message
from tests.chat.helpers import Browser
from tests.example_shop.shopping import TEHRAN_ADDRESS
from tests.example_shop.test_untranslated import assert_all_is_the_readers, buy, note_mails
from tests.factories import MessageFactory, VisitorFactory

pytestmark = pytest.mark.any_database
# Typed with a Latin keyboard, as programs that fill in forms do.
LATIN = {**TEHRAN_ADDRESS, "postcode": "12345", "phone_number": "0912 345"}


@pytest.fixture(params=["fa", "ar"])
def language(request):
    return request.param


def add(crawl, product):
    crawl.visit("basket:add", {"quantity": 2}, pk=product.pk)


def test_what_was_typed_in_latin_digits_stands_in_the_fields_in_the_readers(guest, product):
    add(guest, product)
    guest.visit("checkout:index", {"options": "anonymous", "username": "guest@example.com"})
    guest.visit("checkout:shipping-address", dict(LATIN))
    place = {"country": "IR", "state": "", "city": "شهر", "postcode": "12345", "next": f"/{guest.language}/"}
    guest.visit("support_plugin:destination", place)
    guest.visit("basket:vouchers-add", {"code": "12345"})
    guest.visit("support_plugin:contact", {"name": "", "email": "12", "body": ""})
    guest.read(f"/{guest.language}/search/?q=12345")
    guest.read(f"/{guest.language}/support/help/?q=12345")
    with translation.override(guest.language):
        form = reverse("customer:anon-order-form", args=["100001", "x"])
    guest.read(form)
    assert_all_is_the_readers(guest)


def test_the_fields_of_an_account_and_the_offer_to_a_returning_shopper(admin, product):
    buy(admin, product)
    admin.visit("customer:address-create", dict(LATIN))
    admin.visit("customer:profile-update", {"first_name": "۱", "email": "12", "phone": "12345"})
    admin.read(f"/{admin.language}/accounts/orders/?order_number=100001&date_from=2026-01-01")
    add(admin, product)
    with translation.override(admin.language):
        path = reverse("basket:summary")
    html = admin.client.get(path).content.decode()
    assert "support-express" in html
    admin.note_html(path, html)
    admin.visit("support_plugin:express", {"x": "1"})
    assert_all_is_the_readers(admin)


def test_the_page_of_a_product_that_changes_what_the_carts_shipping_costs(guest, product):
    add(guest, product)
    found = 0
    for other in get_model("catalogue", "Product").objects.browsable().exclude(pk=product.pk):
        with translation.override(guest.language):
            html = guest.client.get(other.get_absolute_url()).content.decode()
        found += "support-notice-added" in html
        guest.note_html(other.slug, html)
        if found:
            break
    assert found
    assert_all_is_the_readers(guest)


def test_what_the_desks_search_finds_is_in_the_readers_language(admin, product):
    buy(admin, product)
    MessageFactory(conversation__visitor=VisitorFactory(user=get_user_model().objects.first()), body="سلام")
    with translation.override(admin.language):
        path = reverse("support_plugin:desk-search")
    for query in ("100001", "1417613151", "0912", "admin@example.com", "سلام"):
        admin.read(f"{path}?q={query}")
    assert_all_is_the_readers(admin)


@pytest.mark.usefixtures("commits")
def test_the_transcript_and_what_the_api_answers_of_badges(guest):
    agent = get_user_model().objects.get(email="admin@example.com")
    with translation.override(guest.language):
        browser = Browser()
        browser.start()
        conversation = Conversation.objects.get()
        flows.send_message(conversation, Message.Sender.AGENT, uuid4(), "سلام", agent)
        asked = {"client_id": str(uuid4()), "email": "guest@example.com", "time_zone": "Asia/Tehran"}
        browser.call("POST", "api-transcript", conversation.public_id, data=asked)
        path = reverse("support_plugin:api-badges")
    assert len(mail.outbox) == 1
    note_mails(guest)
    assert_all_is_the_readers(guest)
    for query in ("moon", "basket&country=1", "basket&language=xx", "basket"):
        answer = browser.get(f"{path}?placement={query}", headers={"accept-language": guest.language})
        texts = texts_of(answer.json())
        assert texts, query
        guest.note("the API", texts)
    # Its codes are in Latin letters.
    assert (guest.digits, guest.punctuation) == ({}, {})


def texts_of(answer):
    """Return every text for people in a JSON answer."""
    if isinstance(answer, str):
        return [answer] if any(char > "\u0600" for char in answer) else []
    values = answer.values() if isinstance(answer, dict) else answer if isinstance(answer, list) else []
    return [text for value in values for text in texts_of(value)]
