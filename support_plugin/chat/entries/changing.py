"""What an entry does to the message that it names: its words are replaced, or gone, for good.

All of it runs in the transaction that gives the entry its number, with the conversation's row locked.
"""

from datetime import datetime, timedelta
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from support_plugin.chat.files.models import Attachment
from support_plugin.chat.folded_messages import MessageText, fold_changed
from support_plugin.chat.models import Message
from support_plugin.conf import get_config
from support_plugin.errors import Refused
from support_plugin.formats.numbers import in_readers_digits

EDITED, WITHDRAWN = Message.Kind.EDITED, Message.Kind.WITHDRAWN


class Change(Protocol):
    """What an entry says; storing.NewMessage has it."""

    @property
    def sender(self) -> Message.Sender:
        """Which side asks for it."""

    @property
    def agent(self) -> Any:
        """The agent's user; None for the shopper."""

    @property
    def kind(self) -> str:
        """EDITED or WITHDRAWN."""

    @property
    def body(self) -> str:
        """The new text; empty for WITHDRAWN."""

    @property
    def changes(self) -> int | None:
        """The number of the message."""


def find_changeable(conversation_id: int, change: Change, now: datetime) -> Message | Refused:
    """Return the message, or why this caller may not change it.

    Agents change their own, shoppers theirs for SHOPPER_EDIT_MINUTES. What was withdrawn or deleted, cards,
    the system's lines and entries are changed by nobody.
    """
    target = Message.objects.filter(conversation_id=conversation_id, seq=change.changes or 0).first()
    if target is None or target.sender != change.sender or target.changes_seq is not None:
        return _not_changeable()
    if change.sender == Message.Sender.AGENT and (change.agent is None or target.agent_id != change.agent.pk):
        return _not_changeable()
    if target.kind or target.card is not None:
        return _not_changeable()
    if change.sender == Message.Sender.SHOPPER and now - target.created_at > _shoppers_time():
        return _too_late()
    return target


def change_message(target: Message, change: Change, now: datetime) -> None:
    """Give the message its new text, or take its text, answers and files; empty the entries before.

    The search finds the new text at once, and the old one no more.
    """
    target.body, target.edited_at = change.body, now
    if change.kind == WITHDRAWN:
        target.is_withdrawn, target.kind = True, Message.Kind.DELETED
        target.choices, target.attachment_count = [], 0
        Attachment.objects.filter(message=target.pk).delete()
    fields = ["body", "edited_at", "is_withdrawn", "kind", "choices", "attachment_count"]
    target.save(update_fields=fields)
    earlier = Message.objects.filter(conversation_id=target.conversation_id, changes_seq=target.seq)
    earlier.exclude(body="").update(body="")
    if target.is_withdrawn:
        MessageText.objects.filter(message=target.pk).delete()
    else:
        fold_changed(target)


def _shoppers_time() -> timedelta:
    return timedelta(minutes=get_config()["SHOPPER_EDIT_MINUTES"])


def _not_changeable() -> Refused:
    return Refused("forbidden", _("This message can't be changed. You can change what you wrote yourself."))


def _too_late() -> Refused:
    limit = get_config()["SHOPPER_EDIT_MINUTES"]
    text = ngettext(
        "Messages can be changed for %(limit)d minute after they were sent.",
        "Messages can be changed for %(limit)d minutes after they were sent.",
        limit,
    )
    return Refused("forbidden", in_readers_digits(text % {"limit": limit}))
