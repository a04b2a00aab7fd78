"""Of two open conversations one goes on, by log-in or by an agent: no question and no place is lost."""

from datetime import timedelta
from uuid import uuid4

import pytest

from support_plugin import clock
from support_plugin.chat import flows, queries
from support_plugin.chat.assignment.flows import block_shopper, snooze, unblock_shopper
from support_plugin.chat.erasing import delete_conversation
from support_plugin.chat.merging.closing import adopt_conversations
from support_plugin.chat.merging.flows import merge_shoppers, undo_merge
from support_plugin.chat.merging.models import Merge
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.storing.new import NewMessage
from support_plugin.chat.waits.models import Wait
from support_plugin.visitors.flows import join_visitor
from tests.chat.merging.helpers import begin, refused
from tests.factories import VisitorFactory

pytestmark = pytest.mark.django_db(transaction=True)
SHOPPER, AGENT = Message.Sender.SHOPPER, Message.Sender.AGENT
OPEN, CLOSED = Conversation.Status.OPEN, Conversation.Status.CLOSED
URGENT = Conversation.Priority.URGENT


@pytest.fixture
def guest_visitor(db):
    return VisitorFactory()


def since(conversation):
    conversation.refresh_from_db()
    return conversation.waiting_since


def withdraw(conversation, seq):
    kind = Message.Kind.WITHDRAWN
    flows.store_message(
        conversation, NewMessage(conversation.pk, SHOPPER, uuid4(), "", kind=kind, changes=seq)
    )


def answer(conversation, agent):
    flows.send_message(conversation, AGENT, uuid4(), "پاسخ", agent)


# By log-in


def test_what_waits_in_the_account_waits_in_the_one_that_goes_on_after_log_in(account, guest_visitor, agent):
    old, new = begin(account, "کی می‌رسد؟"), begin(guest_visitor)
    asked = since(old)
    join_visitor(guest_visitor.pk, account.user)
    assert since(new) == new.queue_at == asked
    old.refresh_from_db()
    assert (old.status, new.status, new.visitor, old.visitor) == (CLOSED, OPEN, account, account)
    assert [part.pk for part in queries.parts_of(new)] == [old.pk]
    assert not Wait.objects.exists(), "nobody has given up"
    answer(new, agent)
    assert [(wait.began_at, wait.end) for wait in Wait.objects.all()] == [(asked, Wait.End.ANSWERED)]


def test_of_two_that_wait_at_log_in_the_earlier_place_is_kept(account, guest_visitor):
    old, new = begin(account, "کی می‌رسد؟"), begin(guest_visitor, "هستید؟")
    asked = since(old)
    assert asked < since(new)
    adopt_conversations(guest_visitor, account)
    assert since(new) == new.queue_at == asked


def test_agents_see_what_waits_where_only_the_shop_had_spoken(account, guest_visitor):
    old, new = begin(account, "کی می‌رسد؟"), begin(guest_visitor)
    asked = since(old)
    Conversation.objects.filter(pk=new.pk).update(shop_only=True)
    adopt_conversations(guest_visitor, account)
    assert since(new) == new.queue_at == asked
    assert new.shop_only is False


def test_who_only_logs_in_twice_changes_nothing(account, guest_visitor):
    old = begin(account, "کی می‌رسد؟")
    asked = since(old)
    adopt_conversations(guest_visitor, account)
    adopt_conversations(guest_visitor, account)
    assert (since(old), old.status) == (asked, OPEN)


# By an agent


@pytest.mark.parametrize("guest_first", [True, False])
def test_of_two_that_wait_the_earlier_place_is_kept_and_undoing_restores_both(
    account, guest_visitor, supervisor, guest_first
):
    order = [guest_visitor, account] if guest_first else [account, guest_visitor]
    for one in order:
        begin(one, "هستید؟")
    going, staying = (
        Conversation.objects.get(visitor=guest_visitor),
        Conversation.objects.get(visitor=account),
    )
    before = (since(going), since(staying))
    done = merge_shoppers(account, guest_visitor, supervisor)
    assert since(staying) == staying.queue_at == min(before)
    undo_merge(done, supervisor)
    assert (since(going), since(staying)) == before
    assert (going.queue_at, staying.queue_at) == before
    assert not Wait.objects.exists()


