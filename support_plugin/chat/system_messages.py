"""The system's lines in the reader's language."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from support_plugin import clock
from support_plugin.chat.models import Message
from support_plugin.chat.payloads import message_json

Kind = Message.Kind
LINES = (Kind.JOINED, Kind.RETURNED, Kind.PUT_BACK, Kind.CLOSED, Kind.REOPENED, Kind.CARD_HIDDEN)


def line_texts() -> dict[str, str]:
    """Return the texts of the lines by name; ``%s`` stands for the agent's name."""
    return {
        # Translators: %s is a name.
        "line_joined": _("%s joined the conversation"),
        # Translators: %s is a name.
        "line_returned": _("%s is not here any more: back in the queue"),
        # Translators: %s is a name.
        "line_put_back": _("%s put the conversation back in the queue"),
        # Translators: %s is a name.
        "line_reopened": _("%s opened the conversation again"),
        # Translators: %s is a name.
        "line_agent": _("%s ended the conversation"),
        "line_shopper": _("The shopper ended the conversation"),
        "line_system": _("The conversation ended"),
        "line_card_hidden": _("A card number was hidden here, all but its last four digits"),
    }


def shopper_line_texts() -> dict[str, str]:
    """Return the same as the shopper reads them."""
    return {
        **line_texts(),
        "line_shopper": _("You ended the conversation"),
        "line_card_hidden": _(
            "To protect you, we keep only the last four digits of your card number. "
            "Please never send it in a chat."
        ),
        # Translators: %s is a name.
        "line_returned": _("%s had to leave. A colleague will answer you."),
        # Translators: %s is a name.
        "line_put_back": _("%s passed the conversation on. A colleague will answer you."),
    }


def is_line(message: Message) -> bool:
    """Return whether the message is a line of the system's, without a text of its own."""
    return message.kind in LINES


def line(message: dict[str, Any], texts: dict[str, str]) -> str:
    """Return the words of a message's JSON that is a line of the system's; empty for any other."""
    if message["kind"] not in LINES:
        return ""
    text = texts[f"line_{message['closed_by'] or message['kind']}"]
    return text.replace("%s", speaker_name(message))


def open_choices(messages: list[Message]) -> list[str]:
    """Return the answers that the shopper may still choose from: those of the newest message."""
    said = [message for message in messages if not is_line(message) and message.changes_seq is None]
    return said[-1].choices if said else []


def shown_messages(messages: Iterable[Message], texts: dict[str, str]) -> list[dict[str, Any]]:
    """Return the messages as templates show them, by ``shown_message``; entries have no line."""
    return [shown_message(message, texts) for message in messages if message.changes_seq is None]


def shown_message(message: Message, texts: dict[str, str]) -> dict[str, Any]:
    """Return a message with its time, its speaker's ``name``, and a system message's words as ``line``."""
    shown = message_json(message)
    words = {"body": shown["body"] or "", "name": speaker_name(shown), "line": line(shown, texts)}
    return {**shown, **words, "created_at": clock.local(message.created_at)}


def speaker_name(message: dict[str, Any]) -> str:
    """Return the name of who says a message's JSON; empty for the shopper."""
    return message["agent"]["name"] if message["agent"] else ""
