"""Who sends a message: a token signed with the shop's key, for one push service (VAPID, RFC 8292)."""

import json
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from support_plugin import clock
from support_plugin.outbox.push.base64url import encode
from support_plugin.outbox.push.keys import PushKeys

# At most a day by the RFC; less, as clocks differ.
LIFETIME = timedelta(hours=12)
# Bytes of each half of a signature.
_HALF = 32


def authorization(keys: PushKeys, endpoint: str, now: datetime) -> str:
    """Return the ``Authorization`` header of a message to this endpoint."""
    return f"vapid t={_token(keys, _origin(endpoint), now)}, k={keys.public}"


def _token(keys: PushKeys, audience: str, now: datetime) -> str:
    """Return a JSON Web Token, signed with ES256 (RFC 7515, RFC 7518)."""
    ends = int((clock.aware(now) + LIFETIME).timestamp())
    header = {"typ": "JWT", "alg": "ES256"}
    claims = {"aud": audience, "exp": ends, "sub": keys.subject}
    signed = ".".join(encode(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims))
    return f"{signed}.{encode(_sign(keys, signed.encode()))}"


def _sign(keys: PushKeys, text: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256

    pair = decode_dss_signature(keys.private.sign(text, ec.ECDSA(SHA256())))
    return b"".join(number.to_bytes(_HALF, "big") for number in pair)


def _origin(endpoint: str) -> str:
    """Return an address's origin as browsers write it: without the usual port."""
    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port not in (None, 443) else "")
