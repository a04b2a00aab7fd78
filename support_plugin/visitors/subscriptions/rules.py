"""What a browser's subscription must be."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from support_plugin.errors import Code, Refused
from support_plugin.outbox.push.base64url import decode, encode
from support_plugin.outbox.push.encryption import AUTH, POINT
from support_plugin.web.private_addresses import may_lead_outside

# Characters of a push service's address; those known have up to 600.
LONGEST_ENDPOINT = 1500
# Browsers of one person; the oldest goes when another comes.
MOST = 10


@dataclass(frozen=True)
class Browser:
    """A subscription as the browser has it (``PushSubscription.toJSON()``), checked; keys in base64url."""

    endpoint: str
    p256dh: str
    auth: str


def read_browser(endpoint: object, keys: object) -> Browser:
    """Return a subscription from a call's JSON; raise Refused("invalid") for what can't be sent to.

    The address must be encrypted and on the open internet, as far as it shows by itself: what its host's
    name means is looked at each time that something is sent.
    """
    found: dict[str, Any] = keys if isinstance(keys, dict) else {}
    p256dh, auth = _read(found.get("p256dh"), POINT), _read(found.get("auth"), AUTH)
    if not p256dh or not auth or not _is_point(p256dh):
        raise unreadable()
    return Browser(read_endpoint(endpoint), encode(p256dh), encode(auth))


def read_endpoint(endpoint: object) -> str:
    """Return a push service's address; raise Refused("invalid") for what can't be one."""
    if not isinstance(endpoint, str) or len(endpoint) > LONGEST_ENDPOINT or not may_lead_outside(endpoint):
        raise unreadable()
    return endpoint


def unreadable() -> Refused:
    """Return the answer to what no browser sends."""
    return Refused(Code.INVALID, _("This could not be read. Please reload the page."))


def _read(text: object, length: int) -> bytes:
    """Return so many bytes; none for any other number of them."""
    try:
        data = decode(text) if isinstance(text, str) and len(text) < 2 * POINT else b""
    except ValueError:
        return b""
    return data if len(data) == length else b""


def _is_point(data: bytes) -> bool:
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data)
    except ValueError:
        return False
    return True
