"""What agents say of the assistant's answers, and which turn a message belongs to."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.answers.assistant.models import AssistantTurn
from support_plugin.chat.models import Conversation, Message
from support_plugin.errors import Code, Refused
from support_plugin.text.cleaning import storable, with_plain_breaks

# Characters of a note; the rest is cut.
LONGEST_NOTE = 1000
# Outcomes by which the assistant answered.
ANSWERED = (AssistantTurn.Outcome.ARTICLE, AssistantTurn.Outcome.SKILL)


def mark_wrong(conversation: Conversation, seq: int, agent: Any, note: str = "") -> AssistantTurn:
    """Store that an agent finds the assistant's message ``seq`` wrong, and return its turn.

    The first agent's word stays: a second one gets the turn with who said it before. Raises Refused
    ("not_found") for any other message.
    """
    message = conversation.messages.filter(seq=seq, assistant=Message.Assistant.ANSWER).first()
    turn = message and turn_of(seq, AssistantTurn.objects.filter(conversation=conversation))
    if not turn:
        raise Refused(Code.NOT_FOUND, _("The assistant did not write this message."))
    said = {
        "wrong_by": agent,
        "wrong_at": clock.now(),
        "wrong_note": storable(with_plain_breaks(note)).strip()[:LONGEST_NOTE],
    }
    # One conditional update: of two agents at once, one is the first.
    AssistantTurn.objects.filter(pk=turn.pk, wrong_at=None).update(**said)
    return AssistantTurn.objects.select_related("wrong_by").get(pk=turn.pk)


def turn_of(seq: int, turns: Iterable[AssistantTurn]) -> AssistantTurn | None:
    """Return the turn that a message of the assistant's belongs to: the last that began by then."""
    begun = [turn for turn in turns if turn.answer_seq is not None and turn.answer_seq <= seq]
    return max(begun, key=lambda turn: turn.answer_seq or 0, default=None)
