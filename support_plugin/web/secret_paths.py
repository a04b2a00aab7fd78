"""Addresses of the shop whose path opens something by itself: it is not stored with what is said there."""

import re

# The link to a cart that was left.
_SECRET = re.compile(r"(/support/cart/)[^?#]+")


def without_secrets(path: str) -> str:
    """Return a path of the shop without the token in it; unchanged where there is none."""
    return _SECRET.sub(r"\1", path)
