"""The same hesitation, told by several tabs at the same moment."""

import threading

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from support_plugin.carts.hesitation.models import Hesitation
from support_plugin.outbox.models import Event
from tests.helpers.shopping import make_product, put_into_cart

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]


def test_eight_beacons_at_once_are_stored_once_and_all_answered(client):
    put_into_cart(client, make_product())
    ready, answers = threading.Barrier(8), []

    def tell(browser):
        ready.wait()
        body, headers = {"kind": "idle", "page": "payment"}, {"Origin": "http://testserver"}
        url = reverse("support_plugin:api-hesitations")
        try:
            answers.append(browser.post(url, body, "application/json", headers=headers).status_code)
        finally:
            connections.close_all()

    browsers = [Client() for _number in range(8)]
    for browser in browsers:
        browser.cookies.load(client.cookies.output(header=""))
    threads = [threading.Thread(target=tell, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 8
    assert Hesitation.objects.count() == 1
    assert Event.objects.filter(kind="cart.hesitated").count() == 1
