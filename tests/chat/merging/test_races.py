"""Edits and merges at the very same moment, from several connections."""

from uuid import uuid4

import pytest
from django.db import connection

from support_plugin.chat import flows
from support_plugin.chat.folded_messages import MessageText, fold_all
from support_plugin.chat.merging.flows import merge_conversations, merge_shoppers, undo_merge
from support_plugin.chat.merging.models import Merge
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.search import find_messages
from support_plugin.chat.storing.new import NewMessage
from support_plugin.errors import Refused
from tests.factories import ConversationFactory, VisitorFactory
from tests.helpers.threads import at_once

SHOPPER = Message.Sender.SHOPPER
EDITED, WITHDRAWN = Message.Kind.EDITED, Message.Kind.WITHDRAWN
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="about row locks"),
]


def change(conversation, kind, body=""):
    new = NewMessage(conversation.pk, SHOPPER, uuid4(), body, kind=kind, changes=1)
    return lambda: flows.store_message(conversation, new)


@pytest.mark.parametrize("run", range(10))
def test_edits_a_withdrawal_messages_and_the_search_at_once_leave_one_truth(run):
    conversation = ConversationFactory()
    flows.send_message(conversation, SHOPPER, uuid4(), "نخست")
    say = lambda: flows.send_message(conversation, SHOPPER, uuid4(), "دیگر")  # noqa: E731
    edits = [change(conversation, EDITED, f"ویرایش {number}") for number in range(3)]
    withdraw = [change(conversation, WITHDRAWN)] if run % 2 else []
    results = at_once(*edits, *withdraw, say, fold_all)
    assert not [error for error in results if isinstance(error, Exception) and not isinstance(error, Refused)]
    fold_all()
    rows = list(conversation.messages.order_by("seq"))
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    entries = [row for row in rows if row.changes_seq]
    last = entries[-1].body
    assert (rows[0].body, rows[0].is_withdrawn) == (last, bool(withdraw))
    assert [row.body for row in entries[:-1]] == [""] * (len(entries) - 1)
    assert not find_messages("نخست").exists()
    found = MessageText.objects.filter(message=rows[0])
    assert found.count() == (0 if withdraw else 1)
    assert not last or [row.seq for row in find_messages(last)] == [1]


@pytest.mark.parametrize("run", range(5))
def test_two_agents_who_merge_the_same_two_at_once(run, agent, colleague):
    one, two = VisitorFactory(), VisitorFactory()
    ConversationFactory(visitor=one)
    ConversationFactory(visitor=two)
    pairs = [(one, two), (two, one) if run % 2 else (one, two)]
    results = at_once(lambda: merge_shoppers(*pairs[0], agent), lambda: merge_shoppers(*pairs[1], colleague))
    assert sorted(type(result).__name__ for result in results) == ["Merge", "Refused"]
    assert next(result for result in results if isinstance(result, Refused)).code == "conflict"
    merge = Merge.objects.get()
    assert set(Conversation.objects.values_list("visitor", flat=True)) == {merge.kept_id}


@pytest.mark.parametrize("run", range(5))
def test_two_conversations_are_merged_and_undone_once(run, agent, colleague):
    visitor = VisitorFactory()
    old = ConversationFactory(visitor=visitor, status=Conversation.Status.CLOSED)
    new = ConversationFactory(visitor=visitor)
    results = at_once(
        lambda: merge_conversations(old, new, agent), lambda: merge_conversations(new, old, colleague)
    )
    assert sorted(type(result).__name__ for result in results) == ["Merge", "Refused"]
    merge = Merge.objects.get()
    results = at_once(lambda: undo_merge(merge, agent), lambda: undo_merge(merge, colleague))
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Refused"]
    assert not Conversation.objects.exclude(merged_into=None).exists()


@pytest.mark.parametrize("run", range(5))
def test_a_first_message_beside_a_merge_is_lost_to_nobody(run, agent):
    guest, kept = VisitorFactory(), VisitorFactory()
    ConversationFactory(visitor=guest, status=Conversation.Status.CLOSED)
    results = at_once(
        lambda: merge_shoppers(kept, guest, agent), lambda: flows.start_conversation(guest, uuid4(), "سلام")
    )
    assert not [error for error in results if isinstance(error, Exception)]
    assert Conversation.objects.filter(visitor__in=[guest, kept]).count() == 2
