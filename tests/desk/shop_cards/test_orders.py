"""The status of one of this shopper's own orders as a card, and never of anybody else's."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation
from oscar.core.loading import get_model

from support_plugin.chat.cards.registry import Card, clean_card
from support_plugin.chat.merging.flows import merge
from support_plugin.chat.models import Message
from support_plugin.chat.payloads import message_json
from support_plugin.errors import Refused
from support_plugin.visitors.access_log.models import Look
from tests.chat.helpers import Browser
from tests.desk.shop_cards.conftest import Desk, conversation_of, key_of, make_order
from tests.factories import ConversationFactory, VisitorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(customer, confidant):
    """An agent who may see shoppers' data, at the conversation of a customer."""
    return Desk(confidant, conversation_of(customer))


def refused(desk, number):
    """Return what an agent is shown who sends the card of an order that is not this shopper's."""
    answer = desk.send(kind="order", order=number)
    assert not Message.objects.exclude(card=None).exists()
    return answer.status_code, answer.json()["detail"]


def sent(desk, number):
    answer = desk.send(kind="order", order=number)
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()["message"]


def shown(language="fa"):
    message = Message.objects.exclude(card=None).get()
    with translation.override(language):
        return message_json(message)["card"]


def test_it_says_status_date_lines_and_total_and_leads_to_the_order(desk, shopper):
    order = make_order("A-100", shopper)
    assert sent(desk, "A-100")["card"]["kind"] == "order"
    card = shown("en")
    assert "A-100" in card["title"]
    assert "Pending" in card["text"]
    assert "1" in card["text"]
    assert card["total"]["amount"]
    assert card["link"]["url"] == reverse("support_plugin:own-order", args=["A-100"]).replace("/fa/", "/en/")
    assert str(order.lines.count()) == "1"


def test_the_status_is_that_of_the_moment_it_is_read(desk, shopper):
    order = make_order("A-100", shopper)
    sent(desk, "A-100")
    get_model("order", "Order").objects.filter(pk=order.pk).update(status="Shipped")
    assert "Shipped" in shown()["text"]


def test_an_order_that_is_gone_keeps_what_was_said_without_a_link(desk, shopper):
    order = make_order("A-100", shopper)
    sent(desk, "A-100")
    order.delete()
    card = shown("en")
    assert "Pending" in card["text"]
    assert card["link"] is None


def test_the_stored_words_are_the_shoppers_and_have_no_address(desk, shopper):
    make_order("A-100", shopper)
    sent(desk, "A-100")
    body = Message.objects.exclude(card=None).get().body
    assert "A-100" in body
    assert "/" not in body.replace("A-100", "")


def test_a_strangers_order_is_refused_as_one_that_is_not_there(desk, other_shopper):
    make_order("B-200", other_shopper)
    make_order("G-300", key="k" * 32)
    answers = {refused(desk, number) for number in ("B-200", "G-300", "NONE", "", "\x00")}
    assert len(answers) == 1
    assert answers.pop()[0] == 404


def test_an_order_that_only_the_email_address_leads_to_is_refused(desk, shopper):
    make_order("G-300", guest_email=shopper.email)
    assert refused(desk, "G-300")[0] == 404


def test_a_guests_order_is_that_of_their_browser_alone(guest, confidant, other_shopper):
    desk = Desk(confidant, conversation_of(guest))
    make_order("G-300", key=key_of(guest))
    make_order("G-400", key="x" * 32)
    # Somebody who was logged in bought in this browser.
    make_order("B-200", other_shopper, key=key_of(guest))
    assert refused(desk, "G-400")[0] == refused(desk, "B-200")[0] == 404
    assert sent(desk, "G-300")["card"]["kind"] == "order"


def test_orders_of_a_browser_are_not_the_accounts_that_is_logged_in_there(confidant, shopper):
    visitor = VisitorFactory(user=shopper)
    desk = Desk(confidant, ConversationFactory(visitor=visitor))
    make_order("G-300", key="k" * 32)
    assert visitor.key_hash is None
    assert refused(desk, "G-300")[0] == 404


