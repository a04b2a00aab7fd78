"""The same hesitation, sent by several tabs at the same moment."""

import pytest
from django.test import Client
from django.urls import reverse

from support_plugin.carts.hesitation.models import Hesitation
from support_plugin.outbox.models import Event
from tests.helpers.shopping import make_product, put_into_cart
from tests.helpers.threads import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]


def test_eight_beacons_at_once_are_stored_once_and_all_answered(client):
    put_into_cart(client, make_product())

    def send_beacon(browser):
        body, headers = {"kind": "idle", "page": "payment"}, {"Origin": "http://testserver"}
        url = reverse("support_plugin:api-hesitations")
        return browser.post(url, body, "application/json", headers=headers).status_code

    browsers = [Client() for _number in range(8)]
    for browser in browsers:
        browser.cookies.load(client.cookies.output(header=""))
    answers = at_once(*[lambda browser=browser: send_beacon(browser) for browser in browsers])
    assert answers == [200] * 8
    assert Hesitation.objects.count() == 1
    assert Event.objects.filter(kind="cart.hesitated").count() == 1
