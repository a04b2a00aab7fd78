"""What a shopper needs now: what they wrote since the last answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from support_plugin.answers.assistant.models import AssistantTurn
from support_plugin.answers.assistant.reviews import ANSWERED, turn_of
from support_plugin.chat.entries.since import said_since
from support_plugin.chat.models import Conversation, Message

# Messages that are looked at, and messages of a need: the newest.
MOST_MESSAGES, MOST_OF_NEED = 40, 5


@dataclass(frozen=True)
class Need:
    """The shopper's words, and the number of their last message; empty and 0 where nothing is open."""

    text: str = ""
    seq: int = 0


def last_need(conversation: Conversation) -> Need:
    """Return what the shopper wrote since the last answer. Two statements at most."""
    messages = conversation.messages.filter(kind="").order_by("-seq")
    return _read(conversation, list(messages[:MOST_MESSAGES]))


def need_before(conversation: Conversation, seq: int) -> Need:
    """Return what the shopper needed that the answer ``seq``, and answers right before it, were given to."""
    messages = list(
        conversation.messages.filter(kind="", seq__lt=seq).order_by("-seq")[:MOST_MESSAGES],
    )
    while messages and messages[0].sender != Message.Sender.SHOPPER:
        messages.pop(0)
    return _read(conversation, messages)


def _read(conversation: Conversation, messages: Sequence[Message]) -> Need:
    """Return the need of messages, the newest first."""
    turns: list[AssistantTurn] = []
    if conversation.assistant and messages:
        turns = list(AssistantTurn.objects.filter(conversation=conversation, answer_seq__isnull=False))

    def turn(message: Message) -> AssistantTurn | None:
        return turn_of(message.seq, turns) if message.assistant == Message.Assistant.ANSWER else None

    said, passed = said_since(messages, lambda message: _has_ended(message, turn(message)))
    for answer in passed:
        if (given := turn(answer)) is not None and given.outcome in ANSWERED:
            # Of what was tapped below that answer, such as “no”, nothing is a need.
            said = [one for one in said if one.seq < answer.seq or one.body not in answer.choices]
    said = [one for one in said if one.body.strip()][:MOST_OF_NEED]
    return Need("\n".join(one.body for one in reversed(said)), said[0].seq if said else 0)


def _has_ended(message: Message, turn: AssistantTurn | None) -> bool:
    """Return whether a message of the shop's ended what was needed before it."""
    if message.sender == Message.Sender.AGENT:
        return True
    if message.assistant:
        # What it handed over, asked back or got wrong is still to be answered.
        return turn is not None and turn.outcome in ANSWERED and turn.solved is not False
    return True
