"""Texts that are cut, with "…" where they are."""

# What ends a sentence, a bracket or a part of one is nothing to end on.
TAIL = ".,;:!?)]'…،؛؟»”-–"


def cut_words(text: str, length: int) -> str:
    """Return the first ``length`` letters, cut between words where there are several, and "…"."""
    begin = text[:length]
    return (begin.rpartition(" ")[0].rstrip(TAIL) if " " in begin else begin) + "…"
