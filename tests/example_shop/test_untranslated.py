"""Pages and e-mails speak the reader's language, to Persian and Arab shoppers and to the shop's staff.

No word is in Latin letters, no digit of another script; ``lang`` and ``dir`` say which language it is.
"""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone, translation
from oscar.core.loading import get_class, get_model

from support_plugin.chat.models import Conversation, Message
from tests.example_shop.latin_allowed import CODES
from tests.example_shop.visible_text import latin_words, read_page
from tests.factories import MessageFactory, VisitorFactory
from tools.buying.addresses import TEHRAN_ADDRESS
from tools.buying.steps import PLACE_ORDER, add_to_basket, enter_as_guest, pay_by, ship_by, ship_to

pytestmark = pytest.mark.any_database

WRONG_REGISTRATION = {
    "registration-email": "admin@example.com",
    "registration-password1": "1",
    "registration-password2": "2",
}
NEW = "saffron-and-tea-2"
REGISTRATION = {
    "registration-email": "new@example.com",
    "registration-password1": "saffron-and-tea",
    "registration-password2": "saffron-and-tea",
}
CHANGED_PASSWORD = {"old_password": "saffron-and-tea", "new_password1": NEW, "new_password2": NEW}
NO_ADDRESSES = {"shared_emails-TOTAL_FORMS": 0, "shared_emails-INITIAL_FORMS": 0}


@pytest.fixture(params=["fa", "ar", "en"])
def language(request):
    return request.param


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>سبد Basket</p>", ["Basket"]),
        (
            '<img alt="Saffron"><input type="submit" value="Go"><p title="Note">۱</p>',
            ["Saffron", "Go", "Note"],
        ),
        ('<p lang="en">English words <b>too</b></p><script>let x</script><p lang="fa">سبد</p>', []),
        ("<p>a.b@example.com https://x.ir/y /about/contact/ TEA-12 example.com one.webp 'CSV'</p>", []),
        ('<input value="data" name="more"><textarea>data</textarea><br><p>سبد</p>', []),
    ],
)
def test_words_in_latin_letters_are_noticed_but_not_addresses_and_codes(html, words):
    page = read_page(html, "fa")
    assert [word for text in page.texts for word in latin_words(text, CODES)] == words


def buy(crawl, product, method="cash"):
    """The whole way to an order, or to the bank, each step first with a mistake."""
    crawl.visit("basket:summary")
    crawl.send(add_to_basket(product.pk, 9999), add_to_basket(product.pk, 2))
    line = get_model("basket", "Line").objects.latest("pk")
    line_form = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": line.pk}
    crawl.visit("basket:summary", {**line_form, "form-0-quantity": 9999})
    crawl.visit("basket:vouchers-add", {"code": "NOTHING-1"})
    crawl.visit("basket:vouchers-add", {"code": "SALAM10"})
    crawl.send(enter_as_guest("nobody"), enter_as_guest())
    crawl.send(ship_to({"country": "IR", "postcode": "1", "phone_number": "2"}), ship_to(TEHRAN_ADDRESS))
    crawl.send(ship_by("none"), ship_by())
    crawl.visit("checkout:payment-details", {})
    crawl.send(pay_by(method), PLACE_ORDER)


def talk():
    """A conversation of the admin's, with a file, of a while ago."""
    user = get_user_model().objects.get(email="admin@example.com")
    asked = MessageFactory(conversation__visitor=VisitorFactory(user=user))
    MessageFactory(conversation=asked.conversation, sender=Message.Sender.AGENT)
    Conversation.objects.update(waiting_since=timezone.now() - timedelta(minutes=5))


def send_alerts(product):
    """The e-mails about a product that is back: one to confirm the wish, one when it has come."""
    alerts = get_class("customer.alerts.utils", "AlertsDispatcher")()
    alert = get_model("customer", "ProductAlert").objects.create(product=product, email="a@b.com", key="k")
    alerts.send_product_alert_confirmation_email_for_user(alert)
    alert.confirm()
    alerts.send_product_alert_email_for_user(product)


