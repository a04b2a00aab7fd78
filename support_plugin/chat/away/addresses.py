"""Where answers go while a shopper is away."""

from typing import Any

from django.utils.translation import gettext as _

from support_plugin import limits
from support_plugin.chat.models import Conversation
from support_plugin.errors import Refused
from support_plugin.limits import Who
from support_plugin.outbox.channels.base import Channel
from support_plugin.visitors.consents.models import Suppression
from support_plugin.visitors.consents.queries import reason_for
from support_plugin.visitors.contacts import EMAIL, read_email


def account_email(user: Any) -> str:
    """Return the address of an account; "" for a guest, and for an account without one."""
    if user is None or not user.is_authenticated:
        return ""
    return read_email(getattr(user, user.get_email_field_name(), ""))


def address_of(conversation: Conversation) -> str:
    """Return where answers go: the account's address, else the one that was given for it; "" for nowhere."""
    return account_email(conversation.visitor.user) or conversation.reply_email


def asks_for_address(user: Any, conversation: Conversation | None) -> bool:
    """Return whether a shopper is to be asked for an address: answers would go nowhere."""
    return not account_email(user) and not (conversation and conversation.reply_email)


def takes_mail(email: str) -> bool:
    """Return whether an answer may go there: only an address that takes no mail at all gets none.

    Whoever stopped reminders has asked for the answer all the same.
    """
    return reason_for(EMAIL, email, Channel.EMAIL) != Suppression.Reason.BOUNCED


def read_address(typed: object) -> str:
    """Return the address that a guest typed for the answer; "" for none. Raises Refused for what is none."""
    if typed is None or (isinstance(typed, str) and not typed.strip()):
        return ""
    email = read_email(typed)
    if not email:
        raise Refused("invalid", _("Please write a valid e-mail address."))
    return email


def store_address(conversation: Conversation, email: str, who: Who) -> None:
    """Store where a guest wants the answers of a conversation; "" for nowhere.

    ``email`` has passed ``read_address``; ``who`` names it as the mailbox. Raises Refused: "too_many", or
    "conflict" after what was said was deleted.
    """
    if email == conversation.reply_email:
        return
    if email:
        limits.spend("reply_addresses", who)
    if not Conversation.objects.filter(pk=conversation.pk, deleted_at=None).update(reply_email=email):
        raise Refused("conflict", _("This conversation was deleted."))
    conversation.reply_email = email
