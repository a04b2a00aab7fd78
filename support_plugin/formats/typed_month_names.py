"""The months' names as people type them, and the months that they mean."""

import re
from collections.abc import Iterator
from functools import cache

import jdatetime
from babel.dates import get_month_names
from hijridate import Hijri

from support_plugin.formats.calendars import GREGORIAN, HIJRI, PERSIAN
from support_plugin.text.folding import fold

# Whoever reads one Arabic is understood in all of them.
_LOCALES = {"fa": ("fa", "fa_AF"), "ar": ("ar", "ar_SY", "ar_DZ", "ar_MA", "ar_TN")}
# Other names of Hijri months, by their number.
_HIJRI = {4: "ربيع الآخر", 5: "جمادى الأول", 6: "جمادى الثانية", 11: "ذي القعدة", 12: "ذي الحجة"}


def find_month(word: str, calendar: str, locale: str) -> int | None:
    """Return the number of the month that a folded word names; None for no month, or one of two."""
    names = _names(calendar, locale)
    if word in names:
        return names[word]
    # "Nov", "Sept"; nobody shortens in Arabic script.
    meant = {month for name, month in names.items() if len(word) > 2 and name.startswith(word)}
    return meant.pop() if len(meant) == 1 and re.fullmatch("[a-z]+", word) else None


@cache
def _names(calendar: str, locale: str) -> dict[str, int]:
    return {fold(name): month for month, name in _all_names(calendar, locale)}


def _all_names(calendar: str, locale: str) -> Iterator[tuple[int, str]]:
    if calendar == PERSIAN:
        yield from enumerate(jdatetime.date.j_months_fa, 1)
    elif calendar == HIJRI:
        yield from _HIJRI.items()
        yield from ((month, Hijri(1448, month, 1).month_name("ar")) for month in range(1, 13))
    elif calendar == GREGORIAN:
        for each in _LOCALES.get(locale[:2], (locale,)):
            yield from get_month_names("wide", "format", each).items()
