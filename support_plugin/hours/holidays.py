"""Public holidays by the package ``holidays``, which the extra ``[hours]`` brings."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.util import find_spec


def has_holidays() -> bool:
    """Return whether the package is installed."""
    return find_spec("holidays") is not None


def is_known(country: str) -> bool:
    """Return whether the package knows a country, by its two letters."""
    import holidays

    return country in holidays.list_supported_countries()


def is_holiday(country: str, day: date) -> bool:
    """Return whether a day is a public holiday; False where that is not known, as without the package."""
    return day in holidays_of(country, day.year)


@cache
def holidays_of(country: str, year: int) -> Mapping[date, str]:
    """Return a year's public holidays by their days; empty without the package."""
    if not country or not has_holidays() or not is_known(country):
        return {}
    import holidays

    return dict(holidays.country_holidays(country, years=year))
