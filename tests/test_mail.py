"""The app's e-mails leave as the shop's own do."""

from uuid import uuid4

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.urls import reverse
from oscar.apps.communication.utils import Dispatcher

from support_plugin.chat.models import Conversation
from support_plugin.formats.numbers import in_readers_digits
from support_plugin.trust.models import Badge
from tests.chat.helpers import Browser
from tests.guests.buying import ask_for_link, buy

pytestmark = pytest.mark.django_db(transaction=True)


class OwnDispatcher(Dispatcher):
    """A shop's own: another sender, and an address for answers."""

    def send_email_messages(self, recipient_email, messages, from_email=None, attachments=None):
        message = EmailMultiAlternatives(messages["subject"], messages["body"], "own@shop.example")
        message.to, message.reply_to = [recipient_email], ["help@shop.example"]
        message.attach_alternative(messages["html"], "text/html")
        message.send()
        return message


@pytest.fixture(autouse=True)
def _address(settings):
    settings.SUPPORT_PLUGIN = {"SITE_URL": "https://shop.example"}
    settings.MANAGERS = ["owner@shop.example"]


def send_account_link(client):
    buy(client)
    ask_for_link(client)


def send_transcript(client):
    browser = Browser()
    browser.start("سلام")
    mail.outbox.clear()
    data = {"client_id": str(uuid4()), "email": "guest@example.com"}
    answer = browser.call("POST", "api-transcript", Conversation.objects.get().public_id, data=data)
    assert answer.status_code == 202


def send_badge_report(client):
    Badge.objects.create(kind="company", provider="claimed", is_active=True)
    call_command("support_check_badges", mail=True)


MAILS = [send_account_link, send_transcript, send_badge_report]


@pytest.mark.parametrize("send", MAILS)
def test_every_mail_has_the_senders_address_of_the_shops_own_mail(send, client, settings):
    settings.OSCAR_FROM_EMAIL = "orders@shop.example"
    send(client)
    assert [message.from_email for message in mail.outbox] == ["orders@shop.example"]


@pytest.mark.parametrize("send", MAILS)
@pytest.mark.parametrize("unset", [None, "", "missing"])
def test_without_oscars_sender_it_is_djangos(send, unset, client, settings):
    settings.DEFAULT_FROM_EMAIL = "django@shop.example"
    settings.OSCAR_FROM_EMAIL = unset
    if unset == "missing":
        # The order's own confirmation needs it; by then the order is placed.
        settings.OSCAR_FROM_EMAIL = "x@shop.example"
        if send is send_account_link:
            buy(client)
            mail.outbox.clear()
        del settings.OSCAR_FROM_EMAIL
        if send is send_account_link:
            client.post(reverse("support_plugin:guest-account-mail"))
            assert mail.outbox[0].from_email == "django@shop.example"
            return
    send(client)
    assert [message.from_email for message in mail.outbox] == ["django@shop.example"]


@pytest.mark.parametrize("send", MAILS[:2])
def test_a_shops_own_dispatcher_sends_them(send, client, monkeypatch):
    def get_class(module, name):
        assert (module, name) == ("communication.utils", "Dispatcher")
        return OwnDispatcher

    monkeypatch.setattr("support_plugin.shop.mails.get_class", get_class, raising=False)
    send(client)
    assert mail.outbox[0].from_email == "own@shop.example"
    assert mail.outbox[0].reply_to == ["help@shop.example"]


def test_the_account_mail_names_the_shop_and_the_order_and_looks_like_the_orders_mail(client, settings):
    settings.OSCAR_SHOP_NAME = "Saffron\nHouse"
    order = buy(client)
    mail.outbox.clear()
    client.post(reverse("support_plugin:guest-account-mail"))
    [message] = mail.outbox
    assert "Saffron House" in message.subject
    html = message.alternatives[0][0]
    for text in (message.body, html):
        assert in_readers_digits(order.number) in text
        assert "House" in text
    assert 'class="body-wrap"' in html
    assert 'class="btn-primary"' in html


def test_the_site_gives_the_name_where_the_settings_have_oscars_placeholder(settings, db):
    from django.contrib.sites.models import Site

    from support_plugin.shop.mails import shop_name

    settings.OSCAR_SHOP_NAME = "Oscar"
    Site.objects.update_or_create(
        pk=settings.SITE_ID, defaults={"domain": "example.com", "name": "example.com"}
    )
    assert shop_name() == "Oscar"
    Site.objects.update_or_create(pk=settings.SITE_ID, defaults={"name": "Saffron House"})
    assert shop_name() == "Saffron House"
    settings.OSCAR_SHOP_NAME = "Zaferan"
    assert shop_name() == "Zaferan"
