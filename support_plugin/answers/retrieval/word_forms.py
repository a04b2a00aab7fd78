"""Words of a question or an article: folded, stemmed, and the other forms that they may have."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import snowballstemmer

from support_plugin.answers.retrieval.data import fillers, read_data, stop_words
from support_plugin.text.folding import fold

LANGUAGES = ("fa", "ar", "en")
# Letters of a text that are looked at; an article's first lines say what it is about.
MAX_LETTERS = 2000
# Words that a process remembers; a shop's language has some ten thousand.
MOST_CACHED = 30_000
_ALGORITHMS = {"fa": "persian", "ar": "arabic", "en": "english"}
_TOKEN = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile("['’ʼ`]")
# "soooo" and «خیلیییی»; two of a letter are right in many words.
_LONG_RUN = re.compile(r"([^\W\d])\1{2,}")
# The Arabic stemmer wants Arabic letters, and folding gives Persian ones.
_TO_ARABIC = str.maketrans("یک", "يك")
_TO_FOLDED = str.maketrans("يك", "یک")

# What is joined to a word, folded; what may be taken off first, first.
_AFFIXES: dict[str, list[str]] = read_data("affixes")
_PERSIAN_JOINED = ("می", "نمی")
_PERSIAN_LOOSE = frozenset(_AFFIXES["persian_loose"])
_PERSIAN_ENDINGS = _AFFIXES["persian_endings"]
_ARABIC_BEGINNINGS = _AFFIXES["arabic_beginnings"]
_ARABIC_ENDINGS = _AFFIXES["arabic_endings"]
_ENGLISH_ENDINGS = ("ing", "ies", "es", "ed", "s", "d")
# Letters that must stay of a word.
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as it is folded, its stem, and all forms that it may have in a lexicon, the word first."""

    folded: str
    stem: str
    forms: tuple[str, ...]
    is_stop: bool
    is_filler: bool


@lru_cache(maxsize=1)
def _stemmers() -> dict[str, Any]:
    return {language: snowballstemmer.stemmer(name) for language, name in _ALGORITHMS.items()}


def split_words(text: str, language: str) -> list[str]:
    """Return the folded words of a text's first ``MAX_LETTERS`` letters."""
    tokens = [token for part in text[:MAX_LETTERS].split() for token in _split_part(part)]
    return _join_persian(tokens) if language == "fa" else tokens


@lru_cache(maxsize=MOST_CACHED)
def _split_part(part: str) -> tuple[str, ...]:
    """Return the folded words of a text without spaces; folding is slow, and parts come again."""
    folded = _APOSTROPHES.sub("", fold(part))
    return tuple(_TOKEN.findall(_LONG_RUN.sub(lambda run: run[1] * (2 if run[1].isascii() else 1), folded)))


def analyse(text: str, language: str) -> list[Word]:
    """Return the words of a text in one of the ``LANGUAGES``; words in Latin letters are English ones."""
    return [word_of(token, language) for token in split_words(text, language)]


@lru_cache(maxsize=MOST_CACHED)
def word_of(token: str, language: str) -> Word:
    """Return what is known of one folded word."""
    spoken = "en" if token.isascii() else language
    is_stop = token in stop_words(spoken) or len(token) == 1
    if is_stop:
        forms: list[str] = []
    elif spoken == "fa":
        forms = _persian_forms(token)
    elif spoken == "ar":
        forms = _arabic_forms(token)
    else:
        forms = _strip(token, _ENGLISH_ENDINGS)
    stem = token if is_stop else stem_of(token, spoken)
    return Word(token, stem, tuple(dict.fromkeys((token, stem, *forms))), is_stop, token in fillers(spoken))


def stem_of(token: str, language: str) -> str:
    """Return the stem of a folded word, folded."""
    if not token.isalpha():
        return token
    if language == "ar":
        stem = str(_stemmers()["ar"].stemWord(token.translate(_TO_ARABIC))).translate(_TO_FOLDED)
    elif language == "fa":
        stem = str(_stemmers()["fa"].stemWord(_without_clitic(token)))
    else:
        stem = str(_stemmers()["en"].stemWord(token))
    return stem if len(stem) > 1 else token


def _join_persian(tokens: list[str]) -> list[str]:
    """Put «می» to its verb, and leave out endings that stand alone: folding parts them at the non-joiner."""
    joined: list[str] = []
    prefix = ""
    for token in tokens:
        if token in _PERSIAN_JOINED:
            prefix = token
        elif token not in _PERSIAN_LOOSE or not joined:
            joined.append(prefix + token)
            prefix = ""
    return [*joined, prefix] if prefix else joined


def _persian_forms(token: str) -> list[str]:
    forms = _strip(token, _PERSIAN_ENDINGS)
    for prefix in _PERSIAN_JOINED:
        if token.startswith(prefix) and len(token) - len(prefix) >= _SHORTEST:
            forms.append(token.removeprefix(prefix))
    return forms


def _arabic_forms(token: str) -> list[str]:
    forms: list[str] = []
    for form in [token, *_beginnings_off(token)]:
        forms += [form, *_strip(form, _ARABIC_ENDINGS)]
    return forms


def _beginnings_off(token: str) -> list[str]:
    return [
        token.removeprefix(beginning)
        for beginning in _ARABIC_BEGINNINGS
        if token.startswith(beginning) and len(token) - len(beginning) >= _SHORTEST
    ]


def _strip(token: str, endings: Iterable[str]) -> list[str]:
    """Return the word without one ending, and without two."""
    once = [token[: -len(e)] for e in endings if token.endswith(e) and len(token) - len(e) >= _SHORTEST]
    twice = [word[: -len(e)] for word in once for e in endings if word.endswith(e) and len(word) - len(e) > 3]
    return [*once, *twice]


def _without_clitic(token: str) -> str:
    for ending in _PERSIAN_ENDINGS:
        least = 4 if len(ending) == 1 else _SHORTEST
        if ending not in ("ه", "ا", "ن", "س", "ان") and token.endswith(ending):
            if len(token) - len(ending) >= least:
                return token[: -len(ending)]
            return token
    return token
