"""Answering what is due: claimed, decided without a lock, and stored in one commit that looks again.

What is due is a time in the conversation's row, set in the commit that stores the shopper's message. A claim
moves it on: what a killed process leaves, another one finds. Whoever comes second finds nothing due.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid5

from django.db import transaction
from django.utils import translation

from support_plugin import clock
from support_plugin.answers.assistant import words
from support_plugin.answers.assistant.deciding import decide
from support_plugin.answers.assistant.handing_over import hand_over, summary
from support_plugin.answers.assistant.models import AssistantTurn
from support_plugin.answers.assistant.questions import Question, read_question
from support_plugin.answers.assistant.replies import Line, Outcome, Reason, Reply
from support_plugin.answers.language_model.compose import is_on as is_model_on
from support_plugin.chat.assignment.rounds import do_round_after_commit
from support_plugin.chat.cards.registry import clean_card, words_of
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.notes.flows import add_shop_note
from support_plugin.chat.notes.models import Note
from support_plugin.chat.rules import clean_body, clean_choices
from support_plugin.chat.storing.new import NewMessage
from support_plugin.chat.storing.threads import OpenThread, change_threads
from support_plugin.chat.waking_processes import wake_sockets_after_commit
from support_plugin.database.turns import take_turns
from support_plugin.preferences.queries import get_preferences

logger = logging.getLogger(__name__)

ON, OFF = Conversation.Assistant.ON, Conversation.Assistant.OFF
SYSTEM = Message.Sender.SYSTEM
# How long a claim holds: longer than the slowest answer takes.
LEASE = timedelta(seconds=30)
# After which people answer in any case.
PATIENCE = timedelta(seconds=90)
AT_ONCE = 50


def answer_all_due() -> int:
    """Answer what is due, the longest first; return how many conversations were answered."""
    due = Conversation.objects.filter(assistant_due_at__lte=clock.now()).order_by("assistant_due_at")
    return sum(answer_due(pk) for pk in list(due.values_list("pk", flat=True)[:AT_ONCE]))


def answer_due(conversation_id: int) -> bool:
    """Answer what a conversation's shopper has asked, if it is due; return whether this call did.

    What fails is logged, and people answer.
    """
    while _claim(conversation_id):
        conversation = Conversation.objects.select_related("visitor__user", "department").get(
            pk=conversation_id
        )
        question = read_question(conversation)
        if question is None:
            _forget(conversation_id)
            return False
        with translation.override(question.language):
            if _store(question, _decided(question)):
                return True
    return False


def _claim(conversation_id: int) -> bool:
    now = clock.now()
    due = Conversation.objects.filter(pk=conversation_id, assistant=ON, assistant_due_at__lte=now)
    return bool(due.update(assistant_due_at=now + LEASE))


def _forget(conversation_id: int) -> None:
    """Owe nothing where the question was withdrawn, unless another one has come."""

    def forget(thread: OpenThread) -> None:
        if thread.conversation.assistant_due_at is not None and read_question(thread.conversation) is None:
            thread.change(assistant_due_at=None)

    change_threads([conversation_id], forget)


def _decided(question: Question) -> Reply:
    if clock.now() - question.last_at > PATIENCE:
        return hand_over(question, Reason.LATE)
    try:
        return decide(question)
    except Exception:
        logger.exception("The assistant can't answer in conversation %s", question.conversation.public_id)
        return hand_over(question, Reason.FAILED)


def _store(question: Question, reply: Reply) -> bool:
    """Store a reply with its turn; return False where something else was asked meanwhile."""
    conversation, is_stale = question.conversation, False
    messages = _messages(question, reply)

    def say(thread: OpenThread) -> None:
        nonlocal is_stale
        row = thread.conversation
        if row.assistant != ON or row.assistant_due_at is None:
            return  # an agent or another process was faster
        if _newer(thread, question.seq):
            is_stale = True
            thread.change(assistant_due_at=thread.now)
            return
        said = [thread.add(new) for new in messages]
        thread.change(assistant_due_at=None)
        _store_turn(question, reply, said[0].seq if said else None)
        if reply.outcome == Outcome.HANDOVER:
            _let_people_answer(thread, question, reply)

    with transaction.atomic():
        is_handover = reply.outcome == Outcome.HANDOVER
        if is_handover:
            # Notes take turns, and whoever writes one has its turn before the conversation's row.
            take_turns(Note)
        changed = change_threads([conversation.pk], say)
        if changed and not is_stale:
            if is_handover:
                text = summary(conversation, question.need, reply.reason)
                add_shop_note(conversation, uuid5(conversation.public_id, f"summary {question.seq}"), text)
                do_round_after_commit()
            wake_sockets_after_commit(conversation.public_id)
    return not is_stale


def _let_people_answer(thread: OpenThread, question: Question, reply: Reply) -> None:
    thread.change(assistant=OFF)
    if thread.conversation.department_id is None and reply.department is not None:
        thread.change(department_id=reply.department)
    if thread.conversation.waiting_since is None:
        thread.wait_since(question.asked_at)


def _store_turn(question: Question, reply: Reply, answer_seq: int | None) -> None:
    if reply.solved is not None and question.last_turn is not None:
        AssistantTurn.objects.filter(pk=question.last_turn.pk).update(solved=reply.solved)
    AssistantTurn.objects.create(
        conversation=question.conversation,
        question_seq=question.seq,
        answer_seq=answer_seq,
        outcome=reply.outcome,
        reason=reply.reason,
        version_id=reply.version,
        skill=reply.skill,
        is_composed=reply.is_composed,
        explanation=reply.explanation,
    )


def _newer(thread: OpenThread, seq: int) -> bool:
    """Return whether the shopper has written after a message."""
    asked = Message.objects.filter(
        conversation=thread.conversation.pk, sender=Message.Sender.SHOPPER, kind="", changes_seq=None
    )
    return asked.filter(seq__gt=seq).exists()


def _messages(question: Question, reply: Reply) -> list[NewMessage]:
    """Return a reply's messages as they are stored; before the first of all, that a program speaks."""
    lines: Sequence[Line] = reply.lines
    if question.is_first:
        lines = [Line(words.introduction(get_preferences().name, with_model=is_model_on())), *lines]
    return [_message(question, number, line) for number, line in enumerate(lines)]


def _message(question: Question, number: int, line: Line) -> NewMessage:
    conversation, stored = question.conversation, None
    body = line.body
    if line.card is not None:
        stored = clean_card(line.card, conversation.visitor)
        body = words_of(stored, conversation.visitor)
    return NewMessage(
        conversation.pk,
        SYSTEM,
        uuid5(conversation.public_id, f"assistant {question.seq} {number}"),
        clean_body(body),
        choices=clean_choices(line.choices, SYSTEM),
        card=stored,
        assistant=line.assistant,
    )
