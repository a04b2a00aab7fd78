"""What was withdrawn asks nothing and answers nothing: who waits, and what the team's numbers say of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from support_plugin import clock
from support_plugin.chat import flows
from support_plugin.chat.assignment.flows import reopen_conversation, snooze
from support_plugin.chat.away.rating_mails import find_unrated
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.storing.messages import store_messages
from support_plugin.chat.storing.new import NewMessage
from support_plugin.chat.waits.models import Wait
from support_plugin.preferences.models import SupportSettings
from tests.factories import ConversationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
SHOPPER, AGENT = Message.Sender.SHOPPER, Message.Sender.AGENT
WITHDRAWN, EDITED = Message.Kind.WITHDRAWN, Message.Kind.EDITED


def say(conversation, sender, body="سلام", agent=None):
    return flows.send_message(conversation, sender, uuid4(), body, agent)


def entry(conversation, message, body="", agent=None):
    kind = EDITED if body else WITHDRAWN
    return NewMessage(conversation.pk, message.sender, uuid4(), body, agent, kind=kind, changes=message.seq)


def withdraw(conversation, message, agent=None):
    flows.store_message(conversation, entry(conversation, message, agent=agent))


def waiting(conversation):
    conversation.refresh_from_db()
    assert (conversation.queue_at is None) == (conversation.waiting_since is None)
    return conversation.waiting_since


@pytest.fixture
def conversation():
    return ConversationFactory()


def test_whoever_withdrew_their_only_question_waits_no_more_and_is_no_wait(conversation):
    withdraw(conversation, say(conversation, SHOPPER))
    assert waiting(conversation) is None
    flows.close_conversation(conversation, SHOPPER)
    assert not Wait.objects.exists()


def test_whoever_asked_something_else_too_keeps_their_place(conversation):
    first, second = say(conversation, SHOPPER), say(conversation, SHOPPER)
    since = waiting(conversation)
    withdraw(conversation, first)
    assert waiting(conversation) == since
    withdraw(conversation, second)
    assert waiting(conversation) is None


def test_withdrawing_what_was_answered_leaves_the_later_question_waiting(conversation, agent):
    first = say(conversation, SHOPPER)
    say(conversation, AGENT, agent=agent)
    say(conversation, SHOPPER)
    since = waiting(conversation)
    withdraw(conversation, first)
    assert waiting(conversation) == since


def test_an_edit_of_the_only_question_leaves_it_waiting(conversation):
    asked = say(conversation, SHOPPER)
    since = waiting(conversation)
    flows.store_message(conversation, entry(conversation, asked, "خداحافظ"))
    assert waiting(conversation) == since


def test_a_question_whose_answer_was_withdrawn_waits_since_it_was_asked(conversation, agent):
    say(conversation, SHOPPER)
    since = waiting(conversation)
    one, two = say(conversation, AGENT, agent=agent), say(conversation, AGENT, agent=agent)
    withdraw(conversation, one, agent)
    assert waiting(conversation) is None
    withdraw(conversation, two, agent)
    assert waiting(conversation) == since
    assert not Wait.objects.exists()
    say(conversation, AGENT, agent=agent)
    assert [(wait.began_at, wait.end) for wait in Wait.objects.all()] == [(since, Wait.End.ANSWERED)]


def test_a_withdrawn_question_does_not_wait_again_with_its_answer_withdrawn(conversation, agent):
    asked = say(conversation, SHOPPER)
    answer = say(conversation, AGENT, agent=agent)
    withdraw(conversation, asked)
    withdraw(conversation, answer, agent)
    assert waiting(conversation) is None


def test_what_was_said_before_the_question_is_no_answer_to_it(conversation, agent):
    early = say(conversation, AGENT, agent=agent)
    say(conversation, SHOPPER)
    flows.close_conversation(conversation, AGENT, agent)
    reopen_conversation(conversation, agent)
    withdraw(conversation, early, agent)
    assert waiting(conversation) is None


def test_an_answer_rewritten_in_one_batch_leaves_nobody_waiting(conversation, agent):
    say(conversation, SHOPPER)
    wrong = say(conversation, AGENT, agent=agent)
    right = NewMessage(conversation.pk, AGENT, uuid4(), "درست", agent)
    store_messages([entry(conversation, wrong, agent=agent), right])
    assert waiting(conversation) is None
    assert Wait.objects.count() == 1


def test_a_question_in_the_batch_of_a_withdrawal_waits(conversation):
    old = say(conversation, SHOPPER)
    new = NewMessage(conversation.pk, SHOPPER, uuid4(), "و این؟")
    store_messages([new, entry(conversation, old)])
    assert waiting(conversation)


def test_a_question_after_a_withdrawal_in_one_batch_waits(conversation):
    old = say(conversation, SHOPPER)
    store_messages([entry(conversation, old), NewMessage(conversation.pk, SHOPPER, uuid4(), "و این؟")])
    assert waiting(conversation)


def test_an_answer_in_the_batch_of_what_ended_a_pause_leaves_no_place_in_the_queue(conversation, agent):
    say(conversation, SHOPPER)
    snooze(conversation, clock.now() + timedelta(hours=1))
    question = NewMessage(conversation.pk, SHOPPER, uuid4(), "هستید؟")
    store_messages([question, NewMessage(conversation.pk, AGENT, uuid4(), "بله", agent)])
    assert waiting(conversation) is None


def test_nobody_is_asked_to_rate_an_answer_that_was_withdrawn(conversation, agent):
    SupportSettings.objects.update_or_create(pk=1, defaults={"rating_mail_days": 1})
    say(conversation, SHOPPER)
    answer = say(conversation, AGENT, agent=agent)
    withdraw(conversation, answer, agent)
    Conversation.objects.update(reply_email="negar@example.com")
    flows.close_conversation(conversation, SHOPPER)
    assert find_unrated(timezone.now() + timedelta(days=1, minutes=1)) == 0
