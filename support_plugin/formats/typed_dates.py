"""Days and times as people type them, in their own calendar or the Gregorian one, and as a field shows them.

A year before 1700 is one of the reader's calendar, a later one is Gregorian: both can be typed.
"""

import re
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from support_plugin import clock
from support_plugin.formats.calendars import (
    GREGORIAN,
    HIJRI,
    HIJRI_YEARS,
    PERSIAN,
    days_in_month,
    from_calendar,
    in_calendar,
    in_readers_calendar,
)
from support_plugin.formats.numbers import in_readers_digits
from support_plugin.formats.readers import current_reader
from support_plugin.formats.typed_month_names import find_month
from support_plugin.text.folding import fold

_FIRST_GREGORIAN_YEAR = 1700
LONGEST = 100  # characters; longer texts are no dates, and cost more than their length to read
_PART = re.compile(r"[0-9]+|[^\W0-9_]+(?: [^\W0-9_]+)*")
_TIME = re.compile(
    r"[\s،,]*(?:ساعت|الساعه|t)?\s*(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
    r"\s*(?P<half>[^\W0-9_][^0-9:]*)?$"
)
# Folded, without points and spaces.
_HALVES = {
    **dict.fromkeys(["am", "ص", "صباحا", "قظ", "قبلازظهر"], 0),
    **dict.fromkeys(["pm", "م", "مسا", "بظ", "بعدازظهر"], 12),
}


def parse_date(text: str) -> date:
    """Return the day that somebody typed, in digits of any kind: year, month, day, or day, month, year.

    The month may be a number or a name. Raises ValidationError, which says in the reader's language what
    is wrong.
    """
    year, month, day = _take_apart(_fold(text))
    if len(year) < 4:
        raise ValidationError(_("Write the year with four digits, like %(day)s.") % _example())
    if len(year) > 4:
        raise _unreadable()
    calendar = _calendar_of(int(year))
    number = int(month) if month.isdecimal() else find_month(month, calendar, current_reader().locale)
    if number is None:
        raise _unreadable()
    try:
        return from_calendar(int(year), number, int(day), calendar)
    except ValueError:
        raise _impossible(int(year), number, calendar) from None


def parse_moment(text: str) -> datetime:
    """Return the day and time that somebody typed, naive: in the shop's time zone. Midnight without a time.

    Raises ValidationError as ``parse_date`` does.
    """
    folded = _fold(text)
    found = _TIME.search(folded)
    if found is None and ":" not in folded:
        return datetime.combine(parse_date(text), time.min)
    typed = _read_time(found) if found else None
    if found is None or typed is None:
        raise ValidationError(_("Write the time like %(time)s.") % {"time": in_readers_digits("14:05")})
    return datetime.combine(parse_date(folded[: found.start()]), typed)


def write_date(day: date) -> str:
    """Return a day as a field shows it and takes it back, such as ``۱۴۰۵/۰۹/۰۴``."""
    own = in_readers_calendar(day)
    return in_readers_digits(f"{own.year:04}/{own.month:02}/{own.day:02}")


def write_moment(moment: datetime) -> str:
    """Return a day and a time as a field shows them and takes them back; seconds only where there are any."""
    return f"{write_date(moment)} {write_time(moment.time())}"


def write_time(moment: time) -> str:
    """Return a time as a field shows it and takes it back; seconds only where there are any."""
    return in_readers_digits(f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}")


def _fold(text: str) -> str:
    if len(text) > LONGEST:
        raise _unreadable()
    return fold(text)


def _take_apart(folded: str) -> tuple[str, str, str]:
    """Return year, month and day, whatever they are."""
    parts = _PART.findall(folded)
    numbers = [part for part in parts if part.isdecimal()]
    if len(parts) != 3 or len(numbers) < 2 or _PART.sub("", folded).strip("/-.،, "):
        raise _unreadable()
    first, last = numbers[0], numbers[-1]
    month = numbers[1] if len(numbers) == 3 else next(part for part in parts if not part.isdecimal())
    return (first, month, last) if len(first) > 2 else (last, month, first)


def _calendar_of(year: int) -> str:
    reader = current_reader()
    if year >= _FIRST_GREGORIAN_YEAR:
        return GREGORIAN
    if reader.locale.startswith("fa"):
        return PERSIAN
    if reader.calendar == HIJRI:
        return HIJRI
    raise _unreadable()


def _read_time(found: re.Match[str]) -> time | None:
    hour, half = int(found["hour"]), re.sub(r"[\s.]", "", found["half"] or "")
    if half and (half not in _HALVES or not 1 <= hour <= 12):
        return None
    try:
        hour = hour % 12 + _HALVES[half] if half else hour
        return time(hour, int(found["minute"]), int(found["second"] or 0))
    except ValueError:
        return None


def _impossible(year: int, month: int, calendar: str) -> ValidationError:
    if not 1 <= month <= 12:
        return ValidationError(_("There is no month %(month)s.") % {"month": in_readers_digits(month)})
    try:
        days = days_in_month(year, month, calendar)
    except ValueError:
        return _unknown_year() if calendar == HIJRI else _unreadable()
    first = in_calendar(from_calendar(year, month, 1, calendar), calendar, current_reader().locale)
    text = _("%(month)s %(year)s has %(days)s days.")
    values = {"month": first.month_name, "year": in_readers_digits(year), "days": in_readers_digits(days)}
    return ValidationError(text % values)


def _unknown_year() -> ValidationError:
    first, last = map(in_readers_digits, HIJRI_YEARS)
    text = _("Hijri years are known from %(first)s to %(last)s.")
    return ValidationError(text % {"first": first, "last": last})


def _unreadable() -> ValidationError:
    return ValidationError(_("Write the day like %(day)s.") % _example())


def _example() -> dict[str, str]:
    return {"day": write_date(clock.today())}
