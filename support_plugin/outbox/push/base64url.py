"""base64url without padding, as web push and JSON Web Tokens have it (RFC 4648, section 5)."""

import base64
import re

_ALPHABET = re.compile("[A-Za-z0-9_-]*={0,2}")


def encode(data: bytes) -> str:
    """Return bytes as text."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decode(text: str) -> bytes:
    """Return what a text stands for, padded or not. Raises ValueError for any other alphabet."""
    if not _ALPHABET.fullmatch(text):
        raise ValueError("This is not base64url.")
    text = text.rstrip("=")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
