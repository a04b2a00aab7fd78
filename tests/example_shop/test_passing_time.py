"""The demo's control that lets an hour or a day pass."""

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from support_plugin.carts.models import Abandonment
from tests.shopping import make_product, put_into_cart

pytestmark = pytest.mark.django_db


def test_an_hour_after_it_was_filled_a_cart_is_abandoned(client, agent, commits):
    put_into_cart(client, make_product())
    before = get_model("basket", "Line").objects.get().date_updated
    # Another browser: at a log-in, the cart would become a part of the agent's.
    desk = Client()
    desk.force_login(agent)
    page = desk.post(reverse("passing-time"), {"time": "hour"}).content.decode()
    assert Abandonment.objects.count() == 1
    assert (before - get_model("basket", "Line").objects.get().date_updated).total_seconds() == 3600
    assert "سبد رها شد" in page


def test_any_other_answer_changes_nothing(client, agent):
    put_into_cart(client, make_product())
    client.force_login(agent)
    assert client.post(reverse("passing-time"), {"time": "year"}).status_code == 200
    assert not Abandonment.objects.exists()


@pytest.mark.parametrize("who", ["nobody", "shopper"])
def test_shoppers_cannot_let_time_pass(client, shopper, who):
    if who == "shopper":
        client.force_login(shopper)
    assert client.post(reverse("passing-time"), {"time": "day"}).status_code in (302, 403)
    assert client.get(reverse("passing-time")).status_code in (302, 403)
