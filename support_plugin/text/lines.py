"""Texts of which each line is an entry of its own, as people type lists into a field."""


def filled_lines(text: str) -> list[str]:
    """Return the lines in which something stands, without the spaces around it."""
    return [line.strip() for line in text.splitlines() if line.strip()]
