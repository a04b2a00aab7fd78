"""Reasons make somebody count as waiting longer; their place is stored, and worked out when it changes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from support_plugin import cache, clock
from support_plugin.chat import flows
from support_plugin.chat.assignment.flows import set_priority
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.queue.order import queue_page
from support_plugin.chat.queue.reasons import why_first
from support_plugin.chat.queue.weighing import weigh_again, weigh_due
from support_plugin.models import QueueSettings
from tests.factories import ConversationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def waiting():
    def make(minutes):
        return ConversationFactory(waiting_since=clock.now() - timedelta(minutes=minutes), is_weighed=False)

    return make


def test_priority_moves_somebody_forward_by_its_minutes_and_says_so(waiting):
    long, short = waiting(20), waiting(10)
    set_priority(short, Conversation.Priority.HIGH)
    assert short in weigh_due(clock.now())
    short.refresh_from_db()
    assert short.queue_at == short.waiting_since - timedelta(minutes=15)
    assert queue_page().items == [short, long]
    assert "۱۵" in why_first(short.head_start_reasons)
    set_priority(short, Conversation.Priority.NORMAL)
    weigh_due(clock.now())
    assert queue_page().items == [long, short]


def test_what_the_admin_sets_to_nothing_makes_no_difference(waiting):
    QueueSettings.objects.create(high_minutes=0)
    cache.clear()
    one = waiting(5)
    Conversation.objects.update(priority=Conversation.Priority.HIGH)
    weigh_due(clock.now())
    one.refresh_from_db()
    assert (one.queue_at, one.head_start_reasons) == (one.waiting_since, [])


def test_a_new_wait_has_its_own_place_and_an_answer_ends_it(waiting, agent):
    one = waiting(5)
    flows.send_message(one, Message.Sender.AGENT, uuid4(), "بله", agent=agent)
    one.refresh_from_db()
    assert one.queue_at is None
    flows.send_message(one, Message.Sender.SHOPPER, uuid4(), "ممنون، و؟")
    one.refresh_from_db()
    assert one.queue_at == one.waiting_since is not None
    assert not one.is_weighed
    place = one.queue_at
    flows.send_message(one, Message.Sender.SHOPPER, uuid4(), "هستید؟")
    one.refresh_from_db()
    assert one.queue_at == place


def test_nobody_else_is_looked_at(waiting, django_assert_max_num_queries):
    for minutes in range(20):
        waiting(minutes)
    while weigh_due(clock.now()):
        pass
    with django_assert_max_num_queries(1):
        assert weigh_due(clock.now()) == []
    one = waiting(3)
    Conversation.objects.filter(pk=one.pk).update(is_weighed=True)
    assert weigh_again(Q(pk=one.pk)) == 1
    ended = ConversationFactory(status="closed")
    assert weigh_again(Q(pk=ended.pk)) == 0


def test_what_was_answered_while_it_was_weighed_stays_out_of_the_queue(waiting):
    one = waiting(3)
    Conversation.objects.filter(pk=one.pk).update(waiting_since=None, queue_at=None)
    weigh_due(clock.now())
    one.refresh_from_db()
    assert (one.queue_at, one.is_weighed) == (None, True)


def test_those_who_stay_in_their_place_cost_one_statement_together(waiting):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            weigh_due(clock.now())
        return len(captured)

    waiting(4)
    weigh_due(clock.now())  # the settings are cached from here on
    waiting(3)
    alone = statements()
    for minutes in range(9):
        waiting(minutes)
    assert statements() == alone
    assert not Conversation.objects.filter(is_weighed=False).exists()


def test_who_is_answered_before_a_round_need_not_be_weighed(waiting, agent):
    one = waiting(5)
    flows.send_message(one, Message.Sender.AGENT, uuid4(), "بله", agent=agent)
    one.refresh_from_db()
    assert one.is_weighed
