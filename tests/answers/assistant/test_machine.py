"""Random histories of shoppers, agents, crashes and admins: nobody is lost, nothing loops, people come first.

`make test` runs a part, `make soak` 1,000.
"""

import contextlib
import os
from random import Random
from uuid import uuid4

import pytest
from django.utils import translation

from support_plugin import clock
from support_plugin.answers.assistant import due_answers, words
from support_plugin.answers.assistant.models import AssistantTurn
from support_plugin.chat.assignment import flows as assignment
from support_plugin.chat.assignment.rounds import do_round
from support_plugin.chat.flows import close_conversation, send_message
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.storing.threads import change_threads
from support_plugin.chat.team.assistant import assistant_words, person_words, says
from support_plugin.errors import Refused
from tests.answers.assistant.conftest import Talk

pytestmark = [pytest.mark.django_db, pytest.mark.any_database, pytest.mark.usefixtures("at_once")]
HISTORIES, STEPS = (1000 if os.environ.get("SUPPORT_SOAK") == "1" else 30), 14
ON, OFF = Conversation.Assistant.ON, Conversation.Assistant.OFF
SAYINGS = (
    "رمزم یادم رفته",
    "هزینه ارسال چقدر است؟",
    "پولم کی برمی‌گردد؟",
    "آیا کشتی تفریحی قسطی دارید؟",
    "سلام",
    "مرسی",
    "😀",
    "بی‌شعورها",
)


class History:
    """One conversation, and what happens to it."""

    def __init__(self, random, agent, prefer):
        self.random, self.agent, self.prefer = random, agent, prefer
        self.talk = Talk()
        self.talk.say(random.choice(SAYINGS))

    @property
    def row(self):
        return self.talk.row

    def step(self):
        """Do something that may happen; what is refused happens to nobody."""
        talks = [self.say, self.say, self.press, self.press, self.call]
        people = [self.take, self.give_back, self.answer, self.end, self.reopen, self.reopen]
        rest = [self.crash, self.switch, do_round, due_answers.answer_all_due]
        action = self.random.choice([*talks, *people, *rest])
        with contextlib.suppress(Refused):
            action()
        self.check()

    def say(self):
        if self.row.status == Conversation.Status.CLOSED:
            # As a browser does: what is written now begins a new one.
            self.check_end()
            self.talk.conversation = None
        self.talk.say(self.random.choice(SAYINGS))

    def press(self):
        last = Message.objects.filter(conversation=self.row, kind="").order_by("-seq").first()
        if last.choices:
            self.talk.say(self.random.choice(last.choices))

    def call(self):
        with translation.override("fa"):
            word = self.random.choice([person_words, assistant_words, words.not_it, words.none_of_these])()
        self.talk.say(word)

    def take(self):
        assignment.take_conversation(self.row, self.agent)

    def give_back(self):
        if self.row.agent_id:
            assignment.return_to_queue(self.row, self.agent)

    def answer(self):
        send_message(self.row, Message.Sender.AGENT, uuid4(), "می‌بینم", self.agent)

    def crash(self):
        """Leave a question claimed, as a killed process does, until the claim ends."""
        change_threads([self.row.pk], lambda thread: thread.change(assistant_due_at=clock.now()))
        if self.row.assistant != ON or not due_answers._claim(self.row.pk):
            Conversation.objects.filter(pk=self.row.pk).update(assistant_due_at=None)
            return
        assert not due_answers._claim(self.row.pk)
        Conversation.objects.filter(pk=self.row.pk).update(assistant_due_at=clock.now())
        due_answers.answer_all_due()

    def switch(self):
        self.prefer(answers_enabled=True, assistant_mode=self.random.choice(["off", "first", "first"]))

    def reopen(self):
        assignment.reopen_conversation(self.row, self.agent)

    def end(self):
        close_conversation(self.row, Message.Sender.AGENT, self.agent)

    def check(self):
        row = self.row
        messages = list(Message.objects.filter(conversation=row).order_by("seq"))
        assert [message.seq for message in messages] == list(range(1, row.last_seq + 1))
        self.check_silence(messages)
        assert row.assistant_due_at is None
        if row.status == Conversation.Status.OPEN and row.assistant == OFF:
            ended = max([0, *(message.seq for message in messages if message.kind == "closed")])
            said = [one for one in messages if not one.kind and is_said(one) and one.seq > ended]
            # Whoever asked last, and was answered by nobody, is in people's queue.
            if said and said[-1].sender == Message.Sender.SHOPPER:
                assert row.waiting_since is not None
                assert row.queue_at is not None

    def check_silence(self, messages):
        """The program says nothing once people answer, until it is called, nor beside an agent."""
        is_silent, has_agent = False, False
        for message in messages:
            if message.kind in ("joined", "returned", "put_back", "reopened"):
                has_agent, is_silent = message.kind == "joined", True
            elif message.sender == Message.Sender.SHOPPER and says(message.body, assistant_words):
                is_silent = has_agent
            elif message.assistant:
                assert not is_silent, [one.body for one in messages]
                is_silent = message.assistant == Message.Assistant.HANDOVER

    def check_end(self):
        turns = list(AssistantTurn.objects.filter(conversation=self.row))
        asked = [turn.question_seq for turn in turns]
        assert len(asked) == len(set(asked))
        answers = Message.objects.filter(conversation=self.row).exclude(assistant="")
        assert {turn.answer_seq for turn in turns if turn.answer_seq} <= {one.seq for one in answers}


def is_said(message):
    return message.sender != Message.Sender.SYSTEM or message.assistant == Message.Assistant.ANSWER


@pytest.mark.parametrize("number", range(HISTORIES))
def test_nobody_is_lost_and_nothing_loops(number, agent, prefer):
    history = History(Random(number), agent, prefer)
    for _step in range(STEPS):
        history.step()
    history.check_end()
