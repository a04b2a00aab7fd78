"""Conversations that were answered close by themselves; waiting ones never do."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command

from support_plugin import clock
from support_plugin.chat import flows
from support_plugin.chat.assignment.snoozing import end_due_snoozes
from support_plugin.chat.closing_idle import close_idle
from support_plugin.chat.models import Conversation, Message
from support_plugin.preferences.models import SupportSettings
from support_plugin.preferences.queries import get_preferences
from tests.factories import ConversationFactory, VisitorFactory

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=30)


def idle(**fields):
    return ConversationFactory(updated_at=clock.now() - LONG_AGO, **fields)


def status(conversation):
    return Conversation.objects.get(pk=conversation.pk).status


def test_an_answered_conversation_is_closed_by_the_system_once():
    conversation = idle()
    assert close_idle() == 1
    assert close_idle() == 0
    assert status(conversation) == "closed"
    last = conversation.messages.get()
    assert (last.kind, last.closed_by) == ("closed", "system")


def test_one_whose_shopper_waits_stays_open_however_long():
    conversation = idle(waiting_since=clock.now() - LONG_AGO)
    assert close_idle() == 0
    assert status(conversation) == "open"


def test_one_that_was_answered_recently_stays_open(agent):
    conversation, _first = flows.start_conversation(VisitorFactory(), uuid4(), "سلام")
    flows.send_message(conversation, Message.Sender.AGENT, uuid4(), "بله", agent)
    assert close_idle() == 0
    assert close_idle(now=clock.now() + timedelta(hours=73)) == 1


def test_a_shopper_who_writes_at_the_last_moment_is_not_shut_out():
    conversation = idle()
    before = clock.now() - timedelta(hours=1)
    flows.send_message(conversation, Message.Sender.SHOPPER, uuid4(), "هنوز هستم")
    # Found before the message came, closed after it.
    assert flows.close_conversation(conversation, Message.Sender.SYSTEM, idle_since=before) is False
    assert status(conversation) == "open"


@pytest.mark.parametrize(("hours", "closed"), [(None, 0), (1, 1), (24 * 365, 0)])
def test_the_admin_says_after_how_many_hours(hours, closed):
    SupportSettings.objects.create(close_idle_hours=hours)
    assert get_preferences().close_idle_hours == hours
    idle()
    assert close_idle() == closed


def test_the_tick_does_it():
    conversation = idle()
    call_command("support_tick")
    assert status(conversation) == "closed"


def test_one_that_an_agent_has_put_aside_is_not_closed_before_its_time_nor_at_once_after_it():
    until = clock.now() + timedelta(days=1)
    conversation = idle(snoozed_until=until)
    assert close_idle() == 0
    assert flows.close_conversation(conversation, Message.Sender.SYSTEM, idle_since=clock.now()) is False
    end_due_snoozes(until)
    assert Conversation.objects.get(pk=conversation.pk).snoozed_until is None
    assert close_idle() == 0, "whoever put it aside finds it"
    assert close_idle(now=until + timedelta(hours=73)) == 1
