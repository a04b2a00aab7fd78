"""The table of words in docs/translating.md, and what a translation says that the table forbids."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Message

from tools.catalogues.faults import forms_of, ids_of, text_of
from tools.paths import ROOT

TABLE = ROOT / "docs" / "translating.md"
# The columns of the table: the word of each language, and what is never said instead.
COLUMNS = {"fa": ("Persian", "not in Persian"), "ar": ("Arabic", "not in Arabic")}
_COMMA = re.compile(r"\s*[,،]\s*")
_LETTER = r"[\u0620-\u0655\u066e-\u06d3\u200c]"
# What is written together with a word: conjunctions, prepositions, the article; endings.
_BEFORE = {"fa": "", "ar": "(?:[وف]?(?:[بكل]?ال|لل|[بكل])?)"}
_AFTER = {"fa": rf"(?:ها(?!{_LETTER})|\u200c|(?!{_LETTER}))", "ar": rf"(?:ها|هم|كم|نا|[هكي])?(?!{_LETTER})"}


@dataclass(frozen=True)
class Term:
    """A row of the table for one language."""

    english: tuple[str, ...]
    words: tuple[str, ...]
    forbidden: tuple[str, ...]


@cache
def terms(language: str, path: Path = TABLE) -> tuple[Term, ...]:
    """Return the rows of the table; raise ValueError where a column is missing."""
    rows = [_cells(line) for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    head = next((row for row in rows if row[0] == "English"), [])
    if not {"English", *COLUMNS[language]} <= set(head):
        raise ValueError(f"{path.name} has no table with the columns {COLUMNS[language]}")
    named = [
        dict(zip(head, row, strict=True)) for row in rows[rows.index(head) + 2 :] if len(row) == len(head)
    ]
    word, never = COLUMNS[language]
    return tuple(Term(*(_words(row[name]) for name in ("English", word, never))) for row in named)


def misnamed(message: Message, language: str) -> Iterator[str]:
    """What a translation calls otherwise than the table: a forbidden word, a term alone by another name."""
    if language not in COLUMNS:
        return
    alone = ids_of(message)[0].strip(" .:…\n").lower()
    for term in terms(language):
        for form in forms_of(message):
            text = text_of(form)
            for word in term.forbidden:
                if _pattern(word, language).search(text):
                    instead = " or ".join(term.words)
                    yield f"says {word} for {term.english[0]!r}, instead of {instead}: {form!r}"
            if (
                not message.context
                and alone in term.english
                and not any(_has(text, word) for word in term.words)
            ):
                yield f"is called {form!r}, in docs/translating.md {' or '.join(term.words)}"


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _words(cell: str) -> tuple[str, ...]:
    """The words of a cell; what stands in brackets explains."""
    plain = re.sub(r"\([^)]*\)", "", cell).strip()
    return tuple(word.strip() for word in _COMMA.split(plain) if word.strip())


def _has(text: str, word: str) -> bool:
    """Whether a text has the word, in Arabic with or without its article."""
    return re.sub(r"^ال", "", word) in text


@cache
def _pattern(word: str, language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!{_LETTER}){_BEFORE[language]}{re.escape(word)}{_AFTER[language]}")
