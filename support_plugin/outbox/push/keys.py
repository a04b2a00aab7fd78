"""The shop's key pair, by which push services know it (VAPID, RFC 8292), from the project's settings.

``SUPPORT_PLUGIN["PUSH"] = {"PRIVATE_KEY": …, "SUBJECT": "mailto:…"}``; without both the channel is off.
A subscription belongs to the key that it was made with: with another key, nothing can be sent to it.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from support_plugin.conf import get_config
from support_plugin.outbox.push.base64url import decode, encode
from support_plugin.outbox.push.encryption import public_bytes

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

# Bytes of a private key.
PRIVATE = 32


@dataclass(frozen=True)
class PushKeys:
    """The pair, and whom a push service writes to in trouble: ``mailto:…`` or ``https://…``."""

    private: "EllipticCurvePrivateKey"
    # An uncompressed point in base64url, as browsers want it.
    public: str
    subject: str

    @property
    def key_id(self) -> str:
        """By which the pair is recognised, 16 characters."""
        return hashlib.sha256(self.public.encode()).hexdigest()[:16]


def get_push_keys() -> PushKeys | None:
    """Return the configured pair; None where push is not configured, or cannot work.

    What is wrong, ``manage.py check`` says; pages and tasks go on without push.
    """
    chosen = get_config()["PUSH"]
    if not isinstance(chosen, dict) or not chosen:
        return None
    private, subject = chosen.get("PRIVATE_KEY"), chosen.get("SUBJECT")
    if not isinstance(private, str) or not is_subject(subject) or not has_cryptography():
        return None
    try:
        return _read_keys(private, str(subject))
    except ValueError:
        return None


def is_configured() -> bool:
    """Return whether messages can be sent to browsers at all."""
    return get_push_keys() is not None


@lru_cache(maxsize=8)
def _read_keys(private: str, subject: str) -> PushKeys:
    key = read_private_key(private)
    return PushKeys(key, encode(public_bytes(key)), subject)


def read_private_key(text: str) -> "EllipticCurvePrivateKey":
    """Return a private key from its 32 bytes in base64url. Raises ValueError for anything else."""
    from cryptography.hazmat.primitives.asymmetric import ec

    data = decode(text)
    if len(data) != PRIVATE:
        raise ValueError("A private key has 32 bytes.")
    return ec.derive_private_key(int.from_bytes(data, "big"), ec.SECP256R1())


def new_private_key() -> str:
    """Return a new private key, as the settings want it."""
    from cryptography.hazmat.primitives.asymmetric import ec

    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return encode(number.to_bytes(PRIVATE, "big"))


def is_subject(subject: object) -> bool:
    """Return whether push services can write to this: a mail address or a page."""
    if not isinstance(subject, str):
        return False
    return subject.startswith("https://") or (subject.startswith("mailto:") and "@" in subject)


def has_cryptography() -> bool:
    """Return whether the extra ``[push]`` is installed."""
    return find_spec("cryptography") is not None
