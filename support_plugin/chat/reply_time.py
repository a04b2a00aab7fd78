"""How long shoppers usually wait for the first answer: measured, never promised."""

from datetime import datetime, timedelta
from math import ceil
from statistics import median

from django.db.models import Min, Q
from django.utils.translation import ngettext

from support_plugin import clock
from support_plugin.cache import cached
from support_plugin.chat.models import Conversation, Message
from support_plugin.formats.numbers import in_readers_digits

LASTS = 600  # seconds
DAYS = 7
FEWEST, MOST = 5, 500  # conversations
LONGEST = 60  # minutes: beyond that, a number says nothing that is worth reading


def reply_text() -> str:
    """Return a line such as "Usually replies within 4 minutes"; empty where that is not known."""
    minutes = reply_minutes()
    if not minutes or minutes > LONGEST:
        return ""
    text = ngettext(
        "Usually replies within %(minutes)s minute", "Usually replies within %(minutes)s minutes", minutes
    )
    return text % {"minutes": in_readers_digits(minutes)}


def reply_minutes() -> int:
    """Return the median of the first answers of the last days, in whole minutes; 0 with too few to tell."""
    found: int = cached("reply minutes", lambda: _measure(clock.now()), (), seconds=LASTS)
    return found


def _measure(now: datetime) -> int:
    answered = Q(messages__sender=Message.Sender.AGENT)
    # Where the shop began, the shopper may have asked much later.
    recent = Conversation.objects.filter(created_at__gte=now - timedelta(days=DAYS), origin__isnull=True)
    rows = (
        recent.annotate(answered_at=Min("messages__created_at", filter=answered))
        .exclude(answered_at=None)
        .order_by("-pk")
        .values_list("created_at", "answered_at")[:MOST]
    )
    waits = [(answered_at - opened_at).total_seconds() for opened_at, answered_at in rows]
    return max(1, ceil(median(waits) / 60)) if len(waits) >= FEWEST else 0
