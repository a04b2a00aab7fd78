"""What shoppers think of a conversation that has ended."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.chat.events import store_rated
from support_plugin.chat.models import Conversation, Message, changes_at
from support_plugin.chat.rules import clean_body
from support_plugin.chat.waking_processes import wake_sockets_after_commit
from support_plugin.database.after_commit import send_after_commit
from support_plugin.errors import Refused
from support_plugin.formats.numbers import in_readers_digits
from support_plugin.signals import conversation_rated
from support_plugin.text.bidi import without_controls
from support_plugin.text.cleaning import is_blank, with_plain_breaks
from support_plugin.text.payment_cards import hide_card_numbers

# How long after the first rating a shopper may still change it.
CHANGEABLE = timedelta(days=1)
LONGEST_COMMENT = 1000  # characters


def clean_rating(value: object) -> Conversation.Rating:
    """Return the rating, or raise Refused."""
    if isinstance(value, str) and value in Conversation.Rating.values:
        return Conversation.Rating(value)
    raise Refused("invalid", _("Please choose one of the two answers."))


def clean_comment(value: object) -> str:
    """Return the comment without bidi controls, empty for none, or raise Refused."""
    if value is None or (isinstance(value, str) and is_blank(value)):
        return ""
    # It stands on a line with the rating.
    comment = without_controls(with_plain_breaks(value)) if isinstance(value, str) else value
    if isinstance(comment, str) and len(comment) > LONGEST_COMMENT:
        text = _("This comment is too long. Please shorten it to 1000 characters.")
        raise Refused("invalid", in_readers_digits(text))
    return hide_card_numbers(clean_body(comment))


def was_answered(messages: Iterable[Message]) -> bool:
    """Return whether an agent has written: what nobody answered is not asked about."""
    return any(message.sender == Message.Sender.AGENT for message in messages)


def is_asked_about(messages: Sequence[Message]) -> bool:
    """Return whether the shopper is asked to rate a conversation that has ended, given its messages.

    Where an agent has written since it began, or was opened again, and somebody ended it: nobody is asked
    about what the shop closed by itself. Whoever wants to may rate all the same.
    """
    end = next((one for one in reversed(messages) if one.kind == Message.Kind.CLOSED), None)
    if end is None or end.closed_by == Message.Sender.SYSTEM:
        return False
    again = max((one.seq for one in messages if one.kind == Message.Kind.REOPENED), default=0)
    return was_answered(one for one in messages if one.seq > again)


def rate_conversation(conversation: Conversation, rating: Conversation.Rating, comment: str) -> None:
    """Store the shopper's rating; the same one again changes nothing.

    Raises Refused ("conflict") before the end, after the deletion of what was said, and for another rating
    later than CHANGEABLE after the first.
    """
    now = clock.now()
    may_rate = Q(rated_at=None) | Q(rated_at__gt=now - CHANGEABLE)
    with transaction.atomic():
        due = Conversation.objects.filter(may_rate, pk=conversation.pk, status=Conversation.Status.CLOSED)
        # A comment on what was deleted would say what it was about.
        due = due.filter(deleted_at=None)
        changed = due.exclude(rating=rating, rating_comment=comment).update(
            rating=rating,
            rating_comment=comment,
            rated_at=Coalesce("rated_at", now),
            **changes_at(now),
        )
        conversation.refresh_from_db()
        if changed:
            store_rated(conversation)
            send_after_commit(conversation_rated, Conversation, conversation=conversation)
            wake_sockets_after_commit(conversation.public_id)
    if (conversation.rating, conversation.rating_comment) != (rating, comment):
        raise _too_early_or_late(conversation)


def _too_early_or_late(conversation: Conversation) -> Refused:
    if conversation.status == Conversation.Status.OPEN:
        return Refused("conflict", _("You can rate the conversation when it has ended."))
    if conversation.deleted_at:
        return Refused("conflict", _("This conversation was deleted."))
    return Refused("conflict", _("This rating can no longer be changed."))
