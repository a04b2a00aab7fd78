"""Conversations that the shop begins: with its own words, the shopper's reply, and what agents are shown."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from support_plugin.chat import flows
from support_plugin.chat.cards.registry import Card
from support_plugin.chat.erasing import delete_conversation
from support_plugin.chat.flows import Origin, ShopLine, begin_conversation
from support_plugin.chat.live.updates import read_summaries
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.payloads import conversation_json, message_json
from support_plugin.chat.queue.order import queue_page
from support_plugin.chat.reply_time import reply_minutes
from support_plugin.chat.unread import count_unread
from support_plugin.chat.waits.flows import measure_waits
from support_plugin.errors import Refused
from support_plugin.people.export import export_person
from support_plugin.people.queries import people_of
from support_plugin.signals import conversation_opened, message_sent
from support_plugin.visitors import cookies
from tests.chat.helpers import Browser
from tests.factories import VisitorFactory
from tests.helpers.threads import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]
SHOPPER, AGENT, SYSTEM = Message.Sender
QUESTION = ShopLine("کمکی لازم است؟", choices=["هزینهٔ ارسال", "پرداخت"])
OFFER = ShopLine(card=Card("offer", {"title": "ارسال رایگان"}))
ORIGIN = Origin("prompt:12", "مکث در پرداخت", "payment-details", "/fa/checkout/payment-details/")


def begin(visitor, client_id=None, lines=(QUESTION, OFFER), reply="پرداخت", origin=ORIGIN, language="fa"):
    return begin_conversation(
        visitor, client_id or uuid4(), lines, language=language, origin=origin, reply=reply
    )


@pytest.fixture
def visitor():
    return VisitorFactory()


def test_the_shops_lines_and_the_reply_are_one_conversation(visitor):
    id = uuid4()
    conversation, reply = begin(visitor, id)
    said = [message_json(message) for message in conversation.messages.all()]
    assert [(m["seq"], m["sender"], m["body"]) for m in said] == [
        (1, SYSTEM, QUESTION.body),
        (2, SYSTEM, "ارسال رایگان"),
        (3, SHOPPER, "پرداخت"),
    ]
    assert said[0]["choices"] == list(QUESTION.choices)
    assert said[1]["card"]["kind"] == "offer"
    # The shop speaks, and no agent.
    assert [m["agent"] and m["agent"]["id"] for m in said] == [None] * 3
    assert said[0]["agent"]["name"]
    assert reply.client_id == id
    assert (conversation.agent, conversation.shop_only) == (None, False)
    assert conversation.waiting_since


def test_agents_are_shown_why_and_where_it_began(visitor):
    conversation, _reply = begin(visitor)
    state = conversation_json(conversation, AGENT)
    assert state["page"] == ORIGIN.page
    assert state["origin"] == {
        "source": "prompt:12",
        "label": "مکث در پرداخت",
        "step": "payment-details",
        "cart": None,
    }
    assert "origin" not in conversation_json(conversation, SHOPPER)


def test_the_desk_says_it_in_words(visitor, agent):
    conversation, _reply = begin(visitor)
    browser = Browser(agent)
    page = browser.get(reverse("support_plugin:desk-conversation", args=[conversation.public_id]))
    assert page.context["conversation"]["origin_words"] == "مکث در پرداخت · پرداخت"
    assert "مکث در پرداخت · پرداخت" in page.content.decode()


def test_without_a_reply_nobody_waits_and_agents_are_shown_nothing(visitor):
    conversation, reply = begin(visitor, reply="")
    assert (reply, conversation.waiting_since, conversation.shop_only) == (None, None, True)
    assert queue_page().items == []
    assert queue_page().count == 0
    assert read_summaries([str(conversation.public_id)], "fa") == ([], {})
    flows.send_message(conversation, SHOPPER, uuid4(), "بله")
    page = queue_page()
    assert ([c.pk for c in page.items], page.count, page.waiting) == ([conversation.pk], 1, 1)
    assert len(read_summaries([str(conversation.public_id)], "fa")[0]) == 1


def test_the_shops_words_are_unread_until_the_shopper_replies():
    key = cookies.new_key()
    visitor = VisitorFactory(key_hash=cookies.hash_key(key))
    begin(visitor, reply="")
    found = count_unread(AnonymousUser(), key)
    assert (found["unread"], found["open"]) == (2, True)
    flows.close_conversation(Conversation.objects.get(), SYSTEM)
    begin(visitor)
    assert count_unread(AnonymousUser(), key)["unread"] == 0


def test_a_repeat_makes_nothing_more(visitor):
    id = uuid4()
    first = begin(visitor, id)
    again = begin(visitor, id)
    assert (again[0].pk, again[1].pk, again[1].is_repeat) == (first[0].pk, first[1].pk, True)
    assert Message.objects.count() == 3
    # Also when the conversation has ended since.
    flows.close_conversation(first[0], SHOPPER)
    assert begin(visitor, id)[1].pk == first[1].pk
    assert Conversation.objects.count() == 1


def test_a_repeat_with_another_reply_is_a_conflict(visitor):
    id = uuid4()
    begin(visitor, id)
    with pytest.raises(Refused) as refused:
        begin(visitor, id, reply="چیز دیگر")
    assert refused.value.code == "conflict"


def test_a_reply_that_comes_later_goes_into_what_was_begun(visitor):
    id = uuid4()
    first, _none = begin(visitor, id, reply="")
    again, reply = begin(visitor, id)
    assert (again.pk, reply.seq, again.shop_only) == (first.pk, 3, False)


def test_beside_an_open_conversation_none_is_begun(visitor):
    flows.start_conversation(visitor, uuid4(), "سلام")
    with pytest.raises(Refused) as refused:
        begin(visitor)
    assert refused.value.code == "conflict"
    assert Message.objects.count() == 1


def test_two_tabs_that_answer_at_once_begin_one(visitor):
    id = uuid4()

    def answer(client_id):
        try:
            return begin(visitor, client_id)[0].pk
        except Refused as refused:
            return refused.code

    outcomes = at_once(*[lambda one=one: answer(one) for one in (id, id, uuid4(), uuid4())])
    assert Conversation.objects.count() == 1
    assert Message.objects.count() == 3
    pks = {outcome for outcome in outcomes if outcome != "conflict"}
    assert pks == {Conversation.objects.get().pk}


@pytest.mark.parametrize(
    "wrong", [ShopLine(" "), ShopLine("x", choices=["a", "a"]), ShopLine(card=Card("offer", {}))], ids=str
)
def test_with_a_line_that_can_not_be_sent_nothing_is_begun(visitor, wrong):
    with pytest.raises(Refused):
        begin(visitor, lines=[QUESTION, wrong])
    assert not Conversation.objects.exists()


def test_without_a_line_nothing_is_begun(visitor):
    with pytest.raises(ValueError, match="line"):
        begin(visitor, lines=[])
    assert not Conversation.objects.exists()


def test_hostile_origins_are_cut_and_escaped(visitor, agent):
    attack = "<script>alert(1)</script>\0\n" + "x" * 900
    conversation, _reply = begin(visitor, origin=Origin(attack, attack, attack, attack), language="xx")
    assert all(len(text or "") <= 80 for text in conversation.origin.values())
    assert conversation.language == "fa"
    page = Browser(agent).get(reverse("support_plugin:desk-conversation", args=[conversation.public_id]))
    assert "<script>alert(1)" not in page.content.decode()


def test_the_signals_are_those_of_any_conversation(visitor):
    received = []
    opened = lambda conversation, **kwargs: received.append("opened")  # noqa: E731
    sent = lambda message, **kwargs: received.append(message.body)  # noqa: E731
    conversation_opened.connect(opened)
    message_sent.connect(sent)
    try:
        begin(visitor)
    finally:
        conversation_opened.disconnect(opened)
        message_sent.disconnect(sent)
    assert received == ["opened", "پرداخت"]


def test_where_it_began_goes_with_the_contents(visitor):
    conversation, _reply = begin(visitor)
    delete_conversation(conversation, SHOPPER)
    row = str(list(Conversation.objects.values()) + list(Message.objects.values()))
    assert ORIGIN.label not in row
    assert "ارسال رایگان" not in row
    assert Message.objects.filter(card__isnull=True).count() == Message.objects.count()


def test_an_export_names_it(visitor):
    begin(visitor)
    exported = export_person(people_of([visitor]))["visitors"][0]["conversations"][0]
    assert exported["begun_by"]["label"] == ORIGIN.label
    assert exported["messages"][1]["card"]["title"] == "ارسال رایگان"


def test_how_long_shoppers_wait_is_measured_from_their_reply_on(agent):
    for _ in range(6):
        conversation, _none = begin(VisitorFactory(), reply="")
        flows.send_message(conversation, SHOPPER, uuid4(), "بله")
        flows.send_message(conversation, AGENT, uuid4(), "بفرمایید", agent)
    Conversation.objects.update(created_at=timezone.now() - timedelta(hours=5))
    measure_waits()
    assert reply_minutes() == 1