def test_withdrawing_the_own_question_leaves_the_one_of_the_earlier_part_waiting(
    account, guest_visitor, supervisor
):
    staying, going = begin(account, "یک"), begin(guest_visitor, "دو")
    asked = since(going)
    merge_shoppers(account, guest_visitor, supervisor)
    withdraw(staying, 1)
    assert since(staying) == staying.queue_at == asked
    answer(staying, supervisor)
    flows.send_message(staying, SHOPPER, uuid4(), "سه")
    withdraw(staying, staying.messages.get(body="سه").seq)
    assert since(staying) is None, "what was answered waits no more"


def test_who_wrote_since_the_merge_waits_on_after_undoing(account, guest_visitor, supervisor):
    staying, _going = begin(account), begin(guest_visitor, "دو")
    done = merge_shoppers(account, guest_visitor, supervisor)
    sent = flows.send_message(staying, SHOPPER, uuid4(), "و این؟")
    undo_merge(done, supervisor)
    assert since(staying) is not None
    assert since(staying) >= sent.created_at - timedelta(seconds=1)


def test_a_question_that_was_deleted_waits_nowhere_after_undoing(account, guest_visitor, supervisor):
    staying, going = begin(account), begin(guest_visitor, "دو")
    done = merge_shoppers(account, guest_visitor, supervisor)
    delete_conversation(going, SHOPPER)
    undo_merge(done, supervisor)
    going.refresh_from_db()
    assert (since(staying), staying.queue_at, going.status) == (None, None, CLOSED)


def test_undoing_the_earlier_of_two_merges_leaves_the_later_question_waiting(account, supervisor):
    staying, first, second = begin(account), begin(VisitorFactory(), "یک"), begin(VisitorFactory(), "دو")
    one = merge_shoppers(account, first.visitor, supervisor)
    merge_shoppers(account, second.visitor, supervisor)
    asked = second.waiting_since
    undo_merge(one, supervisor)
    assert since(staying) == asked


def test_a_question_ends_the_pause_of_the_one_that_goes_on_until_undone(account, guest_visitor, supervisor):
    staying, going = begin(account, "یک"), begin(guest_visitor, "دو")
    until = clock.now() + timedelta(hours=2)
    snooze(staying, until)
    done = merge_shoppers(account, guest_visitor, supervisor)
    assert since(staying) == staying.queue_at
    assert staying.snoozed_until is None
    undo_merge(done, supervisor)
    assert since(staying)
    assert (staying.snoozed_until, staying.queue_at) == (until, None)
    assert since(going) == going.queue_at


def test_the_higher_priority_goes_along_with_the_question_and_back(account, guest_visitor, supervisor):
    staying, going = begin(account), begin(guest_visitor, "دو")
    Conversation.objects.filter(pk=going.pk).update(priority=URGENT)
    done = merge_shoppers(account, guest_visitor, supervisor)
    staying.refresh_from_db()
    assert staying.priority == URGENT
    undo_merge(done, supervisor)
    staying.refresh_from_db()
    assert staying.priority == Conversation.Priority.NORMAL


# Blocked shoppers


@pytest.mark.parametrize("blocked", ["guest", "kept"])
def test_shoppers_of_whom_one_is_blocked_are_not_merged(account, guest_visitor, supervisor, blocked):
    one = begin(guest_visitor, "دشنام") if blocked == "guest" else begin(account, "دشنام")
    begin(account if blocked == "guest" else guest_visitor, "سلام")
    block_shopper(one, supervisor)
    assert refused(merge_shoppers, account, guest_visitor, supervisor).code == "conflict"
    account.refresh_from_db()
    guest_visitor.refresh_from_db()
    assert (guest_visitor.blocked_at is not None, account.blocked_at is not None) == (
        blocked == "guest",
        blocked == "kept",
    )
    assert not Merge.objects.exists()
    unblock_shopper(one)
    merge_shoppers(account, guest_visitor, supervisor)


def test_whoever_was_blocked_since_the_merge_stays_blocked_alone_after_undoing(
    account, guest_visitor, supervisor
):
    begin(guest_visitor, "سلام")
    done = merge_shoppers(account, guest_visitor, supervisor)
    block_shopper(Conversation.objects.get(), supervisor)
    undo_merge(done, supervisor)
    account.refresh_from_db()
    guest_visitor.refresh_from_db()
    assert account.blocked_at is not None
    assert guest_visitor.blocked_at is None
