"""Answers that a message offers: agents and the shop's own code give them, shoppers get them."""

import json
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse

from support_plugin.chat import flows
from support_plugin.chat.erasing import delete_conversation
from support_plugin.chat.models import Message
from support_plugin.chat.system_messages import line_texts, shown_messages
from support_plugin.errors import Refused
from support_plugin.people.export import export_person
from support_plugin.people.queries import people_of
from support_plugin.visitors import cookies
from tests.chat.helpers import Browser, following, guest_cookie, in_thread, session_cookie
from tests.factories import ConversationFactory, VisitorFactory

SHOPPER, AGENT, SYSTEM = Message.Sender
SIZES = ["۳۸ (کوچک)", "L", "<b>XL</b>"]
WRONG = {
    "a text": "yes",
    "a number": 5,
    "an object": {"0": "yes"},
    "true": True,
    "numbers": [1, 2],
    "lists": [["yes"]],
    "null among them": ["yes", None],
    "too many": list("1234567"),
    "twice the same": ["yes", "yes"],
    "twice the same but for space": ["yes", " yes "],
    "too long": ["x" * 61],
    "empty": ["yes", ""],
    "only space": ["yes", "\u00a0\u2003"],
    "invisible": ["yes", "\u200c\u200f"],
    "two lines": ["yes\nno"],
    "a line separator": ["yes\u2028no"],
    "a NUL": ["a\x00b"],
    "an escape": ["a\x1b[2Jb"],
    "half a letter": ["\ud800"],
}


@pytest.fixture
def keyed_conversation(db):
    """A guest's key and conversation."""
    key = cookies.new_key()
    return key, ConversationFactory(visitor=VisitorFactory(key_hash=cookies.hash_key(key)))


def message_with(choices, client_id=None):
    return {"client_id": client_id or str(uuid4()), "body": "کدام اندازه؟", "choices": choices}


@pytest.mark.django_db
def test_an_agent_offers_answers_and_the_shopper_gets_them_as_typed(agent):
    shopper = Browser()
    conversation = shopper.start().json()["conversation"]["id"]
    data = message_with([" ۳۸ (کوچک) ", *SIZES[1:]])
    answer = Browser(agent).call("POST", "api-messages", conversation, data=data)
    assert (answer.status_code, answer.json()["message"]["choices"]) == (201, SIZES)
    thread = shopper.get(reverse("support_plugin:api-conversation", args=[conversation])).json()
    assert [message["choices"] for message in thread["messages"]["items"]] == [[], [], SIZES]


@pytest.mark.django_db
@pytest.mark.parametrize("choices", [None, []])
def test_no_choices_are_none(agent, choices):
    conversation = ConversationFactory()
    answer = Browser(agent).call("POST", "api-messages", conversation.public_id, data=message_with(choices))
    assert answer.status_code == 201
    assert answer.json()["message"]["choices"] == []


@pytest.mark.django_db
@pytest.mark.parametrize("choices", WRONG.values(), ids=WRONG)
def test_wrong_choices_are_refused_and_nothing_is_stored(agent, choices):
    conversation = ConversationFactory()
    answer = Browser(agent).call("POST", "api-messages", conversation.public_id, data=message_with(choices))
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert not Message.objects.exists()
    with pytest.raises(Refused):
        flows.send_message(conversation, SYSTEM, uuid4(), "؟", choices=choices)


@pytest.mark.django_db(transaction=True)
async def test_wrong_choices_are_refused_over_the_socket_which_lives_on(agent):
    conversation = await in_thread(ConversationFactory)
    socket, _welcome = await following(await in_thread(session_cookie, agent), conversation)
    for name, choices in WRONG.items():
        # Half a letter must travel escaped, as JSON may.
        frame = {"type": "send", "conversation_id": str(conversation.public_id), **message_with(choices)}
        await socket.send_to(text_data=json.dumps(frame))
        assert (await socket.receive_frame("error", "ack"))["code"] == "invalid", name
    await socket.say("send", conversation_id=conversation.public_id, **message_with(SIZES))
    assert (await socket.receive_frame("error", "ack"))["seq"] == 2
    assert (await in_thread(Message.objects.get, sender=AGENT)).choices == SIZES
    await socket.disconnect()


