"""Cart cards show a cart to its owner, as it was when the card was sent."""

import pytest
from django.urls import reverse
from django.utils import translation
from oscar.core.loading import get_model
from oscar.test import factories

from support_plugin.chat.models import Message
from support_plugin.chat.payloads import message_json
from support_plugin.errors import Refused
from support_plugin.visitors.models import Visitor
from tests.factories import make_user
from tests.helpers.shopping import make_product

pytestmark = pytest.mark.django_db


def make_cart(owner=None, lines=1):
    cart = factories.create_basket(empty=True)
    cart.owner = owner
    cart.save()
    for number in range(lines):
        cart.add_product(make_product(price=1_000_000), number + 1)
    return get_model("basket", "Basket").objects.get(pk=cart.pk)


def test_it_keeps_lines_and_total_of_the_moment(send):
    cart = make_cart(lines=2)
    card = send("cart", cart)
    get_model("partner", "StockRecord").objects.update(price=5)
    cart.lines.all().delete()
    with translation.override("fa"):
        shown = message_json(Message.objects.get(pk=card.pk))["card"]
        assert shown["link"]["url"] == reverse("basket:summary")
    assert [(item["name"], item["quantity"]) for item in shown["items"]] == [("زعفران", 1), ("زعفران", 2)]
    assert "۲٬۰۰۰٬۰۰۰" in shown["items"][1]["price"]
    assert "۳٬۰۰۰٬۰۰۰" in shown["total"]["amount"]


def test_of_a_long_cart_the_first_lines_are_shown_and_how_many_more(send):
    shown = message_json(send("cart", make_cart(lines=12)))["card"]
    assert len(shown["items"]) == 11
    assert "۲" in shown["items"][-1]["name"]


@pytest.mark.parametrize("whose", ["another account's", "a guest's"])
def test_a_cart_that_is_not_the_shoppers_is_refused(conversation, send, whose):
    owner, other = make_user("owner@example.com"), make_user("other@example.com")
    cart = make_cart(other if whose == "another account's" else None)
    Visitor.objects.filter(pk=conversation.visitor_id).update(user=owner, key_hash=None)
    conversation.visitor.refresh_from_db()
    with pytest.raises(Refused):
        send("cart", cart)
    assert send("cart", make_cart(owner)).card["data"]


@pytest.mark.parametrize("data", [None, 5, {"cart": 1}, "empty"], ids=str)
def test_what_is_no_cart_with_something_in_it_is_refused(send, data):
    with pytest.raises(Refused):
        send("cart", make_cart(lines=0) if data == "empty" else data)


def test_a_guest_gets_no_accounts_cart(send):
    with pytest.raises(Refused):
        send("cart", make_cart(make_user("owner@example.com")))
