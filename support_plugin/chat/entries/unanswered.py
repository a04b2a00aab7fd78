"""Which questions of a shopper nobody has answered, withdrawn ones left out."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Max, Q

from support_plugin import clock
from support_plugin.chat.models import Message

SHOPPER, AGENT = Message.Sender.SHOPPER, Message.Sender.AGENT
ANSWER = Message.Assistant.ANSWER


def find_unanswered(conversation_id: int, fresh: Sequence[Message], now: datetime) -> Message | None:
    """Return the first message of the shopper after the last answer; None for none.

    ``fresh``: what was added within the transaction ``now``, and is not stored yet.
    """
    stored = Message.objects.filter(conversation_id=conversation_id, kind="", changes_seq=None)
    answers = Q(sender=AGENT) | Q(assistant=ANSWER)
    answered = stored.filter(answers).aggregate(last=Max("seq"))["last"] or 0
    added = [message for message in fresh if not message.kind and message.changes_seq is None]
    answered = max([answered, *(message.seq for message in added if _is_answer(message))])
    first = stored.filter(sender=SHOPPER, seq__gt=answered).order_by("seq").first()
    if first is not None:
        return first
    asked = next((one for one in added if one.sender == SHOPPER and one.seq > answered), None)
    if asked is not None:
        asked.created_at = now
    return asked


def _is_answer(message: Message) -> bool:
    return message.sender == AGENT or message.assistant == ANSWER


def earliest(times: Iterable[str]) -> datetime | None:
    """Return the first of some times, ISO 8601 as ``isoformat`` writes them; None for none."""
    found = [datetime.fromisoformat(time) for time in times]
    return min(found, key=clock.aware) if found else None
