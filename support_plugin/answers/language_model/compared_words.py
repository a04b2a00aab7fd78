"""The words of a text as they are compared: those with a meaning, in order.

``small_words.json``: for each language ``neutral`` words, which may come and go; words for ``not``; and
``exact`` ones (amounts, times, conditions), of which no other form is the same word.
"""

import json
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from support_plugin.answers.retrieval.word_forms import split_words, stem_of, word_of
from support_plugin.text.digits import to_ascii_digits
from support_plugin.text.folding import fold


@dataclass(frozen=True, slots=True)
class Token:
    """A word that counts, folded.

    ``is_exact``: no other form of it is the same word. ``begins``: it stands at the beginning, after a comma
    or the like, or after "and".
    """

    word: str
    language: str
    is_exact: bool = False
    begins: bool = False

    def matches(self, other: "Token") -> bool:
        """Return whether the two are the same word, perhaps in another form."""
        if self.word == other.word:
            return True
        return not (self.is_exact or other.is_exact) and _are_forms(self.word, other.word, self.language)


# What "%" and signs of money are read as; a decimal point belongs to its number.
_SIGNS = {"%": " percent ", "٪": " percent ", "$": " dollarsign ", "€": " eurosign ", "£": " poundsign "}
_PERCENT = {"percent", "درصد", "بالمیه", "بالمایه", "میه"}
_THOUSANDS = re.compile(r"(?<=\d)[,٬،](?=\d{3}(?!\d))")
_POINT = re.compile(r"(?<=\d)[.٫](?=\d)")
_BREAKS = re.compile(r"[,،:;؛()–—.!?؟\n]|(?<!\S)(?:and|و)(?!\S)", re.IGNORECASE)
_SHORTEST = 3
NOT = "not"


def read_tokens(text: str, language: str) -> list[Token]:
    """Return the words of a text that count, in order."""
    text = _POINT.sub("p", _THOUSANDS.sub("", to_ascii_digits(text)))
    for sign, word in _SIGNS.items():
        text = text.replace(sign, word)
    tokens: list[Token] = []
    for part in _BREAKS.split(text):
        found = [token for word in split_words(part, language) for token in _read_word(word, language)]
        tokens += [replace(token, begins=True) for token in found[:1]] + found[1:]
    return tokens


def _read_word(word: str, language: str) -> list[Token]:
    if word in _PERCENT:
        return [_exact("percent", language)]
    if any(character.isdigit() for character in word):
        return [_exact(word, language)]
    spoken = "en" if word.isascii() else language
    if spoken == "ar":
        word = _without_and(word)
    if word in _lists(spoken)["not"]:
        return [_exact(NOT, language)]
    base = _without_negation(word) if spoken == "fa" else None
    if base is not None:
        return [_exact(NOT, language), *_plain(base, spoken, language)]
    return _plain(word, spoken, language)


def _exact(word: str, language: str) -> Token:
    return Token(word, language, is_exact=True)


def _plain(word: str, spoken: str, language: str) -> list[Token]:
    lists = _lists(spoken)
    bare = _without_article(word) if spoken == "ar" else word
    if word in lists["exact"] or bare in lists["exact"]:
        return [_exact(bare, language)]
    # A name in Latin letters, in a text of others, has no forms.
    return [] if word in lists["neutral"] else [Token(word, language, is_exact=spoken != language)]


def _without_negation(word: str) -> str | None:
    """Return a Persian verb in «نمی» without its negation; None for what has none."""
    return word.removeprefix("ن") if word.startswith("نمی") and len(word) > 4 else None


def _without_and(word: str) -> str:
    """Return an Arabic word without the «and» that is written in one with it, where a small word is left."""
    rest = word[1:] if word.startswith(("و", "ف")) else ""
    return rest if any(rest in words for words in _lists("ar").values()) else word


@lru_cache(maxsize=20_000)
def _are_forms(one: str, other: str, language: str) -> bool:
    """Return whether two folded words are forms of one: by their stems, and of verbs the same person's."""
    if language == "ar":
        one, other = sorted((_without_article(one), _without_article(other)), key=len)
        # «And» and «so» are written in one with the next word.
        if len(other) > _SHORTEST and other[0] in "وف" and other[0] != one[0]:
            other = _without_article(other[1:])
        # «ندفع» is what the shop does, «تدفع» what the shopper does.
        if one[:1] != other[:1]:
            return False
    if language == "fa" and _person(one) != _person(other):
        return False
    if one == other or stem_of(one, language) == stem_of(other, language):
        return True
    if language != "fa" or min(len(one), len(other)) < _SHORTEST:
        return False
    return one in word_of(other, "fa").forms or other in word_of(one, "fa").forms


def _person(word: str) -> str:
    """Return the ending of a Persian verb of the first or second person, else ""."""
    return word[-2:] if word.endswith(("یم", "ید")) and len(word) > 4 else ""


def _without_article(word: str) -> str:
    for beginning in ("وبال", "وال", "بال", "فال", "کال", "ولل", "لل", "ال"):
        if word.startswith(beginning) and len(word) - len(beginning) >= _SHORTEST:
            return word.removeprefix(beginning)
    return word


@lru_cache(maxsize=4)
def _lists(language: str) -> dict[str, frozenset[str]]:
    text = files(__package__).joinpath("small_words.json").read_text(encoding="utf-8")
    return {
        name: frozenset("".join(fold(word).split()) for word in words.split())
        for name, words in json.loads(text)[language].items()
    }
