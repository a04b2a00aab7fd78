"""Who is asked by e-mail how a conversation was."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from support_plugin.chat.away.addresses import address_of
from support_plugin.chat.away.models import ConversationMail
from support_plugin.chat.away.storing import store_mail
from support_plugin.chat.models import Conversation, Message
from support_plugin.database.turns import take_turns
from support_plugin.preferences.queries import get_preferences

Kind = ConversationMail.Kind
# Conversations of one transaction.
AT_ONCE = 100
# For how long after its time a question how it was is still asked.
RATING_SPAN = timedelta(days=3)


def find_unrated(now: datetime) -> int:
    """Store the e-mails that ask how it was; return how many. For conversations that somebody ended."""
    days = get_preferences().rating_mail_days
    if not days:
        return 0
    until = now - timedelta(days=days)
    ended = Conversation.objects.filter(
        status=Conversation.Status.CLOSED,
        updated_at__range=(until - RATING_SPAN, until),
        rating="",
        deleted_at=None,
        # An earlier part of another one: that one is asked about.
        merged_into=None,
    )
    asked = ConversationMail.objects.filter(conversation=OuterRef("pk"), kind=Kind.RATING)
    due = ended.exclude(Exists(asked)).select_related("visitor__user").order_by("updated_at")
    has_address = ~Q(reply_email="") | Q(visitor__user__isnull=False)
    rows = due.filter(has_address, Exists(_answered()), ~Exists(_ended_by_itself()))[:AT_ONCE]
    with transaction.atomic():
        take_turns(ConversationMail)
        return sum(store_mail(row, Kind.RATING, "", now) is not None for row in _reachable(rows))


def _answered() -> Any:
    """What an agent has written since it began, or was opened again: as the page asks (chat/ratings.py)."""
    reopened = Message.objects.filter(
        conversation=OuterRef("conversation"), kind=Message.Kind.REOPENED, seq__gt=OuterRef("seq")
    )
    said = Message.objects.filter(conversation=OuterRef("pk"), sender=Message.Sender.AGENT, kind="")
    return said.exclude(Exists(reopened))


def _ended_by_itself() -> Any:
    """The last line says who ended it."""
    return Message.objects.filter(
        conversation=OuterRef("pk"),
        seq=OuterRef("last_seq"),
        kind=Message.Kind.CLOSED,
        closed_by=Message.Sender.SYSTEM,
    )


def _reachable(rows: Iterable[Conversation]) -> list[Conversation]:
    return [row for row in rows if address_of(row)]
