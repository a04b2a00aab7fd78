"""The provinces, regions, emirates and governorates of countries, and what they are called.

``divisions.json`` has them by ISO 3166-2 code, each as [Persian, Arabic, English], in the order of the
Persian or Arabic alphabet. Codes: ISO 3166-2, as packaged in pycountry 26.2. English names: after Unicode
CLDR 48, less its diacritics. Persian and Arabic names: those in common use, compiled by hand. Left out is
Iraq's IQ-KR, the region of Erbil, Dohuk and Sulaymaniyah; Halabja, a governorate since 2025, has no code yet.
"""

import json
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from support_plugin.shop.static_files import static_address

# Countries of whose provinces the cities are known: static/support_plugin/guests/cities/.
WITH_CITIES = ("IR",)
_COLUMNS = {"fa": 0, "ar": 1}


def countries_with_divisions() -> frozenset[str]:
    """Return the ISO codes of the countries whose divisions are known."""
    return frozenset(_table())


def list_divisions(country: str) -> list[tuple[str, str]]:
    """Return (ISO 3166-2 code, name in the active language) of a country's divisions; empty for no known one.

    By the Persian or Arabic alphabet, in other languages by the English one.
    """
    column = _column()
    rows = [(code, names[column]) for code, names in _table().get(country, {}).items()]
    return rows if column < 2 else sorted(rows, key=lambda row: row[1])


def name_division(code: str) -> str:
    """Return a division's name in the active language; what is no known code comes back unchanged."""
    names = _table().get(code[:2], {}).get(code)
    return names[_column()] if names else code


def _column() -> int:
    return _COLUMNS.get((get_language() or "")[:2], 2)


@cache
def _table() -> dict[str, dict[str, tuple[str, str, str]]]:
    text = Path(__file__).with_suffix(".json").read_text(encoding="utf-8")
    return {
        country: {code: tuple(names) for code, names in rows.items()}
        for country, rows in json.loads(text).items()
    }


def city_list_url(country: str) -> str:
    """Return the address of the file with a country's cities by province, in the reader's language, or ""."""
    if country not in WITH_CITIES:
        return ""
    language = (get_language() or "")[:2]
    return static_address(
        f"support_plugin/guests/cities/{country}.{language if language in ('fa', 'ar') else 'en'}.json"
    )
