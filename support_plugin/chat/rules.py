"""What may be said, and by whom."""

import unicodedata
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from support_plugin.chat.models import Message
from support_plugin.conf import get_config
from support_plugin.errors import Refused
from support_plugin.formats.numbers import in_readers_digits
from support_plugin.preferences.queries import get_preferences
from support_plugin.text.cleaning import is_blank, is_storable, with_plain_breaks
from support_plugin.text.payment_cards import hide_card_numbers

MOST_CHOICES, LONGEST_CHOICE = 6, 60  # characters
# Unicode's categories of what makes no line of text: control characters, half letters, breaks.
NO_LINE = {"Cc", "Cs", "Zl", "Zp"}


def not_found() -> Refused:
    """Return the one answer for what does not exist and what is not the caller's: no one learns which."""
    return Refused("not_found", _("This conversation does not exist, or it is not yours."))


def not_followed() -> Refused:
    """Return the answer to a frame about a conversation that the socket does not follow."""
    return Refused("not_followed", _("This connection does not follow the conversation. Please try again."))


def agents_only() -> Refused:
    """Return the answer to somebody who asks for what only agents are shown."""
    return Refused(
        "forbidden", _("Only people who answer for the shop can do this. Please log in as one of them.")
    )


def shoppers_only() -> Refused:
    """Return the answer to an agent who would do what is the shopper's to decide."""
    return Refused("forbidden", _("Only the shopper can do this."))


def closed() -> Refused:
    """Return the answer to a message for a conversation that has ended."""
    return Refused("closed", _("This conversation has ended. You can start a new one."))


def already_open() -> Refused:
    """Return the answer where the shop would begin a conversation beside one that is open."""
    return Refused("conflict", _("You already have an open conversation. Please write there."))


def sent_differently() -> Refused:
    """Return the answer to an id that something else was sent with."""
    return Refused("conflict", _("This message was already sent with another text."))


def file_gone() -> Refused:
    """Return the answer to a message whose file is gone, or not its sender's."""
    return Refused("invalid", _("A file of this message is no longer there. Please attach it again."))


def blocked() -> Refused:
    """Return the answer to somebody whom agents have blocked."""
    return Refused("forbidden", _("The shop takes no messages from you in this chat."))


def no_identity() -> Refused:
    """Return the answer to a guest whose browser sent no key."""
    return Refused(
        "no_identity", _("Your browser did not send our cookie. Please allow cookies and try again.")
    )


def clean_message(body: object, attachments: object) -> tuple[str, tuple[UUID, ...]]:
    """Return the cleaned text and the ids of the files, or raise Refused; either may be empty, not both."""
    ids = clean_attachments(attachments)
    # Programs may leave the text out where there are files.
    if ids and (body is None or (isinstance(body, str) and is_blank(body))):
        return "", ids
    return clean_body(body), ids


def clean_attachments(value: object) -> tuple[UUID, ...]:
    """Return the ids of a message's files, or raise Refused; nothing stands for none."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise Refused("invalid", _("The files have no valid ids. Please attach them again."))
    check_number(len(value))
    return tuple(dict.fromkeys(clean_id(id) for id in value))


def check_number(count: int) -> None:
    """Raise Refused for more files than one message takes."""
    limit = get_preferences().attachments_per_message
    if count > limit:
        text = ngettext(
            "One message takes %(limit)d file at most. Please send the others with the next one.",
            "One message takes %(limit)d files at most. Please send the others with the next one.",
            limit,
        )
        raise Refused("invalid", in_readers_digits(text % {"limit": limit}))


def read_body(body: object) -> str | None:
    """Return the text as typed, its line breaks as LF; None for what can't be sent. Reads no database."""
    if not isinstance(body, str) or is_blank(body) or not is_storable(body):
        return None
    text = with_plain_breaks(body)
    return text if len(text) <= get_config()["MESSAGE_MAX_LENGTH"] else None


def as_stored(body: str, sender: str) -> str:
    """Return a text as this side's is stored: of cards' numbers that shoppers send, the last digits alone.

    Agents may send the shop's own card number.
    """
    return hide_card_numbers(body) if sender == Message.Sender.SHOPPER else body


def clean_body(body: object) -> str:
    """Return what ``read_body`` does, or raise Refused with what to do about it."""
    text = read_body(body)
    if text is not None:
        return text
    if not isinstance(body, str) or is_blank(body):
        raise Refused("invalid", _("Write a message first."))
    if not is_storable(body):
        raise Refused("invalid", _("This message contains a character that can't be sent."))
    raise _too_long()


def _too_long() -> Refused:
    limit = get_config()["MESSAGE_MAX_LENGTH"]
    text = ngettext(
        "This message is too long. Please keep it under %(limit)d character.",
        "This message is too long. Please keep it under %(limit)d characters.",
        limit,
    )
    return Refused("invalid", in_readers_digits(text % {"limit": limit}))


def clean_choices(value: object, sender: str) -> tuple[str, ...]:
    """Return the answers that a message offers, without the space around them, or raise Refused.

    Nothing stands for none. Only the shop offers answers: ``sender`` is the message's.
    """
    if value is None or value in ([], ()):
        return ()
    if sender == Message.Sender.SHOPPER:
        raise Refused("invalid", _("Only the shop can offer answers to choose from."))
    if not isinstance(value, (list, tuple)) or not all(isinstance(choice, str) for choice in value):
        raise Refused("invalid", _("The answers to choose from must be a list of texts."))
    choices = tuple(choice.strip() for choice in value)
    if len(choices) > MOST_CHOICES or len(set(choices)) < len(choices):
        text = _("Offer up to %(number)d answers, each of them once.")
        raise Refused("invalid", in_readers_digits(text % {"number": MOST_CHOICES}))
    if not all(_is_choice(choice) for choice in choices):
        text = _("Each answer to choose from must be one line of 1 to %(limit)d characters.")
        raise Refused("invalid", in_readers_digits(text % {"limit": LONGEST_CHOICE}))
    return choices


def _is_choice(choice: str) -> bool:
    if not 0 < len(choice) <= LONGEST_CHOICE or is_blank(choice):
        return False
    return NO_LINE.isdisjoint(map(unicodedata.category, choice))


def clean_id(value: object) -> UUID:
    """Return a UUID given as text, or raise Refused."""
    if isinstance(value, str):
        try:
            return UUID(value)
        except ValueError:
            pass
    raise Refused("invalid", _("The message has no valid id. Please reload the page."))


def clean_seq(value: object) -> int:
    """Return a message number given as an integer or as digits, or raise Refused."""
    text = str(value) if not isinstance(value, bool) else ""
    # Nine digits: what the database's integer column surely holds.
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    raise Refused("invalid", _("The message number is not valid. Please reload the page."))
