"""Names and texts cut to what their columns hold."""

import hashlib
import re

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


def error_text(error: Exception, *contacts: str) -> str:
    """Return what is stored of something raised: its class and text, on one line, without the contacts."""
    return clean_line(f"{type(error).__name__}: {without(str(error), *contacts)}", LONGEST_ERROR)


def without(text: str, *contacts: str) -> str:
    """Return a text without these contacts: servers like to repeat them, and what is stored outlives them."""
    for contact in filter(None, contacts):
        text = re.sub(re.escape(contact), "…", text, flags=re.IGNORECASE)
    return text
