"""The conversation as an e-mail to the shopper who asks for it.

Whose mailbox it goes to, nobody has proved, an account's neither. So it holds the shop's words alone, and a
link to the shopper's: nobody has the shop mail their own words to a stranger.
"""

import hashlib
import logging
from dataclasses import dataclass
from functools import cache as cache_function
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from django.core.cache import cache
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from support_plugin import clock, limits
from support_plugin.chat import queries
from support_plugin.chat.models import Conversation
from support_plugin.chat.system_messages import is_line, line_texts, shown_messages
from support_plugin.chat.transcripts.links import make_link
from support_plugin.errors import Refused
from support_plugin.formats.dates import describe_zone
from support_plugin.limits import Who
from support_plugin.mail import send_mail
from support_plugin.preferences.queries import get_preferences
from support_plugin.visitors.contacts import read_email

logger = logging.getLogger(__name__)

HOUR = 3600  # seconds


@dataclass(frozen=True)
class Request:
    """Who wants which conversation. ``client_id`` identifies a repeat; ``zone`` is the shopper's time zone.

    Without a zone, the shop's is used.
    """

    conversation: Conversation
    client_id: UUID
    email: str
    who: Who
    zone: ZoneInfo | None = None


def clean_email(conversation: Conversation, typed: object) -> str:
    """Return where to send it: the account's address, else the one that a guest typed; or raise Refused.

    Whoever is logged in can't have it sent elsewhere: a stolen session must not carry off what was said.
    """
    user = conversation.visitor.user
    known = getattr(user, user.get_email_field_name(), "") if user else ""
    email = read_email(known or typed)
    if not email:
        raise Refused("invalid", _("Please write a valid e-mail address."))
    return email


def read_zone(name: object) -> ZoneInfo | None:
    """Return the time zone that a browser names, such as "Asia/Tehran"; None for no known one."""
    # Only names of the list: others would be looked for as files.
    return ZoneInfo(name) if isinstance(name, str) and name in _zones() else None


@cache_function
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def send_transcript(request: Request) -> None:
    """Have the conversation sent, in the active language; the same request again sends nothing.

    Raises Refused: "too_many" beyond TRANSCRIPTS_PER_HOUR of the visitor, the mailbox or the address,
    "invalid" where nothing was said.
    """
    if not request.conversation.last_seq:
        raise Refused("invalid", _("There is nothing to send yet."))
    # All that it covers: with a corrected address it is another request.
    covered = (request.conversation.pk, request.client_id, request.email.lower(), request.zone)
    once = _key("once", ":".join(map(str, covered)))
    if not _is_first(once):
        return
    try:
        limits.spend("transcripts", request.who)
    except Refused:
        cache.delete(once)
        raise
    language = translation.get_language() or ""

    def send() -> None:
        _send(request, language)

    # A mail server that is away must not undo what else this transaction does. No functools.partial here:
    # Django logs the name of what failed, and a partial has none.
    transaction.on_commit(send, robust=True)


def _is_first(key: str) -> bool:
    try:
        return cache.add(key, 1, HOUR)
    except Exception as error:  # each cache has its own. Without a count, e-mails to anybody are not sent
        logger.warning("The cache counts nothing: %r", error)
        text = _("Something went wrong on our side. Please try again.")
        raise Refused("unavailable", text, retry_after=60) from None


def _key(kind: str, who: str) -> str:
    # Some caches take no long keys, and none of them needs to hold an address.
    return f"support_plugin:transcript:{kind}:{hashlib.sha256(who.encode()).hexdigest()}"


def _send(request: Request, language: str) -> None:
    with translation.override(language or request.conversation.language), clock.use_zone(request.zone):
        name = get_preferences().name
        subject = _("Your conversation with %(name)s") % {"name": name}
        context = {**_context(request.conversation, request.zone), "name": name}
        send_mail(request.email, str(subject), "support_plugin/chat/transcript", context)


def _context(conversation: Conversation, zone: ZoneInfo | None) -> dict[str, object]:
    parts = [*queries.parts_of(conversation), conversation]
    messages = [
        message
        for part in parts
        for message in queries.messages_after(part.pk, 0, limit=max(1, part.last_seq))
    ]
    return {
        "messages": shown_messages([m for m in messages if not is_line(m)], line_texts()),
        "zone": describe_zone(),
        "link": make_link(conversation, zone.key if zone else ""),
    }
