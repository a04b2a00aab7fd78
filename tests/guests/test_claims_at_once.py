"""Two links to one mailbox, opened at the same moment."""

import threading

import pytest
from django.contrib.auth import get_user_model
from django.db import connections
from django.test import Client

from tests.guests.buying import EMAIL, ask_for_link, buy, choose_password

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SUPPORT_PLUGIN = {"SITE_URL": "https://shop.example"}


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

    threads = [threading.Thread(target=claim, args=[link]) for link in links]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 2
    assert get_user_model().objects.filter(email__iexact=EMAIL).count() == 1
