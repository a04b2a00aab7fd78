"""The outbox's list: e-mails and texts together."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise

from example_shop.outbox.mails import Mail, latest_mails
from example_shop.outbox.texts import Text, latest_texts
from support_plugin.formats.numbers import in_readers_digits
from support_plugin.outbox.channels.base import Channel

SHOWN = 50


@dataclass(frozen=True)
class Entry:
    """One message of the list.

    ``words`` is a mail's subject, or a text's first line; ``language`` may be empty.
    """

    at: datetime
    channel: str | Promise
    to: str
    words: str
    url: str
    language: str = ""


def latest(since: datetime | None = None) -> list[Entry]:
    """Return the last messages that were sent, the newest first; where a moment is given, those since."""
    entries = [_of_mail(mail) for mail in latest_mails(settings.MAIL_DIR, SHOWN)]
    entries += [_of_text(text) for text in latest_texts(settings.SMS_DIR, SHOWN)]
    entries.sort(key=lambda entry: entry.at, reverse=True)
    return [entry for entry in entries[:SHOWN] if since is None or entry.at >= since]


def channel_name(channel: str) -> str | Promise:
    """Return what people call a channel, such as ``sms``."""
    return Channel(channel).label if channel in Channel.values else channel


def _of_mail(mail: Mail) -> Entry:
    url = reverse("outbox:mail", args=[mail.name])
    return Entry(mail.at, Channel.EMAIL.label, mail.to, mail.subject, url, mail.language)


def _of_text(text: Text) -> Entry:
    url, to = reverse("outbox:text", args=[text.file, text.line]), in_readers_digits(text.to)
    words = _first_line(text.text) or text.template
    return Entry(text.at, channel_name(text.channel), to, words, url, text.language)


def _first_line(text: str) -> str:
    return next(filter(None, map(str.strip, text.splitlines())), "")
