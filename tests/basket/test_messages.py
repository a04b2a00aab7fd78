"""One quiet confirmation after something was added, and no second total."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from support_plugin.preferences.models import SupportSettings
from tests.shopping import make_product, offer

pytestmark = pytest.mark.django_db


def add(client):
    answer = client.post(reverse("basket:add", args=[make_product().pk]), {"quantity": 1})
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_adding_is_confirmed_once_and_names_no_total(client):
    offer("Percentage", 10)
    [message] = add(client)
    assert reverse("basket:summary") in message
    assert "ریال" not in message
    assert "تومان" not in message


def test_a_shop_without_the_notices_says_all_that_it_said(client):
    SupportSettings.objects.create(notices_enabled=False)
    assert len(add(client)) == 2


def test_the_answer_to_a_changed_quantity_names_no_total(client):
    add(client)
    client.get(reverse("basket:summary"))
    line = client.get(reverse("basket:summary")).context["basket"].all_lines()[0]
    data = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": line.pk, "form-0-quantity": 2}
    answer = client.post(reverse("basket:summary"), data, HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    assert answer.json()["messages"] == {}
