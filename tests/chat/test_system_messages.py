"""The system's lines: who came, who ended it."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation

from support_plugin.chat import flows
from support_plugin.chat.assignment.flows import take_conversation
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.storing.messages import store_messages
from support_plugin.chat.storing.new import NewMessage
from support_plugin.chat.storing.threads import change_threads
from support_plugin.chat.system_messages import line_texts, shopper_line_texts, shown_messages
from support_plugin.signals import message_sent
from tests.chat.helpers import Browser
from tests.factories import VisitorFactory

pytestmark = pytest.mark.django_db
SHOPPER, AGENT, SYSTEM = Message.Sender.SHOPPER, Message.Sender.AGENT, Message.Sender.SYSTEM


@pytest.fixture
def conversation():
    return flows.start_conversation(VisitorFactory(), uuid4(), "سلام")[0]


def kinds(conversation):
    return list(conversation.messages.order_by("seq").values_list("seq", "sender", "kind"))


def test_the_first_answer_is_preceded_by_a_line_and_no_other_one(conversation, agent, colleague):
    for who in (agent, agent, colleague):
        flows.send_message(conversation, AGENT, uuid4(), "بفرمایید", who)
    assert kinds(conversation) == [
        (1, "shopper", ""),
        (2, "system", "joined"),
        (3, "agent", ""),
        (4, "agent", ""),
        (5, "agent", ""),
    ]
    conversation.refresh_from_db()
    assert conversation.last_seq == 5
    assert conversation.waiting_since is None


def test_an_answer_sent_twice_brings_one_line(conversation, agent):
    client_id = uuid4()
    for _again in range(2):
        flows.send_message(conversation, AGENT, client_id, "بفرمایید", agent)
    assert len(kinds(conversation)) == 3


def test_two_answers_in_one_batch_bring_one_line(conversation, agent):
    batch = [NewMessage(conversation.pk, AGENT, uuid4(), text, agent) for text in ("یک", "دو")]
    assert [message.seq for message in store_messages(batch)] == [3, 4]
    assert [seq for seq, _sender, _kind in kinds(conversation)] == [1, 2, 3, 4]


@pytest.mark.parametrize(("by", "name"), [(SHOPPER, None), (AGENT, "سارا کریمی"), (SYSTEM, None)])
def test_the_end_has_a_line_that_says_who_once(conversation, agent, by, name):
    for _again in range(2):
        flows.close_conversation(conversation, by, agent if by == AGENT else None)
    conversation.refresh_from_db()
    assert (conversation.status, conversation.last_seq) == ("closed", 2)
    assert len(kinds(conversation)) == 2
    guest = Browser()
    guest.start()
    Conversation.objects.filter(visitor=guest_visitor()).delete()
    Conversation.objects.update(visitor=guest_visitor())
    line = guest.get(reverse("support_plugin:api-session")).json()["thread"]["messages"]["items"][-1]
    assert (line["kind"], line["closed_by"], line["body"]) == ("closed", by, None)
    assert (line["agent"] and line["agent"]["name"]) == name


def guest_visitor():
    from support_plugin.visitors.models import Visitor

    return Visitor.objects.order_by("-pk").first()


def test_lines_are_nobodys_messages(conversation, agent, commits):
    said = []

    def receive(message, **kwargs):
        said.append(message.sender)

    message_sent.connect(receive)
    flows.send_message(conversation, AGENT, uuid4(), "بفرمایید", agent)
    flows.close_conversation(conversation, AGENT, agent)
    message_sent.disconnect(receive)
    assert said == [AGENT]


@pytest.mark.parametrize(
    ("language", "joined", "shopper", "agents"),
    [
        ("en", "سارا کریمی joined the conversation", "You ended the conversation", "The shopper ended"),
        ("fa", "سارا کریمی به گفتگو پیوست", "شما به گفتگو پایان دادید", "خریدار به گفتگو پایان داد"),
        ("ar", "انضم سارا کریمی إلى المحادثة", "أنهيتَ المحادثة", "أنهى المتسوّق المحادثة"),
    ],
)
def test_each_side_reads_them_in_its_own_words(agent, language, joined, shopper, agents):
    guest = Browser()
    guest.start()
    conversation = Conversation.objects.get()
    flows.send_message(conversation, AGENT, uuid4(), "بفرمایید", agent)
    flows.close_conversation(conversation, SHOPPER)
    with translation.override(language):
        page = guest.get(reverse("support_plugin:chat")).content.decode()
        desk = reverse("support_plugin:desk-conversation", args=[conversation.public_id])
        seen = Browser(agent).get(desk).content.decode()
    assert joined in page
    assert shopper in page
    assert joined in seen
    assert agents in seen


def test_a_name_in_a_line_is_escaped(agent):
    type(agent).objects.filter(pk=agent.pk).update(first_name="<img src=x>", last_name="")
    agent.refresh_from_db()
    guest = Browser()
    guest.start()
    flows.send_message(Conversation.objects.get(), AGENT, uuid4(), "بفرمایید", agent)
    page = guest.get(reverse("support_plugin:chat")).content.decode()
    assert "<img src=x>" not in page
    assert "&lt;img src=x&gt;" in page


@pytest.mark.parametrize("by_hand", [True, False], ids=["put-back", "gone"])
def test_only_of_an_agent_who_is_gone_do_both_sides_read_that(conversation, agent, by_hand):
    take_conversation(conversation, agent)
    change_threads([conversation.pk], lambda thread: thread.release(by_hand=by_hand))
    with translation.override("en"):
        shopper, colleague = (
            shown_messages(conversation.messages.order_by("seq"), texts())[-1]
            for texts in (shopper_line_texts, line_texts)
        )
    assert ("had to leave" in shopper["line"]) is not by_hand
    assert ("not here" in colleague["line"]) is not by_hand
    assert all(shown["name"] and shown["line"].startswith(shown["name"]) for shown in (shopper, colleague))
