"""Finds what an e-mail is due for, and stores it: each once, by its key."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q

from support_plugin.chat.away.addresses import address_of
from support_plugin.chat.away.models import ConversationMail
from support_plugin.chat.models import Conversation, Message
from support_plugin.database.turns import take_turns, unlocked
from support_plugin.preferences.queries import get_preferences

Kind = ConversationMail.Kind
# Conversations of one transaction.
AT_ONCE = 100
# An answer that is older is told by no e-mail any more, as after this was switched on.
LATEST = timedelta(days=1)
# For how long after its time a question how it was is still asked.
RATING_SPAN = timedelta(days=3)


def store_mail(
    conversation: Conversation, kind: Kind, key: object, now: datetime, user: Any = None, after_seq: int = 0
) -> ConversationMail | None:
    """Store an e-mail that is due now; None where it was stored before. ``user``: a colleague."""
    values = {
        "conversation": conversation,
        "kind": kind,
        "user": user,
        "after_seq": after_seq,
        "made_at": now,
        "due_at": now,
    }
    name = f"{kind}:{conversation.pk}:{key}" + (f":{user.pk}" if user is not None else "")
    mail, is_new = ConversationMail.objects.get_or_create(key=name, defaults=values)
    return mail if is_new else None


def find_answers(now: datetime) -> int:
    """Store the e-mails to shoppers who have not seen an answer, and are gone; return how many.

    An episode goes from the last message that a shopper has seen or written to the next one: it has one
    e-mail. For many processes at once.
    """
    minutes = get_preferences().answer_mail_minutes
    if not minutes:
        return 0
    gone_since, stored = now - timedelta(minutes=minutes), 0
    due = Conversation.objects.filter(away_since__lte=gone_since).order_by("away_since")
    while due.exists():
        with transaction.atomic():
            take_turns(Conversation)
            rows = list(unlocked(due.select_related("visitor__user"))[:AT_ONCE])
            stored += sum(_answer(row, now, gone_since) for row in rows)
        if not rows:
            break
    return stored


def _answer(row: Conversation, now: datetime, gone_since: datetime) -> bool:
    """Store a locked conversation's e-mail, or look again when it may be due; return whether one is new."""
    # An edit of what was written before is no new message.
    said = row.messages.filter(sender=Message.Sender.SHOPPER, changes_seq=None)
    wrote = said.aggregate(last=Max("seq"))["last"]
    after = max(row.shopper_seen_seq, wrote or 0)
    first = unseen_answers(row, after).order_by("seq").first()
    if first is not None and first.created_at > gone_since:
        Conversation.objects.filter(pk=row.pk).update(away_since=first.created_at)
        return False
    Conversation.objects.filter(pk=row.pk).update(away_since=None)
    is_late = first is None or first.created_at < now - LATEST
    if is_late or row.deleted_at or not address_of(row):
        return False
    return store_mail(row, Kind.ANSWER, after, now, after_seq=after) is not None


def unseen_answers(conversation: Conversation, after: int) -> Any:
    """Return what agents have said to the shopper after a message, but for what was taken back."""
    said = conversation.messages.filter(sender=Message.Sender.AGENT, kind="", seq__gt=after)
    return said.exclude(body="", attachment_count=0)


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
    return Message.objects.filter(conversation=OuterRef("pk"), sender=Message.Sender.AGENT, kind="")


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
