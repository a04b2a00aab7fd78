"""Small parts of the texts of skills."""

from support_plugin.text.bidi import isolate
from support_plugin.text.shortening import cut_words

# Characters of a shop's text that are quoted.
LONGEST_QUOTE = 320


def lines(*parts: str) -> str:
    """Return the parts that say something, a line each."""
    return "\n".join(part for part in parts if part)


def shorten(text: str, limit: int = LONGEST_QUOTE) -> str:
    """Return the beginning of a text, ending with a sentence or a word."""
    if len(text) <= limit:
        return text
    cut = text[: limit + 1]
    end = max(cut.rfind(mark) for mark in (". ", "۔ ", "؟ ", "! ", "? "))
    if end > limit // 2:
        return cut[: end + 1]
    return cut_words(text, limit)


def row(name: str, value: str) -> str:
    """Return a line of a list: a name and its value, each with a direction of its own."""
    return f"• {isolate(name)}: {isolate(value)}"
