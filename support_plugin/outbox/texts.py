"""Names and texts cut to what their columns hold."""

import hashlib

from support_plugin.text.cleaning import clean_line

LONGEST_TARGET = 200
# Characters of what is stored of an error, or of a server's answer.
LONGEST_ERROR = 500


def fit(name: str, limit: int) -> str:
    """Return a name cut to ``limit`` characters; two long names stay different."""
    if len(name) <= limit:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:16]
    return f"{name[: limit - len(digest) - 1]}~{digest}"


def error_text(error: Exception) -> str:
    """Return what is stored of something raised: its class and text, on one line."""
    return clean_line(f"{type(error).__name__}: {error}", LONGEST_ERROR)
