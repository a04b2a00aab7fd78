"""The link by which a reader stops reminders, without logging in."""

from dataclasses import dataclass
from urllib.parse import quote

from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language

from support_plugin.links import absolute
from support_plugin.outbox.channels.base import Channel
from support_plugin.visitors.consents.models import SEND_ME
from support_plugin.visitors.contacts import contact_hash

SALT = "support_plugin.stop"
UNDO_SALT = "support_plugin.stop.undo"
# Seconds in which what was just stopped can be taken back.
UNDO_SECONDS = 3600
# Characters; longer ones are not looked at.
LONGEST = 600
# Of an address; nothing else may end a header.
SAFE = ":/?#[]@!$&'()*+,;=%-._~"


@dataclass(frozen=True)
class Stop:
    """Whom a link is about, by hash; no address is in it.

    ``channel`` is the one that the link came by, or SEND_ME.
    """

    kind: str
    hashed: str
    channel: str
    language: str = ""


def unsubscribe_url(kind: str, address: str, channel: str, language: str = "") -> str:
    """Return the full address at which whoever gets a message stops them, by this channel or all.

    ``language`` is the page's: that of the message. "" where the settings name no address of the shop, and
    for what is no contact. It holds as long as the SECRET_KEY that it was made with is known.
    """
    hashed = contact_hash(kind, address)
    if not hashed:
        return ""
    language = language or get_language() or ""
    token = signing.dumps([kind, hashed, channel, language], salt=SALT, compress=True)
    with translation.override(language or None):
        return absolute(reverse("support_plugin:stop-reminders", args=[token]))


def read_token(token: str) -> Stop | None:
    """Return what a link's token says; None for one that is not ours, or was changed."""
    found = _loads(token, SALT)
    if not isinstance(found, list) or len(found) != 4 or found[2] not in (*Channel.values, SEND_ME):
        return None
    return Stop(*found)


def stopped_with(stop: Stop, channel: str) -> tuple[str, ...]:
    """Return what is stopped where a reader of this message stops a channel, or all ("").

    Whoever got a cart that somebody asked for means these by "all", too.
    """
    return ("", SEND_ME) if stop.channel == SEND_ME and not channel else (channel,)


def make_undo(stop: Stop, channel: str) -> str:
    """Return the token with which the page that stopped a channel ("" for all) can take it back."""
    return signing.dumps([stop.hashed, channel], salt=UNDO_SALT)


def read_undo(token: str, stop: Stop) -> str | None:
    """Return the channel that was stopped ("" for all); None for a token that is too old, or another's."""
    found = _loads(token, UNDO_SALT, UNDO_SECONDS)
    return found[1] if isinstance(found, list) and found[0] == stop.hashed else None


def _loads(token: str, salt: str, max_age: int | None = None) -> object:
    if len(token) > LONGEST:
        return None
    try:
        return signing.loads(token, salt=salt, max_age=max_age)
    except signing.BadSignature:
        return None


def list_unsubscribe_headers(url: str, mailto: str = "") -> dict[str, str]:
    """Return the headers by which mail programs show a button that stops (RFC 2369, RFC 8058).

    ``mailto``: a mailbox whose letters stop them too. Empty without a ``url``.
    """
    if not url:
        return {}
    ways = [f"<mailto:{quote(mailto, safe='@+')}?subject=unsubscribe>"] if mailto else []
    return {
        "List-Unsubscribe": ", ".join([*ways, f"<{quote(url, safe=SAFE)}>"]),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
