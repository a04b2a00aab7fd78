"""Texts that are cut, with "…" where they are cut within a sentence."""

import re

# What ends a sentence, a bracket or a part of one is nothing to end on.
TAIL = ".,;:!?)]'…،؛؟»”-–"
# Behind a sentence, or a line.
_ENDS = re.compile(r"[.!?؟۔]['\"”»)]?(?=\s)|\n")


def cut_words(text: str, length: int) -> str:
    """Return the first ``length`` letters, cut between words where there are several, and "…"."""
    begin = text[:length]
    return (begin.rpartition(" ")[0].rstrip(TAIL) if " " in begin else begin) + "…"


def cut_sentences(text: str, length: int) -> str:
    """Return the first ``length`` letters of a text, if it has more, cut behind a line or a sentence.

    Where none ends in the second half, as ``cut_words`` does.
    """
    if len(text) <= length:
        return text
    ends = [match.end() for match in _ENDS.finditer(text, length // 2, length + 1)]
    return text[: ends[-1]].rstrip() if ends else cut_words(text, length)
