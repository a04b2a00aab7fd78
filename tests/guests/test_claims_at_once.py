"""Two links to one mailbox, opened at the same moment."""

import threading

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connections
from django.test import Client
from django.urls import reverse

from tests.guests.buying import EMAIL, ask_for_link, buy, choose_password

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SUPPORT_PLUGIN = {"SITE_URL": "https://shop.example"}


def test_twelve_presses_at_once_send_three_mails(client, settings):
    buy(client)
    mail.outbox.clear()
    ready = threading.Barrier(12)

    def press(browser):
        ready.wait()
        try:
            browser.post(reverse("support_plugin:guest-account-mail"))
        finally:
            connections.close_all()

    browsers = [Client() for _ in range(12)]
    for browser in browsers:
        browser.cookies.load(client.cookies.output(header=""))
    run_at_once(press, browsers)
    assert len(mail.outbox) == 3


def run_at_once(work, arguments):
    threads = [threading.Thread(target=work, args=[argument]) for argument in arguments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_two_orders_of_one_mailbox_claimed_at_once_make_one_account(client):
    browsers = [Client(), Client()]
    for browser in browsers:
        buy(browser)
    links = [ask_for_link(browser) for browser in browsers]
    ready, answers = threading.Barrier(2), []

    def claim(link):
        stranger = Client()
        stranger.get(link)
        ready.wait()
        try:
            answers.append(choose_password(stranger).status_code)
        finally:
            connections.close_all()

    run_at_once(claim, links)
    assert len(answers) == 2
    assert get_user_model().objects.filter(email__iexact=EMAIL).count() == 1
