"""Several processes, agents and further questions while an answer is made: one answer, people first."""

import os
import signal
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.utils import translation

from support_plugin import clock
from support_plugin.answers.assistant import due_answers, worker
from support_plugin.answers.assistant.models import AssistantTurn
from support_plugin.chat.assignment.flows import take_conversation
from support_plugin.chat.flows import send_message, start_conversation
from support_plugin.chat.models import Conversation, Message
from tests.factories import VisitorFactory
from tests.helpers.threads import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]


@pytest.fixture
def asked(assistant, monkeypatch):
    """A question that nobody has answered yet."""
    monkeypatch.setattr(worker, "_submit", lambda action, *args: None)
    with translation.override("fa"):
        return start_conversation(VisitorFactory(), uuid4(), "رمزم یادم رفته")[0]


def answers(conversation):
    return list(Message.objects.filter(conversation=conversation).exclude(assistant=""))


def meanwhile(monkeypatch, action):
    """Have something happen once between the decision and its storing."""
    decide, done = due_answers.decide, []

    def decide_late(question):
        reply = decide(question)
        if not done:
            done.append(True)
            action()
        return reply

    monkeypatch.setattr(due_answers, "decide", decide_late)


def test_one_claim_holds_the_others_off(asked):
    assert due_answers._claim(asked.pk)
    assert not due_answers.answer_due(asked.pk)
    assert due_answers.answer_all_due() == 0
    assert not answers(asked)


def test_two_that_work_on_one_question_give_one_answer(asked, monkeypatch):
    """The first was slower than its claim."""

    def overtake():
        Conversation.objects.filter(pk=asked.pk).update(assistant_due_at=clock.now())
        assert due_answers.answer_due(asked.pk)

    meanwhile(monkeypatch, overtake)
    due_answers.answer_due(asked.pk)
    assert len(answers(asked)) == 2  # that it is a program, and the article
    assert AssistantTurn.objects.count() == 1


def test_two_threads_give_one_answer(asked):
    if connection.vendor == "sqlite":
        pytest.skip("one connection in memory")
    results = at_once(*[lambda: due_answers.answer_due(asked.pk)] * 2)
    assert sorted(results) == [False, True]
    assert len(answers(asked)) == 2


def test_an_agent_who_is_faster_silences_it(asked, monkeypatch, agent):
    meanwhile(monkeypatch, lambda: take_conversation(asked, agent))
    due_answers.answer_due(asked.pk)
    asked.refresh_from_db()
    assert not answers(asked)
    assert asked.assistant == Conversation.Assistant.OFF
    # What it owed, waits for the agent.
    assert asked.waiting_since == asked.messages.get(seq=1).created_at


def test_the_last_need_is_answered_where_another_one_comes_meanwhile(asked, monkeypatch):
    meanwhile(
        monkeypatch,
        lambda: send_message(asked, Message.Sender.SHOPPER, uuid4(), "هزینه ارسال چقدر است؟"),
    )
    due_answers.answer_due(asked.pk)
    assert AssistantTurn.objects.count() == 1
    assert {message.seq for message in answers(asked)} == {3, 4}


def test_a_killed_process_leaves_the_question_to_another_one(asked):
    if connection.vendor == "sqlite":
        pytest.skip("one connection in memory")
    connections.close_all()
    child = os.fork()
    if not child:
        due_answers.decide = lambda question: os.kill(os.getpid(), signal.SIGKILL)
        due_answers.answer_due(asked.pk)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert due_answers.answer_all_due() == 0
    Conversation.objects.update(assistant_due_at=clock.now())  # the claim's time is over
    assert due_answers.answer_all_due() == 1
    assert len(answers(asked)) == 2
    assert AssistantTurn.objects.count() == 1


def test_what_is_long_overdue_goes_to_people(asked):
    Message.objects.update(created_at=clock.now() - due_answers.PATIENCE * 2)
    assert due_answers.answer_due(asked.pk)
    asked.refresh_from_db()
    assert AssistantTurn.objects.get().reason == AssistantTurn.Reason.LATE
    assert asked.waiting_since is not None


def test_no_transaction_is_open_while_it_decides(asked, monkeypatch):
    seen = []
    meanwhile(monkeypatch, lambda: seen.append(connection.in_atomic_block))
    due_answers.answer_due(asked.pk)
    assert seen == [False]


def test_a_withdrawn_question_is_owed_no_answer(asked):
    from support_plugin.chat.entries.changing import WITHDRAWN
    from support_plugin.chat.flows import store_message
    from support_plugin.chat.storing.new import NewMessage

    store_message(asked, NewMessage(asked.pk, Message.Sender.SHOPPER, uuid4(), "", kind=WITHDRAWN, changes=1))
    assert not due_answers.answer_due(asked.pk)
    asked.refresh_from_db()
    assert (asked.assistant_due_at, answers(asked)) == (None, [])
