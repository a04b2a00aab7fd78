"""Whether a sentence says only what a passage says: by rules, the same answer each time, no model.

A sentence passes that consists of shortened sentences of the passage, one or more, in the passage's order: it
has all their words, in their order, in whatever grammatical form, and no others but small words without a
meaning. What stands between commas may be left out as a whole, unless a number, a negation, a condition or a
restriction stands in it; and the beginning and the end of a sentence may change places ("If …, …" and
"… if …"). Everything else is refused, also much that is right.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from support_plugin.answers.language_model.masking import has_placeholder
from support_plugin.answers.language_model.tokens import Kind, Token, read_tokens

# Letters of a sentence; words that it must have.
LONGEST = 400
LEAST_WORDS = 2

_PUNCTUATION = frozenset(" .,:;!،؛«»“”\"'’()-–—%٪٫٬/$€£\u200c")
# A code that nobody could type.
_MIXED = re.compile(r"[A-Za-z][۰-۹٠-٩]|[۰-۹٠-٩][A-Za-z]")
# An address is text that a browser or a reader makes a link of.
_ADDRESS = re.compile(r"[^\W\d]\.[^\W\d]|//|www|http|\d\.\d+\.\d|[^\W\d]\.\d|\d\.[^\W\d]", re.I)
_SENTENCES = re.compile(r"(?<!\d)[.!?؟](?=\s|$)|(?<=\d)\.(?=\s|$)|[\n;؛]")
_CLAUSES = re.compile(r"[,،:()]|[–—]")
# A sentence that takes back something of the one before belongs to it.
_TAKING_BACK = {
    "en": ("but ", "however", "except", "unless", "only ", "otherwise"),
    "fa": ("ولی ", "اما ", "مگر ", "فقط ", "البته ", "به جز", "بجز"),
    "ar": ("لكن", "ولكن", "إلا ", "باستثناء", "فقط ", "ما عدا"),
}


def is_plain(text: str) -> bool:
    """Return whether a text is nothing but words: no markup, link, picture or invisible character."""
    if (
        not text
        or len(text) > LONGEST
        or has_placeholder(text)
        or _ADDRESS.search(text)
        or _MIXED.search(text)
    ):
        return False
    if unicodedata.normalize("NFKC", text) != text:
        return False
    return all(character in _PUNCTUATION or _is_letter_or_digit(character) for character in text)


def _is_letter_or_digit(character: str) -> bool:
    category = unicodedata.category(character)
    # Marks above Arabic letters; no others, which can be heaped up.
    return category in ("Lu", "Ll", "Lo", "Nd") or "\u064b" <= character <= "\u0655"


def is_grounded(sentence: str, passage: str, language: str) -> bool:
    """Return whether the ``sentence`` says only what the ``passage`` says, both in ``language``."""
    if not is_plain(sentence):
        return False
    said = read_tokens(sentence, language)
    if sum(token.kind in (Kind.CONTENT, Kind.CRITICAL) for token in said) < LEAST_WORDS:
        return False
    # How many of the words may be told by the passage's sentences up to here, each as a whole or not at all.
    told = {0}
    for source in _split(passage, language):
        clauses = list(_clauses(source, language))
        turned = [[*clauses[first:], *clauses[:first]] for first in range(len(clauses))]
        told |= {end for start in told for order in turned for end in _tell_sentence(said, start, order)}
    return len(said) in told


def _split(passage: str, language: str) -> Iterator[str]:
    """Return the passage's sentences; one that takes back something, with the one before."""
    whole = ""
    for sentence in _SENTENCES.split(passage):
        sentence = sentence.strip()
        if not sentence:
            continue
        if whole and sentence.lower().startswith(_TAKING_BACK[language]):
            whole = f"{whole}, {sentence}"
            continue
        if whole:
            yield whole
        whole = sentence
    if whole:
        yield whole


_BEGINNINGS = {
    "en": re.compile(r"(?<!^)\b(?=(?:if|once|when|unless)\b)", re.I),
    "fa": re.compile(r"(?<!\S)(?<!^)(?=(?:اگر|وقتی|چنانچه|هنگامی|زمانی)\s)"),
    "ar": re.compile(r"(?<!\S)(?<!^)(?=(?:إذا|عندما|حين|متى)\s)"),
}


@dataclass(frozen=True, slots=True)
class _Clause:
    """Words of a sentence that keep together; ``may_go``: it says something else without them, as truly."""

    tokens: Sequence[Token]
    may_go: bool


def _clauses(sentence: str, language: str) -> Iterator[_Clause]:
    for between_commas in _split_clauses(sentence):
        may_go = not any(token.kind is Kind.CRITICAL for token in read_tokens(between_commas, language))
        for part in _BEGINNINGS[language].split(between_commas):
            if part.strip():
                yield _Clause(read_tokens(part, language), may_go)


def _split_clauses(sentence: str) -> list[str]:
    """Return the parts of a sentence between commas that part no thousands."""
    return _CLAUSES.split(re.sub(r"(?<=[\d۰-۹٠-٩])[,٬،](?=[\d۰-۹٠-٩]{3})", "٬", sentence))


def _tell_sentence(said: Sequence[Token], start: int, clauses: Sequence[_Clause]) -> set[int]:
    """Return up to where the words from ``start`` on may be these clauses', of which some may be left out."""
    told = {start}
    for clause in clauses:
        left_out = told if clause.may_go else set()
        told = {end for begin in told if (end := _tell(said, begin, clause.tokens)) is not None} | left_out
    return told


def _tell(said: Sequence[Token], start: int, clause: Sequence[Token]) -> int | None:
    """Return up to where the words from ``start`` on are the clause's, all of them; None if they are not."""
    for token in clause:
        if start < len(said) and said[start].matches(token):
            start += 1
        elif token.kind is not Kind.OPTIONAL:
            return None
    return start
