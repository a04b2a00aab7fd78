"""What is said after something was added: a quiet confirmation, the next steps, and no second total."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from support_plugin.preferences.models import SupportSettings
from tests.helpers.shopping import make_product, offer
from tools.buying.steps import add_to_basket, send

pytestmark = pytest.mark.django_db
IN_PLACE = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}


def add(client, **headers):
    answer = send(client, add_to_basket(make_product().pk), **headers)
    return [str(message) for message in get_messages(answer.wsgi_request)]


def link(name):
    return f'href="{reverse(name)}"'


def change_quantity(client, **headers):
    line = client.get(reverse("basket:summary")).context["basket"].all_lines()[0]
    data = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": line.pk, "form-0-quantity": 2}
    return client.post(reverse("basket:summary"), data, **headers)


def test_adding_in_place_is_confirmed_once_and_names_no_total(client):
    offer("Percentage", 10)
    [message] = add(client, **IN_PLACE)
    assert link("basket:summary") in message
    assert "ریال" not in message
    assert "تومان" not in message


def test_adding_the_usual_way_is_followed_by_the_next_steps_without_a_total(client):
    offer("Percentage", 10)
    confirmation, steps = add(client)
    assert link("basket:summary") in steps
    assert link("checkout:index") in steps
    assert "href" not in confirmation
    assert "ریال" not in confirmation + steps
    assert "تومان" not in confirmation + steps


def test_a_cart_whose_strategy_knows_no_request_gets_the_next_steps(cart_request):
    from oscar.apps.basket.utils import BasketMessageGenerator

    assert cart_request.basket.strategy.request is None
    [(_level, steps)] = BasketMessageGenerator().get_new_total_messages(cart_request.basket)
    assert link("checkout:index") in steps


@pytest.mark.parametrize("way", [{}, IN_PLACE])
def test_a_shop_without_the_notices_says_all_that_oscar_says(client, way):
    SupportSettings.objects.create(notices_enabled=False)
    confirmation, total = add(client, **way)
    assert "href" not in confirmation
    assert "ریال" in total
    assert link("checkout:index") in total


@pytest.mark.parametrize("way", [{}, IN_PLACE])
def test_the_answer_to_a_changed_quantity_says_nothing(client, way):
    add(client)
    client.get(reverse("basket:summary"))
    answer = change_quantity(client, **way)
    said = answer.json()["messages"] if way else list(get_messages(answer.wsgi_request))
    assert not said
