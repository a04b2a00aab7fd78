"""An agent finds a product of the shop's and sends it as a card."""

from uuid import uuid4

import pytest
from django.utils import translation
from oscar.core.loading import get_model

from support_plugin.chat.models import Message
from support_plugin.search.silent_changes import index_missing_rows
from tests.desk.shop_cards.conftest import Desk, conversation_of
from tests.helpers.shopping import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(guest, agent):
    """An agent, at the conversation of a guest."""
    return Desk(agent, conversation_of(guest))


def test_a_product_is_found_with_price_and_stock(desk):
    product = make_product(1_200_000)
    index_missing_rows()
    (found,) = desk.call("GET", "api-card-products", query="?q=زعفران").json()["items"]
    assert (found["product"], found["name"], found["available"]) == (str(product.pk), "زعفران", True)
    assert found["price"]
    assert desk.call("GET", "api-card-products", query="?q=").json() == {"items": []}


def test_a_parent_is_found_itself_and_a_hidden_product_is_not(desk):
    parent = make_product()
    get_model("catalogue", "Product").objects.filter(pk=parent.pk).update(structure="parent")
    make_product(structure="child", parent=parent)
    make_product(is_public=False)
    index_missing_rows()
    items = desk.call("GET", "api-card-products", query="?q=زعفران").json()["items"]
    assert str(parent.pk) in [item["product"] for item in items]
    assert len(items) == 2


def test_prices_read_as_the_shopper_reads_them(desk):
    make_product(1_200_000)
    index_missing_rows()
    with translation.override("en"):
        (found,) = desk.call("GET", "api-card-products", query="?q=زعفران").json()["items"]
    assert any(digit in found["price"] for digit in "۰۱۲")


def test_a_card_is_an_ordinary_message_of_the_agents(desk, guest, agent):
    product = make_product()
    answer = desk.send(kind="product", products=[str(product.pk)])
    assert answer.status_code == 201, answer.content.decode()
    message = answer.json()["message"]
    assert (message["sender"], message["card"]["kind"]) == ("agent", "product")
    assert message["agent"]["name"]
    read = guest.call("GET", "api-conversation", desk.conversation.public_id).json()["messages"]["items"]
    assert read[-1]["card"]["items"][0]["name"] == "زعفران"
    desk.conversation.refresh_from_db()
    assert desk.conversation.agent == agent


def test_a_repeat_is_stored_once_and_another_product_under_its_id_is_a_conflict(desk):
    product, other, client_id = make_product(), make_product(), str(uuid4())
    seqs = [
        desk.send(client_id=client_id, kind="product", products=[str(product.pk)]).json()["message"]["seq"]
        for _time in range(2)
    ]
    assert seqs[0] == seqs[1]
    answer = desk.send(client_id=client_id, kind="product", products=[str(other.pk)])
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert Message.objects.exclude(card=None).count() == 1


WRONG = [
    {},
    {"kind": "product"},
    {"kind": "product", "products": []},
    {"kind": "product", "products": "1"},
    {"kind": "product", "products": [None]},
    {"kind": "product", "products": ["999999"]},
    {"kind": "product", "products": [{"a": 1}]},
    {"kind": "product", "products": [str(number) for number in range(7)]},
    {"kind": "offer", "products": ["1"]},
    {"kind": "offer", "data": {"title": "x"}},
    {"kind": "cart"},
    {"kind": ["product"]},
    {"kind": "order"},
    {"kind": "product", "products": ["1"], "client_id": "x"},
]


@pytest.mark.parametrize("card", WRONG, ids=range(len(WRONG)))
def test_what_is_no_card_of_an_agents_is_refused(desk, card):
    answer = desk.send(**card)
    assert answer.status_code in (400, 403)
    assert not Message.objects.exclude(card=None).exists()


def test_a_hidden_product_is_not_sent(desk):
    answer = desk.send(kind="product", products=[str(make_product(is_public=False).pk)])
    assert answer.status_code == 400


def test_nothing_is_sent_into_a_conversation_that_has_ended(desk):
    desk.browser.call("POST", "api-close", desk.conversation.public_id)
    answer = desk.send(kind="product", products=[str(make_product().pk)])
    assert (answer.status_code, answer.json()["code"]) == (409, "closed")


def test_no_shopper_sends_one_nor_looks_for_products_here(desk, guest, other_shopper):
    from tests.chat.helpers import Browser

    data = {"client_id": str(uuid4()), "kind": "product", "products": [str(make_product().pk)]}
    for browser, status in ((guest, 403), (Browser(other_shopper), 404)):
        for method, name in (("POST", "api-cards"), ("GET", "api-card-products"), ("GET", "api-card-orders")):
            assert browser.call(method, name, desk.conversation.public_id, data=data).status_code == status
    assert not Message.objects.exclude(card=None).exists()
