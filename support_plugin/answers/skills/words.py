"""Small parts of the texts of skills."""

from support_plugin.text.bidi import isolate


def lines(*parts: str) -> str:
    """Return the parts that say something, a line each."""
    return "\n".join(part for part in parts if part)


def row(name: str, value: str) -> str:
    """Return a line of a list: a name and its value, each with a direction of its own."""
    return f"• {isolate(name)}: {isolate(value)}"
