"""A person is more than an account: guests who ordered, by e-mail address or telephone number."""

import json

import pytest
from django.core.management import CommandError
from oscar.core.loading import get_model

from support_plugin.carts.flows import note_changes
from support_plugin.carts.models import CartActivity
from support_plugin.search.models import ShopText
from support_plugin.visitors.models import Visitor
from tests.factories import MessageFactory
from tests.guests.buying import EMAIL, buy
from tests.people.test_people import run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order(client):
    """A guest's order."""
    return buy(client)


@pytest.mark.parametrize("who", [EMAIL, "Guest@Example.COM", "+989123456789", "۰۹۱۲۳۴۵۶۷۸۹"])
def test_a_guest_who_ordered_is_exported_with_what_the_search_knows(order, who, settings):
    settings.PHONENUMBER_DEFAULT_REGION = "IR"
    found = json.loads(run("export", who))["found_by"]
    assert EMAIL in found
    assert "+989123456789" in found
    assert order.number in found


def test_a_guest_who_ordered_is_deleted_from_the_search_and_the_carts_but_not_from_the_shop(order):
    note_changes([order.basket_id])
    run("delete", EMAIL, "--no-input")
    assert not ShopText.objects.filter(kind="order", object_id=str(order.pk)).exists()
    assert not CartActivity.objects.exists()
    assert get_model("order", "Order").objects.filter(pk=order.pk).exists()


def test_another_guests_order_is_left_alone(order, client):
    client.logout()
    theirs = buy(client, "other-guest@example.com")
    run("delete", EMAIL, "--no-input")
    assert ShopText.objects.filter(kind="order", object_id=str(theirs.pk)).exists()


def test_guests_who_wrote_the_address_are_named_and_not_deleted(order):
    wrote = MessageFactory(body=f"نشانی من {EMAIL} است").conversation.visitor
    MessageFactory(body="چیز دیگر")
    assert json.loads(run("export", EMAIL))["visitors_who_wrote_it"] == [wrote.pk]
    assert f"visitors {wrote.pk}." in run("delete", EMAIL, "--no-input")
    assert Visitor.objects.filter(pk=wrote.pk).exists()


@pytest.mark.parametrize("answer", ["", "n", "no", "nein"])
def test_nothing_is_deleted_before_somebody_agreed(order, monkeypatch, answer):
    monkeypatch.setattr("builtins.input", lambda question: answer)
    with pytest.raises(CommandError, match="Nothing was deleted"):
        run("delete", EMAIL)
    assert ShopText.objects.filter(kind="order").exists()


def test_it_is_deleted_when_somebody_agreed(order, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda question: "y")
    run("delete", EMAIL)
    assert not ShopText.objects.filter(kind="order").exists()


def test_where_nobody_can_be_asked_the_option_is_named(order, monkeypatch):
    def input(question):
        raise EOFError

    monkeypatch.setattr("builtins.input", input)
    with pytest.raises(CommandError, match="--no-input"):
        run("delete", EMAIL)
