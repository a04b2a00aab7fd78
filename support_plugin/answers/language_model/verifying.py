"""Whether a sentence says only what a passage says: by rules, the same answer each time, no model.

A sentence passes that is a shortened form of one to three sentences of the passage: its words are theirs, in
their order, in whatever grammatical form; small words without a meaning may differ; and every number, unit,
negation, condition and restriction of those sentences is in it, and no other. What begins or ends a sentence
may change places ("If …, …" and "… if …"). Everything else is refused, also much that is right.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from support_plugin.answers.language_model.masking import has_placeholder
from support_plugin.answers.language_model.tokens import Kind, Token, read_tokens

# Letters of a sentence; sentences of a passage that one may rest on; of their words, the share it must have.
LONGEST = 400
MOST_SENTENCES = 3
LEAST_SHARE = 0.7
LEAST_WORDS = 2

_PUNCTUATION = frozenset(" .,:;!،؛«»“”\"'’()-–—%٪٫٬/$€£\u200c")
# An address is text that a browser or a reader makes a link of.
_ADDRESS = re.compile(r"[^\W\d]\.[^\W\d]|//|www|http|\d\.\d+\.\d|[^\W\d]\.\d|\d\.[^\W\d]", re.I)
_SENTENCES = re.compile(r"(?<!\d)[.!?؟](?=\s|$)|(?<=\d)\.(?=\s|$)|[\n;؛]")
_CLAUSES = re.compile(r"[,،:]|[–—]")
# A sentence that takes back something of the one before belongs to it.
_TAKING_BACK = {
    "en": ("but ", "however", "except", "unless", "only ", "otherwise"),
    "fa": ("ولی ", "اما ", "مگر ", "فقط ", "البته ", "به جز", "بجز"),
    "ar": ("لكن", "ولكن", "إلا ", "باستثناء", "فقط ", "ما عدا"),
}


def is_plain(text: str) -> bool:
    """Return whether a text is nothing but words: no markup, link, address, picture or invisible character."""
    if not text or len(text) > LONGEST or has_placeholder(text) or _ADDRESS.search(text):
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
    return any(_is_shortened(said, source) for source in _sources(passage, language))


def _sources(passage: str, language: str) -> Iterator[list[Token]]:
    """Return what a sentence may rest on, as words: each sentence in each order of its parts, and runs."""
    sentences = list(_split(passage, language))
    for index, sentence in enumerate(sentences):
        parts = [read_tokens(part, language) for part in _clauses(sentence, language)]
        for first in range(len(parts)):
            yield [token for part in (*parts[first:], *parts[:first]) for token in part]
        for last in range(index + 2, min(index + MOST_SENTENCES, len(sentences)) + 1):
            yield [token for one in sentences[index:last] for token in read_tokens(one, language)]


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


def _clauses(sentence: str, language: str) -> list[str]:
    parts = (part for one in _split_clauses(sentence) for part in _BEGINNINGS[language].split(one))
    return [part for part in parts if part.strip()]


def _split_clauses(sentence: str) -> list[str]:
    """Return the parts of a sentence between commas that part no thousands."""
    return _CLAUSES.split(re.sub(r"(?<=[\d۰-۹٠-٩])[,٬،](?=[\d۰-۹٠-٩]{3})", "٬", sentence))


def _is_shortened(said: Sequence[Token], source: Sequence[Token]) -> bool:
    remaining = iter(source)
    # Each word takes the next of the source that is the same; what is passed over is left out.
    if not all(any(token.matches(word) for word in remaining) for token in said):
        return False
    if _count(said, Kind.CRITICAL) != _count(source, Kind.CRITICAL):
        return False
    return _count(said, Kind.CONTENT) >= LEAST_SHARE * _count(source, Kind.CONTENT)


def _count(tokens: Sequence[Token], kind: Kind) -> int:
    return sum(token.kind is kind for token in tokens)
