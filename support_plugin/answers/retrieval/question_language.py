"""In which language a question is written, whatever the page's language."""

import re

from support_plugin.answers.retrieval.data import stop_words
from support_plugin.text.folding import fold

_LATIN = re.compile("[a-z]", re.I)
_ARABIC_SCRIPT = re.compile("[\u0620-\u064a\u0660-\u06d3\u06f0-\u06f9]")
# Letters as they are typed: folding makes one of several.
_ONLY_PERSIAN, _ONLY_ARABIC = re.compile("[پچژگ]"), re.compile("[ةىأإؤئ]|\\bال")
# Marks of the other language before a question is taken for it.
_ENOUGH = 2


def written_in(text: str, asked: str) -> str:
    """Return ``fa``, ``ar`` or ``en``: the language asked for, unless the text is plainly in another.

    Persian and Arabic in Latin letters stay what they are; only letters of another script, or small words of
    another language, count.
    """
    latin, arabic = len(_LATIN.findall(text)), len(_ARABIC_SCRIPT.findall(text))
    words = fold(text).split()
    if latin > arabic:
        english = sum(word in stop_words("en") for word in words)
        return "en" if asked == "en" or english >= min(_ENOUGH, len(words)) else asked
    marks = {
        "fa": len(_ONLY_PERSIAN.findall(text)) + _small_words(words, "fa", "ar"),
        "ar": len(_ONLY_ARABIC.findall(text)) + _small_words(words, "ar", "fa"),
    }
    if asked == "en":
        return asked if not arabic else max(marks, key=lambda language: marks[language])
    other = "ar" if asked == "fa" else "fa"
    return other if marks[other] >= _ENOUGH and marks[other] > 2 * marks[asked] else asked


def _small_words(words: list[str], language: str, other: str) -> int:
    only = stop_words(language) - stop_words(other)
    return sum(word in only for word in words)
