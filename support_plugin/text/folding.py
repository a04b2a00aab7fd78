"""One spelling for what people spell in several ways, to compare and to search; never to store or to show."""

import re
import unicodedata
from functools import lru_cache

from support_plugin.text.digits import to_ascii_digits

_LETTERS = str.maketrans(
    {
        # Persian keyboards write yeh and kaf with other characters than Arabic ones.
        **dict.fromkeys("يىېۍئ", "ی"),
        **dict.fromkeys("كڪ", "ک"),
        # Heh with a hamza (Persian ezafe), and teh marbuta, which is heh without its dots.
        **dict.fromkeys("ۀةۂەھہ", "ه"),
        # Alef and waw, with or without hamza and madda.
        **dict.fromkeys("أإآٱ", "ا"),
        "ؤ": "و",
        "ء": None,
        "ـ": None,  # tatweel, which only makes a word longer
        "\u200c": " ",  # the zero-width non-joiner stands where others type a space, or nothing
    }
)
# Vowel signs and other marks above and below Arabic letters; marks of direction; the zero-width joiner.
_MARKS = re.compile(
    "[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08d3-\u08ff"
    "\u061c\u200d-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
# A letter with the marks that belong to it, however many.
_CLUSTER = re.compile(
    "(?s:.)[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08d3-\u08ff]*"
)
# A folded text has at most so many times the letters of the text, and so many more: U+FDFA alone is eighteen.
_SWELLING, _SPARE = 2, 100
# Marks on one letter, as in Unicode's stream-safe text (UAX 15): sorting them takes quadratic time.
_MOST_MARKS = 30


def fold(text: str) -> str:
    """Return the text's one spelling: small letters, one form of each letter, no marks, single spaces.

    Two texts that a Persian or Arab reader takes for the same fold alike, whatever keyboard, digits or
    presentation forms they were written with. Folding twice is folding once. Takes time and memory in
    proportion to the text: letters that stand for whole sentences are cut.
    """
    limit = _SWELLING * len(text) + _SPARE
    folded = unicodedata.normalize("NFKC", _with_few_marks(text))[:limit].casefold()
    folded = to_ascii_digits(_MARKS.sub("", folded.translate(_LETTERS)))
    # What was taken out may have kept apart what now belongs together.
    folded = unicodedata.normalize("NFKC", _with_few_marks(folded)).casefold()
    return " ".join(folded.split())[:limit].rstrip()


def _with_few_marks(text: str) -> str:
    if text.isascii():
        return text
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if _is_mark(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


@lru_cache(maxsize=4096)
def _is_mark(character: str) -> bool:
    return unicodedata.combining(unicodedata.normalize("NFKD", character)[0]) > 0


def squeeze(text: str) -> str:
    """Return what ``fold`` does, without its spaces: what one writes in one word, another writes in two.

    Squeezing twice is squeezing once. NUL, which PostgreSQL refuses, is left out.
    """
    # Twice, as the end of one word and the beginning of the next may belong together.
    return fold("".join(fold(text.replace("\0", "")).split()))


_squeeze_cluster = lru_cache(maxsize=4096)(squeeze)


def locate(text: str, word: str) -> tuple[int, int] | None:
    """Return where in a text, as it was written, the squeezed ``word`` first stands; None where it does not.

    A letter's marks go with it: in «مُحَمَّد» the whole name is found, not a part of it.
    """
    clusters = [(match.start(), match.end()) for match in _CLUSTER.finditer(text)]
    owners: list[tuple[int, int]] = []
    squeezed = ""
    for start, end in clusters:
        key = _squeeze_cluster(text[start:end])
        squeezed += key
        owners += [(start, end)] * len(key)
    position = squeezed.find(word) if word else -1
    return None if position < 0 else (owners[position][0], owners[position + len(word) - 1][1])
