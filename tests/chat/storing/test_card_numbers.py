"""A shopper's card number is stored nowhere, whatever way it comes, and the shopper learns why."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation

from support_plugin.chat import flows, queries, ratings
from support_plugin.chat.live import hub
from support_plugin.chat.models import Message
from support_plugin.chat.storing.messages import store_messages
from support_plugin.chat.storing.threads import NewMessage
from support_plugin.chat.system_messages import line_texts, shopper_line_texts, shown_messages
from support_plugin.errors import Refused
from support_plugin.visitors.cookies import hash_key, new_key
from tests.chat.helpers import Browser, following, guest_cookie, in_thread
from tests.factories import ConversationFactory, VisitorFactory

CARD = "۶۰۳۷ ۹۹۱۲ ۳۴۵۶ ۷۸۹۳"
TYPED, STORED = f"کارتم {CARD} است", "کارتم •••• •••• •••• ۷۸۹۳ است"
SHOPPER, AGENT = Message.Sender.SHOPPER, Message.Sender.AGENT


def rows(conversation):
    return list(conversation.messages.order_by("seq").values_list("sender", "kind", "body"))


WITH_LINE = [("shopper", "", STORED), ("system", "card_hidden", "")]


@pytest.mark.django_db
def test_by_rest_the_answer_says_what_was_stored_and_a_repeat_is_one():
    browser, client_id = Browser(), str(uuid4())
    first = browser.start(TYPED, client_id)
    again = browser.start(TYPED, client_id)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["message"]["body"] == again.json()["message"]["body"] == STORED
    assert first.json()["conversation"]["last_seq"] == again.json()["conversation"]["last_seq"] == 2
    assert rows(Message.objects.get(client_id=client_id).conversation) == WITH_LINE


@pytest.mark.django_db
def test_an_edit_is_hidden_too():
    browser = Browser()
    id = browser.start("سلام").json()["conversation"]["id"]
    edit = {"client_id": str(uuid4()), "body": TYPED}
    for _again in range(2):
        answer = browser.call("POST", "api-edit", id, 1, data=edit)
        assert (answer.status_code, answer.json()["message"]["body"]) == (201, STORED)
    assert rows(Message.objects.first().conversation) == [
        ("shopper", "", STORED),
        ("shopper", "edited", STORED),
        ("system", "card_hidden", ""),
    ]


@pytest.mark.django_db
def test_without_javascript_it_is_hidden_and_said(client):
    page = reverse("support_plugin:chat")
    form = client.get(page).context["form"]
    data = {"body": TYPED, **{name: form[name].value() or "" for name in form.fields if name != "body"}}
    shown = client.post(page, data, follow=True).content.decode()
    assert rows(Message.objects.first().conversation) == WITH_LINE
    assert STORED in shown
    assert CARD not in shown
    with translation.override("fa"):
        assert str(shopper_line_texts()["line_card_hidden"])[:20] in shown


@pytest.mark.django_db
def test_the_reply_to_a_prompt_is_hidden():
    origin, line = flows.Origin("prompt:1"), flows.ShopLine("سؤالی هست؟")
    conversation, sent = flows.begin_conversation(
        VisitorFactory(), uuid4(), [line], language="fa", origin=origin, reply=TYPED
    )
    assert sent.body == STORED
    assert rows(conversation)[1:] == WITH_LINE


@pytest.mark.django_db
def test_a_form_sent_twice_is_known():
    visitor, client_id = VisitorFactory(), uuid4()
    flows.start_conversation(visitor, client_id, TYPED)
    assert queries.was_sent(visitor, SHOPPER, client_id, TYPED)
    assert not queries.was_sent(visitor, SHOPPER, client_id, "سلام")


@pytest.mark.django_db
def test_agents_may_send_the_shops_own_card(agent):
    conversation = ConversationFactory()
    flows.send_message(conversation, AGENT, uuid4(), TYPED, agent)
    assert rows(conversation)[-1] == ("agent", "", TYPED)


@pytest.mark.django_db
def test_a_comment_on_the_rating_is_hidden():
    assert ratings.clean_comment(TYPED) == STORED


@pytest.mark.django_db
def test_another_card_under_the_same_id_is_a_conflict_unless_it_looks_the_same():
    conversation, client_id = ConversationFactory(), uuid4()
    bodies = ["4111111111111111", "4111111111111111", "4012888888881881"]
    outcomes = store_messages([NewMessage(conversation.pk, SHOPPER, client_id, body) for body in bodies])
    assert [outcome.code if isinstance(outcome, Refused) else outcome.seq for outcome in outcomes] == [
        1,
        1,
        "conflict",
    ]
    assert len(rows(conversation)) == 2


@pytest.mark.django_db
def test_what_follows_in_the_same_batch_has_the_next_number():
    conversation = ConversationFactory()
    outcomes = store_messages(
        [NewMessage(conversation.pk, SHOPPER, uuid4(), body) for body in (TYPED, "سلام", TYPED)]
    )
    assert [message.seq for message in outcomes] == [1, 3, 4]
    conversation.refresh_from_db()
    assert conversation.last_seq == 5


@pytest.mark.django_db
def test_the_line_says_why_to_the_shopper_and_what_to_agents():
    conversation = flows.start_conversation(VisitorFactory(), uuid4(), TYPED)[0]
    messages = list(conversation.messages.order_by("seq"))
    shopper, agents = (shown_messages(messages, texts)[1] for texts in (shopper_line_texts(), line_texts()))
    assert "" not in (shopper["line"], agents["line"])
    assert shopper["line"] != agents["line"]
    assert shopper["agent"] is None
    # Nobody's answer: it counts as none.
    conversation.refresh_from_db()
    assert conversation.waiting_since is not None


@pytest.mark.django_db(transaction=True)
async def test_on_a_socket_the_message_as_stored_and_the_line_follow_the_acknowledgement(monkeypatch):
    monkeypatch.setattr(hub, "SWEEP_SECONDS", 60)
    key = new_key()
    visitor = await in_thread(VisitorFactory, key_hash=hash_key(key))
    conversation = (await in_thread(flows.start_conversation, visitor, uuid4(), "سلام"))[0]
    socket, _welcome = await following(guest_cookie(key), conversation)
    id, plain, outcomes = str(uuid4()), str(uuid4()), []
    await socket.say("send", conversation_id=conversation.public_id, client_id=id, body=TYPED)
    assert (await socket.receive_frame("ack"))["seq"] == 2
    for _message in range(2):
        message = (await socket.receive_frame("message"))["message"]
        outcomes.append((message["seq"], message["kind"], message["body"]))
    assert outcomes == [(2, None, STORED), (3, "card_hidden", None)]
    # A repeat gets the same; what hides nothing is acknowledged alone.
    await socket.say("send", conversation_id=conversation.public_id, client_id=id, body=TYPED)
    await socket.say("send", conversation_id=conversation.public_id, client_id=plain, body="ممنون")
    frames = [await socket.receive_frame("ack", "message") for _frame in range(3)]
    assert [(one["type"], one.get("seq") or one["message"]["seq"]) for one in frames] == [
        ("ack", 2),
        ("message", 2),
        ("ack", 4),
    ]
    await socket.disconnect()
