"""What in a text may be about one person: hidden where others are shown it, reported before it is published.

By the rules by which questions are masked before they leave the shop: rather too much than too little.
"""

from support_plugin.answers.language_model.masking import LONGEST, PLACEHOLDER, has_placeholder, mask
from support_plugin.formats.numbers import in_readers_digits

# In place of what is hidden.
HIDDEN = "•••"


def hide_personal_data(text: str) -> str:
    """Return a text without addresses, links, names and longer numbers; each line's first 1,000 letters."""
    return "\n".join(_hide(line) for line in text.splitlines())


def holds_personal_data(text: str) -> bool:
    """Return whether something of a text would be hidden."""
    return any(has_placeholder(mask(line)) for line in text.splitlines())


def _hide(line: str) -> str:
    masked = mask(line)
    # As it was typed, where there is nothing to hide.
    return in_readers_digits(PLACEHOLDER.sub(HIDDEN, masked)) if has_placeholder(masked) else line[:LONGEST]
