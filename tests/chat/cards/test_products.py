"""Product cards show what the shop sells now, and say what it no longer does."""

from uuid import uuid4

import pytest
from django.utils import translation
from oscar.core.loading import get_model
from oscar.test import factories

from support_plugin.chat import queries
from support_plugin.chat.models import Message
from support_plugin.chat.payloads import message_json
from support_plugin.errors import Refused
from support_plugin.shop import products
from tests.helpers.shopping import make_product

pytestmark = pytest.mark.django_db
GONE = {"fa": "دیگر در فروشگاه نیست", "en": "No longer in the shop", "ar": "لم يعد في المتجر"}


def shown(message, language="en"):
    with translation.override(language):
        return message_json(Message.objects.get(pk=message.pk))["card"]


def test_it_has_name_price_page_and_stock_of_the_moment_it_is_read(send):
    product = make_product(price=1_200_000)
    card = send("product", {"products": [product.pk]})
    (item,) = shown(card)["items"]
    assert (item["name"], item["available"]) == ("زعفران", True)
    assert "1,200,000" in item["price"]
    assert item["url"].startswith("/en/catalogue/")
    product.stockrecords.update(price=990_000, num_in_stock=0)
    product.title = "زعفران سرگل"
    product.save()
    (item,) = shown(card, "fa")["items"]
    assert (item["name"], item["available"]) == ("زعفران سرگل", False)
    assert "۹۹۰٬۰۰۰" in item["price"]
    assert item["url"].startswith("/fa/catalogue/")


@pytest.mark.parametrize("language", GONE)
@pytest.mark.parametrize("how", ["deleted", "hidden", "parent hidden"])
def test_a_product_that_is_gone_keeps_its_name_and_says_so(send, how, language):
    parent = factories.create_product(structure="parent", title="زعفران")
    product = make_product(structure="child", parent=parent) if how == "parent hidden" else make_product()
    card = send("product", {"products": [product.pk]})
    if how == "deleted":
        product.delete()
    else:
        hidden = parent if how == "parent hidden" else product
        get_model("catalogue", "Product").objects.filter(pk=hidden.pk).update(is_public=False)
    (item,) = shown(card, language)["items"]
    assert item == {
        "name": "زعفران",
        "url": None,
        "picture": None,
        "price": None,
        "quantity": None,
        "note": GONE[language],
        "available": False,
    }


@pytest.mark.parametrize(
    "wrong",
    [[], [0], ["x"], [True], [None], [[1]], [2**70], [-1], "1", {"1": 1}, None, [1.5], list(range(1, 8))],
    ids=str,
)
def test_what_is_no_list_of_one_to_six_products_is_refused(send, wrong):
    with pytest.raises(Refused) as refused:
        send("product", {"products": wrong})
    assert refused.value.code == "invalid"
    assert not Message.objects.exists()


def test_a_hidden_product_is_refused_and_so_is_another_field(send):
    product, hidden = make_product(), make_product(is_public=False)
    with_hidden, with_price = {"products": [product.pk, hidden.pk]}, {"products": [product.pk], "price": "0"}
    for data in (with_hidden, with_price, [product.pk]):
        with pytest.raises(Refused):
            send("product", data)


def test_six_products_in_six_messages_are_read_with_as_many_queries_as_one(
    send, conversation, django_assert_max_num_queries
):
    ids = [make_product().pk for _ in range(6)]
    for count in range(1, 7):
        send("product", {"products": ids[:count]})
    with django_assert_max_num_queries(10):
        messages = queries.messages_after(conversation.pk, 0)
        assert [len(message_json(message)["card"]["items"]) for message in messages] == [1, 2, 3, 4, 5, 6]


def test_messages_without_cards_cost_no_query_for_them(conversation, django_assert_num_queries):
    from tests.factories import MessageFactory

    MessageFactory(conversation=conversation)
    with django_assert_num_queries(1):
        queries.messages_after(conversation.pk, 0)


def test_a_repeat_after_the_price_changed_is_the_same_message_and_another_product_a_conflict(send):
    product, other = make_product(), make_product()
    id = uuid4()
    first = send("product", {"products": [product.pk]}, id)
    key = product.pk
    product.stockrecords.update(price=5)
    assert send("product", {"products": [key]}, id).pk == first.pk
    product.delete()
    repeated = send("product", {"products": [key]}, id)
    assert (repeated.pk, repeated.is_repeat) == (first.pk, True)
    with pytest.raises(Refused) as refused:
        send("product", {"products": [other.pk]}, id)
    assert refused.value.code == "conflict"


def test_a_shop_whose_prices_need_a_request_shows_the_product_without_one(send, monkeypatch):
    def needs_request(user, request=None):
        raise AttributeError("'NoneType' object has no attribute 'user'")

    monkeypatch.setattr(products, "strategy_for", needs_request)
    (item,) = shown(send("product", {"products": [make_product().pk]}))["items"]
    assert (item["name"], item["price"], item["note"], item["available"]) == ("زعفران", None, None, False)


def test_a_picture_that_can_not_be_drawn_is_none(send, monkeypatch):
    product = make_product()
    get_model("catalogue", "ProductImage").objects.create(product=product, original="lost.jpg")
    card = send("product", {"products": [product.pk]})
    monkeypatch.setattr(products, "_thumbnail", lambda original, size: f"/media/{original.name}")
    assert shown(card)["items"][0]["picture"] == "/media/lost.jpg"
    monkeypatch.setattr(products, "_thumbnail", lambda original, size: 1 / 0)
    assert shown(card)["items"][0]["picture"] is None