def note_mails(crawl):
    """Read the e-mails sent so far: subject, text, HTML."""
    for message in mail.outbox:
        crawl.note("e-mail", [message.subject, *message.body.splitlines()])
        for body, kind in getattr(message, "alternatives", ()):
            crawl.note_html(f"e-mail, {kind}, {message.subject}", body)


def assert_all_is_the_readers(crawl):
    """No English in Persian or Arabic pages, no digit of another script, and each page says what it is."""
    if crawl.language != "en":
        assert crawl.found == {}
    assert crawl.digits == {}
    assert crawl.punctuation == {}
    assert crawl.roots == {}


def test_a_guests_way_from_the_first_page_to_the_order(guest, product):
    guest.run(f"/{guest.language}/")
    guest.visit("customer:login", {"login_submit": "1", "login-username": "a@b.com", "login-password": "1"})
    guest.visit("customer:login", {"registration_submit": "1", **WRONG_REGISTRATION})
    buy(guest, product)
    assert get_model("order", "Order").objects.exists()
    assert len(guest.kinds) > 10
    assert_all_is_the_readers(guest)


def test_the_way_to_the_bank_and_back_is_in_the_readers_language(guest, product):
    buy(guest, product, "bank")
    guest.read(f"/{guest.language}/bank/left/")
    assert any("/bank/" in url for url in guest.read_urls)
    assert_all_is_the_readers(guest)


def test_the_e_mails_of_an_order_an_account_and_a_new_password_are_in_the_readers_language(guest, product):
    buy(guest, product)
    guest.visit("customer:login", {"registration_submit": "1", **REGISTRATION})
    guest.visit("customer:change-password", CHANGED_PASSWORD)
    guest.visit("customer:profile-update", {"first_name": "", "email": "other@example.com", "password": NEW})
    with translation.override(guest.language):
        send_alerts(product)
    guest.client.logout()
    guest.visit("password-reset", {"email": "shopper@example.com"})
    note_mails(guest)
    assert len(mail.outbox) == 7
    assert_all_is_the_readers(guest)
    html = [message for message in mail.outbox if getattr(message, "alternatives", ())]
    assert html == mail.outbox


def test_the_pages_of_errors_are_in_the_readers_language(guest, settings):
    settings.DEBUG = False
    start = f"/{guest.language}/"
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    answers = {
        404: guest.client.get(f"{start}nothing/here/"),
        403: strict.post(f"{start}accounts/login/", {}),
        400: guest.client.get(start, headers={"host": "-bad-"}),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        guest.note_html(str(status), answer.content.decode())
    for name in ("403.html", "500.html"):
        with translation.override(guest.language):
            guest.note_html(name, render_to_string(name))
    assert_all_is_the_readers(guest)


# In English, only digits and the page's language could be wrong: a guest's way shows those.
@pytest.mark.parametrize("language", ["fa", "ar"], indirect=True)
def test_the_account_and_the_dashboard_of_a_shop_in_use_are_in_the_readers_language(admin, product):
    buy(admin, product)
    wishlist = {"name": "۱", "visibility": "Private", **NO_ADDRESSES}
    admin.visit("customer:wishlists-create", wishlist)
    admin.visit(
        "catalogue:reviews-add",
        {"title": "۱", "score": 5, "body": "۱"},
        product_slug=product.slug,
        product_pk=product.pk,
    )
    talk()
    starts = ("", "accounts/", "support/", "dashboard/", "dashboard/support/", "admin/support_plugin/")
    admin.run(*(f"/{admin.language}/{start}" for start in starts))
    assert len(admin.kinds) > 90
    assert {"support_plugin:chat", "support_plugin:desk-conversation"} <= set(admin.kinds)
    assert_all_is_the_readers(admin)