def test_after_a_merge_it_is_the_kept_shoppers_orders_alone(guest, confidant, shopper, supervisor_of_merges):
    ours, theirs = conversation_of(guest), ConversationFactory(visitor=VisitorFactory(user=shopper))
    make_order("G-300", key=key_of(guest))
    make_order("A-100", shopper)
    assert refused(Desk(confidant, ours), "A-100")[0] == 404
    merge(theirs, ours, supervisor_of_merges)
    ours.refresh_from_db()
    assert ours.visitor == theirs.visitor
    # The browser's order is its guest's, whoever was merged with whom: it has not been claimed.
    assert refused(Desk(confidant, theirs), "G-300")[0] == 404
    assert sent(Desk(confidant, theirs), "A-100")


@pytest.fixture
def supervisor_of_merges(db):
    """Somebody who merges."""
    from tests.factories import make_user

    return make_user("merger@example.com", ("answer_conversation", "merge_shoppers"), is_staff=True)


def test_the_kind_itself_refuses_a_strangers_order(shopper, other_shopper):
    make_order("B-200", other_shopper)
    with pytest.raises(Refused):
        clean_card(Card("order", {"order": "B-200"}), VisitorFactory(user=shopper))


def test_without_the_right_to_see_shoppers_data_neither_list_nor_card(customer, agent, shopper):
    desk = Desk(agent, conversation_of(customer))
    make_order("A-100", shopper)
    assert desk.call("GET", "api-card-orders").status_code == 403
    assert refused(desk, "A-100")[0] == 403
    assert not Look.objects.exists()


def test_each_look_is_logged_before(desk, shopper, confidant):
    make_order("A-100", shopper)
    (order,) = desk.call("GET", "api-card-orders").json()["items"]
    assert (order["order"], order["status"], order["lines"]) == ("A-100", "Pending", 1)
    assert order["total"]
    assert order["placed_at"]
    (look,) = Look.objects.all()
    assert (look.agent, look.visitor, look.place) == (
        confidant,
        desk.conversation.visitor,
        Look.Screen.CONVERSATION,
    )


def test_sending_alone_is_a_look_too(desk, shopper):
    make_order("A-100", shopper)
    sent(desk, "A-100")
    assert Look.objects.count() == 1


def test_a_number_that_is_tried_is_a_look_too(desk):
    refused(desk, "NONE")
    assert Look.objects.count() == 1


def test_the_list_has_no_strangers_orders_and_the_newest_first(desk, shopper, other_shopper):
    make_order("A-100", shopper)
    make_order("A-200", shopper)
    make_order("B-200", other_shopper)
    make_order("G-300", guest_email=shopper.email)
    items = desk.call("GET", "api-card-orders").json()["items"]
    assert [item["order"] for item in items] == ["A-200", "A-100"]


def test_a_repeat_is_stored_once(desk, shopper):
    make_order("A-100", shopper)
    client_id = str(uuid4())
    seqs = {
        desk.send(client_id=client_id, kind="order", order="A-100").json()["message"]["seq"]
        for _time in range(2)
    }
    assert len(seqs) == 1
    assert Message.objects.exclude(card=None).count() == 1


def page(browser, number):
    answer = browser.get(reverse("support_plugin:own-order", args=[number]))
    return answer.status_code, answer.get("Location", "")


def test_the_link_opens_the_order_for_its_shopper_alone(customer, shopper, other_shopper, confidant):
    make_order("A-100", shopper)
    assert page(customer, "A-100") == (302, reverse("customer:order", args=["A-100"]))
    for stranger in (Browser(other_shopper), Browser(confidant)):
        assert page(stranger, "A-100")[0] == 404
    status, address = page(Browser(), "A-100")
    assert status == 302
    assert address.startswith(reverse("customer:login"))
    assert page(Browser(), "NONE")[1].startswith(reverse("customer:login"))


def test_a_guests_link_opens_in_their_browser_alone_and_the_card_has_no_key(guest, confidant):
    order = make_order("G-300", key=key_of(guest))
    desk = Desk(confidant, conversation_of(guest))
    assert order.verification_hash() not in str(sent(desk, "G-300"))
    status, address = page(guest, "G-300")
    assert (status, order.verification_hash() in address) == (302, True)
    # Oscar asks for the e-mail address of the order, too.
    assert guest.get(address, follow=True).status_code == 200
    assert page(Browser(), "G-300")[1].startswith(reverse("customer:login"))
    assert page(Browser(confidant), "G-300")[0] == 404
