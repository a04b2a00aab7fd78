from uuid import uuid4

import pytest

from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.storing.messages import store_messages
from support_plugin.chat.storing.new import NewMessage
from tests.factories import ConversationFactory

pytestmark = pytest.mark.django_db
SHOPPER, AGENT = Message.Sender.SHOPPER, Message.Sender.AGENT


def test_a_repeat_among_others_keeps_its_number_and_takes_none():
    one, two = ConversationFactory(), ConversationFactory()
    first = NewMessage(one.pk, SHOPPER, uuid4(), "سلام")
    before = store_messages([first])[0]
    fresh = [NewMessage(c.pk, SHOPPER, uuid4(), "تازه") for c in (one, two, one)]
    results = store_messages([fresh[0], first, *fresh[1:]])
    assert [(m.conversation_id, m.seq) for m in results] == [
        (one.pk, 2),
        (one.pk, 1),
        (two.pk, 1),
        (one.pk, 3),
    ]
    assert results[1].pk == before.pk
    assert list(one.messages.values_list("seq", flat=True)) == [1, 2, 3]
    assert Conversation.objects.get(pk=one.pk).last_seq == 3


def test_who_waits_and_who_answers_follow_the_order_within_a_batch(agent, colleague):
    asked, answered = ConversationFactory(), ConversationFactory()
    store_messages(
        [
            NewMessage(asked.pk, AGENT, uuid4(), "بفرمایید", agent),
            NewMessage(asked.pk, SHOPPER, uuid4(), "سؤال"),
            NewMessage(answered.pk, SHOPPER, uuid4(), "سؤال"),
            NewMessage(answered.pk, AGENT, uuid4(), "پاسخ", colleague),
            NewMessage(answered.pk, AGENT, uuid4(), "و نیز", agent),
        ]
    )
    asked.refresh_from_db()
    answered.refresh_from_db()
    assert (asked.last_seq, asked.agent, asked.waiting_since) == (3, agent, asked.changed_at)
    assert (answered.last_seq, answered.agent, answered.waiting_since) == (4, colleague, None)


def test_a_stored_message_is_what_django_would_have_stored(agent):
    conversation = ConversationFactory()
    body = "پیام «۱۲۳»\n\t\\u0000 \\ \" ' %s {} 😀 \u200f\u0001 " + "x" * 3000
    new = [
        NewMessage(conversation.pk, SHOPPER, uuid4(), body),
        NewMessage(conversation.pk, AGENT, uuid4(), "2", agent, choices=("«بله»", '"\\u0000 {} %s', "😀")),
    ]
    stored = [message for message in store_messages(new) if isinstance(message, Message)]
    for message, row in zip(stored, conversation.messages.exclude(sender="system"), strict=True):
        values = [
            {field.attname: getattr(m, field.attname) for field in Message._meta.concrete_fields}
            for m in (message, row)
        ]
        assert values[0] == values[1]
    Message.objects.bulk_create(
        [Message(conversation=conversation, seq=9, sender=SHOPPER, client_id=uuid4(), body=body)]
    )
    usual = {**Message.objects.values().get(seq=9), "id": 0, "seq": 0, "client_id": 0, "created_at": 0}
    ours = {**Message.objects.values().get(seq=1), "id": 0, "seq": 0, "client_id": 0, "created_at": 0}
    assert ours == usual


def test_the_same_id_with_other_choices_is_refused_also_within_a_batch(agent):
    conversation, client_id = ConversationFactory(), uuid4()
    offers = [("بله", "نه"), ("بله", "نه"), ("نه", "بله"), ()]
    new = [NewMessage(conversation.pk, AGENT, client_id, "؟", agent, choices=choices) for choices in offers]
    outcomes = store_messages(new)
    assert [getattr(outcome, "code", "stored") for outcome in outcomes] == [
        "stored",
        "stored",
        "conflict",
        "conflict",
    ]
    assert conversation.messages.get(sender=AGENT).choices == ["بله", "نه"]
