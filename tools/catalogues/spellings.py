"""What no single entry shows: one word spelt in two ways, one text translated in two ways."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from babel.messages.catalog import Message

from tools.catalogues.faults import forms_of, text_of

_WORD = re.compile(r"[\u0620-\u0655\u0670-\u06d3\u200c]+")
# Marks that readers may leave out. The damma stays: it distinguishes the passive from the active.
_OPTIONAL = re.compile(r"[\u064b-\u064e\u0650\u0652\u0670]")
_TANWIN = re.compile(r"[\u064b-\u064d]")
_SHADDA = "\u0651"
# Different words that only their marks distinguish: record and "has recorded", other and "has changed" …
DIFFERENT_WORDS = frozenset({"سجل", "غير", "مسجل"})
# The same English for different things, which have no context of their own.
DIFFERENT_THINGS = frozenset({"benefit", "deleted", "payment", "sent"})


def spelt_twice(messages: Iterable[Message], language: str) -> Iterator[str]:
    """Words that the catalogues spell in two ways: with and without a mark, or a zero-width non-joiner."""
    spellings: dict[str, set[str]] = defaultdict(set)
    for message in messages:
        for form in forms_of(message):
            for word in _WORD.findall(text_of(form)):
                spellings[_bare(word, language)].add(_TANWIN.sub("", word))
    for bare, found in sorted(spellings.items()):
        if len(found) > 1 and bare not in DIFFERENT_WORDS:
            yield f"one word in two spellings: {', '.join(sorted(found))}"


def translated_twice(messages: Iterable[Message]) -> Iterator[str]:
    """English texts that differ only in capitals or in the point at their end, translated otherwise."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for message in messages:
        if isinstance(message.id, str) and isinstance(message.string, str) and not message.context:
            found[_ending_off(message.id).lower()].setdefault(_ending_off(message.string), message.id)
    for english, translations in sorted(found.items()):
        if len(translations) > 1 and english not in DIFFERENT_THINGS:
            said = "; ".join(f"{text!r} for {source!r}" for text, source in translations.items())
            yield f"one text in two words: {said}"


def _bare(word: str, language: str) -> str:
    return word.replace("\u200c", "") if language == "fa" else _OPTIONAL.sub("", word).replace(_SHADDA, "")


def _ending_off(text: str) -> str:
    return text.strip().rstrip(".:…")