@pytest.mark.django_db
def test_a_shopper_offers_none_over_http():
    shopper = Browser()
    conversation = shopper.start().json()["conversation"]["id"]
    for name, args in (("api-messages", [conversation]), ("api-conversations", [])):
        answer = shopper.call("POST", name, *args, data=message_with(SIZES))
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
async def test_a_shopper_offers_none_over_the_socket(keyed_conversation):
    key, conversation = keyed_conversation
    socket, _welcome = await following(guest_cookie(key), conversation)
    await socket.say("send", conversation_id=conversation.public_id, **message_with(SIZES))
    assert (await socket.receive_frame("error", "ack"))["code"] == "invalid"
    assert not await in_thread(Message.objects.exists)
    await socket.disconnect()


@pytest.mark.django_db
def test_a_repeat_with_other_choices_is_a_conflict(agent):
    conversation, browser = ConversationFactory(), Browser(agent)
    data = message_with(SIZES)
    assert browser.call("POST", "api-messages", conversation.public_id, data=data).status_code == 201
    assert browser.call("POST", "api-messages", conversation.public_id, data=data).status_code == 201
    for choices in (SIZES[::-1], SIZES[:2], None):
        again = {**data, "choices": choices}
        answer = browser.call("POST", "api-messages", conversation.public_id, data=again)
        assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert Message.objects.get(sender=AGENT).choices == SIZES


@pytest.mark.django_db
def test_the_shops_own_code_offers_answers_in_its_own_name():
    conversation = ConversationFactory()
    message = flows.send_message(conversation, SYSTEM, uuid4(), "کمکی لازم است؟", choices=["بله", "نه"])
    assert Message.objects.get(pk=message.pk).choices == ["بله", "نه"]


@pytest.mark.django_db
def test_what_was_offered_is_deleted_with_the_text(agent):
    conversation = ConversationFactory()
    flows.send_message(conversation, AGENT, uuid4(), "کدام؟", agent, choices=SIZES)
    flows.send_message(conversation, SYSTEM, uuid4(), "کدام؟", choices=SIZES)
    delete_conversation(conversation, SHOPPER)
    assert [(m.body, m.choices) for m in conversation.messages.all()] == [("", [])] * 4
    assert [m["line"] == "" for m in shown_messages(conversation.messages.all(), line_texts())] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.django_db
def test_what_was_offered_is_part_of_an_export():
    conversation = ConversationFactory()
    flows.send_message(conversation, SYSTEM, uuid4(), "کدام؟", choices=SIZES)
    exported = export_person(people_of([conversation.visitor]))
    assert exported["visitors"][0]["conversations"][0]["messages"][0]["choices"] == SIZES


@pytest.mark.django_db(transaction=True)
def test_what_was_offered_is_part_of_the_transcript():
    browser = Browser()
    public_id = browser.start().json()["conversation"]["id"]
    conversation = Message.objects.get().conversation
    flows.send_message(conversation, SYSTEM, uuid4(), "کدام؟", choices=SIZES)
    data = {"client_id": str(uuid4()), "email": "guest@example.com"}
    assert browser.call("POST", "api-transcript", public_id, data=data).status_code == 202
    text, (html, _type) = mail.outbox[0].body, mail.outbox[0].alternatives[0]
    assert "- \u2068<b>XL</b>\u2069" in text
    assert "&lt;b&gt;XL&lt;/b&gt;" in html
    assert "<b>XL" not in html


@pytest.mark.django_db
def test_the_page_without_javascript_offers_only_what_the_newest_message_does(agent):
    browser = Browser()
    public_id = browser.start().json()["conversation"]["id"]
    conversation = Message.objects.get().conversation

    def offered():
        return browser.get(reverse("support_plugin:chat")).context["choices"]

    flows.send_message(conversation, AGENT, uuid4(), "کدام؟", agent, choices=SIZES)
    assert offered() == SIZES
    browser.call("POST", "api-messages", public_id, data={"client_id": str(uuid4()), "body": "L"})
    assert offered() == []
    flows.send_message(conversation, AGENT, uuid4(), "کدام؟", agent, choices=SIZES)
    flows.close_conversation(conversation, AGENT, agent)
    assert offered() == []
