"""Which answers go out by e-mail: unseen ones, once an episode."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from support_plugin.chat.away.addresses import address_of
from support_plugin.chat.away.models import ConversationMail
from support_plugin.chat.away.storing import store_mail
from support_plugin.chat.models import Conversation, Message
from support_plugin.database.turns import take_turns, unlocked
from support_plugin.preferences.queries import get_preferences

Kind = ConversationMail.Kind
# Conversations of one transaction.
AT_ONCE = 100
# An answer that is older is announced by no e-mail any more, as after this was switched on.
LATEST = timedelta(days=1)


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
