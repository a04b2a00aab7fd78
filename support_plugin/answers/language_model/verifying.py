"""Whether a sentence says only what a passage says: by rules, the same answer each time, no model.

A sentence passes that consists of whole sentences of the passage, one or more, in the passage's order: it has
all their words, in their order, in whatever grammatical form, and no others but small words without a
meaning; a comma or the like only where they have one. A condition may change places ("If …, …" and
"… if …"). So a model can choose, join and smooth sentences; it can leave no condition out of one. Everything
else is refused, also much that is right.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from support_plugin.answers.language_model.compared_words import Token, read_tokens
from support_plugin.answers.language_model.masking import has_placeholder

# Letters of a sentence; words that it must have.
LONGEST = 400
LEAST_WORDS = 2

_PUNCTUATION = frozenset(" .,:;!،؛«»“”\"'’()-–—%٪٫٬/$€£\u200c")
# A code that nobody could type.
_MIXED = re.compile(r"[A-Za-z][۰-۹٠-٩]|[۰-۹٠-٩][A-Za-z]")
# An address is text that a browser or a reader makes a link of.
_ADDRESS = re.compile(r"[^\W\d]\.[^\W\d]|//|www|http|\d\.\d+\.\d|[^\W\d]\.\d|\d\.[^\W\d]", re.I)
# Letters of a passage's sentence; beyond that its words are not read.
_LONGEST_SOURCE = 2000
_SENTENCES = re.compile(r"(?<!\d)[.!?؟](?=\s|$)|(?<=\d)\.(?=\s|$)|[\n;؛]")
_COMMA = re.compile(r"[,،](?!\d)")
# A sentence that takes back something of the one before belongs to it.
_TAKING_BACK = {
    "en": ("but ", "however", "except", "unless", "only ", "otherwise"),
    "fa": ("ولی ", "اما ", "مگر ", "فقط ", "البته ", "به جز", "بجز"),
    "ar": ("لكن", "ولكن", "إلا ", "باستثناء", "فقط ", "ما عدا"),
}
# Where a condition begins.
_CONDITIONS = {
    "en": re.compile(r"\b(?:if|once|when|unless)\b", re.IGNORECASE),
    "fa": re.compile(r"(?<!\S)(?:اگر|وقتی|چنانچه|هنگامی|زمانی)(?=\s)"),
    "ar": re.compile(r"(?<!\S)(?:و|ف)?(?:إذا|إن|عندما|حين|متى)(?=\s)"),
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
    if len(said) < LEAST_WORDS:
        return False
    # Up to where the words may be those of the sentences so far, each of which is there as a whole or not.
    found = {0}
    for source in _split(passage, language):
        if len(source) > _LONGEST_SOURCE:
            continue
        for order in _orders(source, language):
            words = read_tokens(order, language)
            found |= {start + len(words) for start in found if words and _begins(said[start:], words)}
    return len(said) in found


def _orders(sentence: str, language: str) -> list[str]:
    """Return a sentence, and the same with its one condition at the other end."""
    conditions = list(_CONDITIONS[language].finditer(sentence))
    if len(conditions) != 1:
        return [sentence]
    commas = [found.end() for found in _COMMA.finditer(sentence)]
    cut = conditions[0].start() or (commas[-1] if commas else 0)
    return [sentence, f"{sentence[cut:]}, {sentence[:cut]}"] if cut else [sentence]


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


def _begins(said: Sequence[Token], words: Sequence[Token]) -> bool:
    """Return whether all of these words are the first ones said, in their order and parted as they are."""
    pairs = zip(said, words, strict=False)
    return len(said) >= len(words) and all(
        one.matches(other) and (other.begins or not one.begins) for one, other in pairs
    )
