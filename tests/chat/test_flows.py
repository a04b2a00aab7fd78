from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support_plugin.chat import flows, read_marks, waking_processes
from support_plugin.chat.merging.closing import adopt_conversations
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.storing.messages import store_messages
from support_plugin.chat.storing.new import NewMessage
from support_plugin.errors import Refused
from support_plugin.signals import conversation_opened, message_sent
from tests.factories import ConversationFactory, MessageFactory, VisitorFactory

pytestmark = pytest.mark.django_db
SHOPPER, AGENT = Message.Sender.SHOPPER, Message.Sender.AGENT


@pytest.fixture
def sent_signals(commits):
    """Collect what message_sent and conversation_opened say."""
    calls = []

    def receive(signal, **kwargs):
        calls.append(signal)

    for signal in (message_sent, conversation_opened):
        signal.connect(receive)
    yield calls
    for signal in (message_sent, conversation_opened):
        signal.disconnect(receive)


def test_the_first_message_opens_a_conversation():
    visitor = VisitorFactory()
    conversation, message = flows.start_conversation(visitor, uuid4(), "سلام", page_path="/fa/basket/")
    conversation.refresh_from_db()
    assert (message.seq, message.body, message.sender) == (1, "سلام", SHOPPER)
    assert conversation.page_path == "/fa/basket/"
    assert conversation.waiting_since is not None


def test_messages_are_numbered_without_holes():
    visitor = VisitorFactory()
    conversation, _message = flows.start_conversation(visitor, uuid4(), "1")
    for body in "234":
        flows.send_message(conversation, SHOPPER, uuid4(), body)
    assert list(conversation.messages.values_list("seq", "body")) == [(1, "1"), (2, "2"), (3, "3"), (4, "4")]


def test_a_repeated_message_is_stored_and_announced_once(sent_signals):
    conversation = ConversationFactory()
    client_id = uuid4()
    first = flows.send_message(conversation, SHOPPER, client_id, "سلام")
    again = flows.send_message(conversation, SHOPPER, client_id, "سلام")
    assert again.pk == first.pk
    conversation.refresh_from_db()
    assert (conversation.messages.count(), conversation.last_seq) == (1, 1)
    assert sent_signals == [message_sent]


def test_the_same_id_with_another_text_is_a_conflict():
    conversation = ConversationFactory()
    client_id = uuid4()
    flows.send_message(conversation, SHOPPER, client_id, "سلام")
    with pytest.raises(Refused) as refused:
        flows.send_message(conversation, SHOPPER, client_id, "درود")
    assert refused.value.code == "conflict"
    conversation.refresh_from_db()
    assert conversation.last_seq == 1


def test_a_repeated_first_message_opens_no_second_conversation():
    visitor, client_id = VisitorFactory(), uuid4()
    first, _message = flows.start_conversation(visitor, client_id, "سلام")
    again, _message = flows.start_conversation(visitor, client_id, "سلام")
    assert again.pk == first.pk
    assert Conversation.objects.count() == Message.objects.count() == 1


def test_a_first_message_repeated_after_the_end_is_found_again():
    visitor, client_id = VisitorFactory(), uuid4()
    first, message = flows.start_conversation(visitor, client_id, "سلام")
    flows.close_conversation(first, AGENT)
    again, same = flows.start_conversation(visitor, client_id, "سلام")
    assert (again.pk, same.pk) == (first.pk, message.pk)
    assert Conversation.objects.count() == 1


def test_a_closed_conversation_takes_no_message_but_knows_its_old_ones():
    conversation, client_id = ConversationFactory(), uuid4()
    stored = flows.send_message(conversation, SHOPPER, client_id, "سلام")
    flows.close_conversation(conversation, AGENT)
    assert flows.send_message(conversation, SHOPPER, client_id, "سلام").pk == stored.pk
    with pytest.raises(Refused) as refused:
        flows.send_message(conversation, SHOPPER, uuid4(), "هنوز هستید؟")
    assert refused.value.code == "closed"


def test_an_answer_ends_the_waiting_and_the_first_agent_keeps_the_conversation(agent, colleague):
    conversation = MessageFactory().conversation
    flows.send_message(conversation, SHOPPER, uuid4(), "هزینهٔ ارسال؟")
    flows.send_message(conversation, AGENT, uuid4(), "سلام", agent)
    flows.send_message(conversation, AGENT, uuid4(), "من هم هستم", colleague)
    conversation.refresh_from_db()
    assert (conversation.waiting_since, conversation.agent) == (None, agent)


def test_waiting_counts_from_the_first_unanswered_message():
    conversation = ConversationFactory()
    flows.send_message(conversation, SHOPPER, uuid4(), "سلام")
    conversation.refresh_from_db()
    since = conversation.waiting_since
    flows.send_message(conversation, SHOPPER, uuid4(), "کسی هست؟")
    conversation.refresh_from_db()
    assert conversation.waiting_since == since


def test_seen_never_goes_back_nor_beyond_the_last_message():
    conversation = MessageFactory(seq=5).conversation
    for seq in (3, 2, 9):
        read_marks.mark_seen(conversation, AGENT, seq)
    conversation.refresh_from_db()
    assert (conversation.agent_seen_seq, conversation.shopper_seen_seq) == (3, 0)


def test_of_two_open_conversations_the_one_on_the_screen_goes_on_after_login(shopper):
    account, guest = VisitorFactory(user=shopper), VisitorFactory()
    old, new = ConversationFactory(visitor=account), ConversationFactory(visitor=guest)
    adopt_conversations(guest, account)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.status, new.status, new.visitor) == ("closed", "open", account)


def test_fifty_messages_cost_as_many_statements_as_one():
    def statements(count):
        batch = [NewMessage(ConversationFactory().pk, SHOPPER, uuid4(), "سلام") for _ in range(count)]
        with CaptureQueriesContext(connection) as queries:
            results = store_messages(batch)
        assert [message.seq for message in results] == [1] * count
        return len(queries)

    # The first finds out who wants to be notified.
    statements(1)
    assert statements(50) == statements(1)


def test_a_batch_numbers_the_messages_of_a_conversation_in_its_order():
    one, two = ConversationFactory(), ConversationFactory()
    batch = [NewMessage(c.pk, SHOPPER, uuid4(), body) for body in "abc" for c in (one, two)]
    store_messages(batch)
    for conversation in (one, two):
        assert list(conversation.messages.values_list("seq", "body")) == [(1, "a"), (2, "b"), (3, "c")]


def test_in_a_batch_each_message_has_its_own_fate():
    conversation, ended = ConversationFactory(), ConversationFactory(status="closed")
    client_id = uuid4()
    first = NewMessage(conversation.pk, SHOPPER, client_id, "سلام")
    other = NewMessage(conversation.pk, SHOPPER, client_id, "درود")
    nowhere = NewMessage(987654321, SHOPPER, uuid4(), "سلام")
    results = store_messages([first, first, other, NewMessage(ended.pk, SHOPPER, uuid4(), "x"), nowhere])
    assert results[0] is results[1]
    assert [getattr(result, "code", "stored") for result in results] == [
        "stored",
        "stored",
        "conflict",
        "closed",
        "closed",
    ]
    conversation.refresh_from_db()
    assert (conversation.last_seq, Message.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_wake_up_that_fails_is_logged_and_takes_nothing_back(monkeypatch, caplog):
    def away(public_id):
        raise RuntimeError("away")

    monkeypatch.setattr(waking_processes, "_wake", away)
    conversation = ConversationFactory()
    flows.send_message(conversation, SHOPPER, uuid4(), "سلام")
    assert conversation.messages.count() == 1
    assert "away" in caplog.text
