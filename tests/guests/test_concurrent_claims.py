"""Two links to one mailbox, opened at the same moment."""

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.guests.buying import EMAIL, ask_for_link, buy, choose_password
from tests.helpers.threads import at_once, errors_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SUPPORT_PLUGIN = {"SITE_URL": "https://shop.example"}


def test_twelve_presses_at_once_send_three_mails(client, settings):
    buy(client)
    mail.outbox.clear()
    browsers = [Client() for _ in range(12)]
    for browser in browsers:
        browser.cookies.load(client.cookies.output(header=""))
    path = reverse("support_plugin:guest-account-mail")
    at_once(*[lambda browser=browser: browser.post(path) for browser in browsers])
    assert len(mail.outbox) == 3


def test_two_orders_of_one_mailbox_claimed_at_once_make_one_account(client):
    browsers = [Client(), Client()]
    for browser in browsers:
        buy(browser)
    links = [ask_for_link(browser) for browser in browsers]
    strangers = [Client(), Client()]
    for stranger, link in zip(strangers, links, strict=True):
        stranger.get(link)
    answers = at_once(*[lambda stranger=stranger: choose_password(stranger) for stranger in strangers])
    assert errors_in(answers) == []
    assert get_user_model().objects.filter(email__iexact=EMAIL).count() == 1
