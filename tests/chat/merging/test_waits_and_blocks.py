"""What merging does to waits, pauses, blocks and the order of locks."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support_plugin import clock
from support_plugin.chat import flows
from support_plugin.chat.assignment.flows import block_shopper, snooze
from support_plugin.chat.merging.flows import merge_conversations, merge_shoppers, undo_merge
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.waits.models import Wait
from support_plugin.visitors.flows import join_visitor
from tests.chat.helpers import Browser
from tests.chat.merging.helpers import begin, end, refused
from tests.factories import ConversationFactory, VisitorFactory

pytestmark = pytest.mark.django_db(transaction=True)
SHOPPER, AGENT = Message.Sender.SHOPPER, Message.Sender.AGENT
OPEN, CLOSED = Conversation.Status.OPEN, Conversation.Status.CLOSED


def test_one_wait_counts_once_though_its_conversation_was_merged(account, supervisor):
    staying, going = begin(account), begin(VisitorFactory(), "کی می‌رسد؟")
    done = merge_shoppers(account, going.visitor, supervisor)
    assert not Wait.objects.exists(), "the shopper waits on, in the other conversation"
    undo_merge(done, supervisor)
    flows.send_message(going, AGENT, uuid4(), "فردا", agent=supervisor)
    assert [(wait.conversation, wait.end) for wait in Wait.objects.all()] == [(going, Wait.End.ANSWERED)]
    assert staying.waits.count() == 0


def test_a_pause_is_back_after_undoing(account, supervisor):
    begin(account)
    going = begin(VisitorFactory(), "کی می‌رسد؟")
    until = clock.now() + timedelta(hours=2)
    snooze(going, until)
    done = merge_shoppers(account, going.visitor, supervisor)
    undo_merge(done, supervisor)
    going.refresh_from_db()
    assert (going.snoozed_until, going.queue_at) == (until, None)
    assert going.waiting_since is not None


def test_whoever_was_blocked_as_a_guest_stays_blocked_in_the_account(account, supervisor):
    guest = VisitorFactory()
    block_shopper(begin(guest, "دشنام"), supervisor)
    join_visitor(guest.pk, account.user)
    account.refresh_from_db()
    assert account.blocked_at is not None
    assert refused(flows.start_conversation, account, uuid4(), "سلام").code == "forbidden"


@pytest.mark.parametrize("guest_first", [True, False])
def test_shoppers_are_not_parted_while_their_conversations_are_parts_of_each_other(
    account, supervisor, guest_first
):
    first = end(begin(VisitorFactory() if guest_first else account, "سلام"))
    second = end(begin(account if guest_first else VisitorFactory(), "دوباره"))
    guest = first if guest_first else second
    done = merge_shoppers(account, guest.visitor, supervisor)
    later = merge_conversations(first, second, supervisor)
    assert refused(undo_merge, done, supervisor).code == "conflict"
    undo_merge(later, supervisor)
    undo_merge(done, supervisor)
    guest.refresh_from_db()
    assert guest.visitor != account


def test_a_merge_locks_all_that_it_changes_at_once(account, supervisor):
    staying, going = begin(account), begin(VisitorFactory(), "کی می‌رسد؟")
    both = {staying.pk, going.pk}
    with CaptureQueriesContext(connection) as asked:
        done = merge_shoppers(account, going.visitor, supervisor)
    assert _first_locked(asked) == both
    with CaptureQueriesContext(connection) as asked:
        undo_merge(done, supervisor)
    assert _first_locked(asked) == both


def _first_locked(asked):
    """Return the conversations of the statement that locks some, which has an order for all processes."""
    table = Conversation._meta.db_table
    found = (
        re.search(rf"{table}.*\bIN \(([\d, ]+)\) ORDER BY", query["sql"]) for query in asked.captured_queries
    )
    return {int(pk) for pk in next(filter(None, found))[1].split(",")}


def test_parts_cost_as_many_queries_however_many_there_are(account, agent):
    def queries_of(whole):
        with CaptureQueriesContext(connection) as asked:
            answer = Browser(agent).call("GET", "api-parts", whole.public_id)
        assert answer.status_code == 200
        return len(answer.json()["items"]), len(asked)

    whole = begin(account)
    ConversationFactory(visitor=account, status=CLOSED, merged_into_id=whole.public_id)
    queries_of(whole)
    one = queries_of(whole)
    for _number in range(3):
        ConversationFactory(visitor=account, status=CLOSED, merged_into_id=whole.public_id)
    assert (one[0], *queries_of(whole)) == (1, 4, one[1])
