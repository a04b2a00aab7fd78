"""Dates and times in the reader's calendar, words and digits."""

from datetime import date, datetime, time, timedelta

from babel.core import get_global
from babel.dates import format_date as format_babel_date
from babel.dates import format_skeleton, format_timedelta, get_timezone_location
from django.conf import settings
from django.utils.dateformat import DateFormat, TimeFormat
from django.utils.formats import get_format

from support_plugin import clock
from support_plugin.formats.calendars import GREGORIAN, in_readers_calendar
from support_plugin.formats.numbers import in_readers_digits
from support_plugin.formats.readers import Reader, current_reader

# What Django has no Arabic order for.
_ARABIC = {"DATETIME_FORMAT": "j F Y، g:i A", "SHORT_DATETIME_FORMAT": "d‏/m‏/Y، g:i A"}


def is_own(reader: Reader) -> bool:
    """Return whether these readers see dates otherwise than Django writes them."""
    return reader.locale[:2] in ("fa", "ar")


class ReadersFormat(DateFormat):
    """Django's date format with days, months and years of the reader's calendar."""

    def __init__(self, obj: date) -> None:
        super().__init__(obj)
        self.own = in_readers_calendar(obj)

    def d(self) -> str:
        """The day of the month, two digits."""
        return f"{self.own.day:02}"

    def j(self) -> int:
        """The day of the month."""
        return self.own.day

    def F(self) -> str:
        """The month's name; nobody shortens it in Persian or Arabic."""
        return self.own.month_name

    b = E = M = N = F

    def m(self) -> str:
        """The month, two digits."""
        return f"{self.own.month:02}"

    def n(self) -> int:
        """The month."""
        return self.own.month

    def t(self) -> str:
        """How many days the month has."""
        return str(self.own.days_in_month)

    def Y(self) -> int:
        """The year."""
        return self.own.year

    def y(self) -> str:
        """The year's last two digits."""
        return f"{self.own.year % 100:02}"

    def z(self) -> int:
        """The day of the year."""
        return self.own.day_of_year

    def S(self) -> str:
        """Nothing: the English ordinal's ending."""
        return ""


def format_date(value: date, format: str = "DATE_FORMAT") -> str:
    """Return a date or a date with a time by one of Django's named formats, or by letters of Django's."""
    if not is_own(current_reader()):
        return DateFormat(value).format(get_format(format))
    return in_readers_digits(ReadersFormat(value).format(_pattern(format)))


def format_time(value: time | datetime, format: str = "TIME_FORMAT") -> str:
    """Return a time of day by one of Django's named formats, or by letters of Django's."""
    return in_readers_digits(TimeFormat(value).format(get_format(format)))


def _pattern(format: str) -> str:
    pattern = str(get_format(format))
    missing = format in _ARABIC and pattern == getattr(settings, format)
    return _ARABIC[format] if missing and current_reader().locale.startswith("ar") else pattern


def describe_date(day: date) -> str:
    """Return a day without its year, such as "Tuesday 24 November"."""
    reader = current_reader()
    if reader.calendar != GREGORIAN:
        return format_date(day, "l j F")
    return in_readers_digits(format_skeleton("MMMMEEEEd", day, locale=reader.locale))


def describe_short_date(day: date, *, names_month: bool = True) -> str:
    """Return a day in few letters, such as "Tue 24 Nov", where that is usual without the month on demand."""
    reader = current_reader()
    if reader.calendar != GREGORIAN:
        return format_date(day, "l j F" if names_month else "l j")
    if reader.locale.startswith("ar"):
        # Nobody shortens its names; between two dates, the comma of one alone only parts them.
        return in_readers_digits(format_babel_date(day, "EEEE d MMMM" if names_month else "EEEE d", "ar"))
    return in_readers_digits(format_skeleton("MMMEd", day, locale=reader.locale))


def describe_month_day(day: date) -> str:
    """Return a day without weekday and year, such as "24 Nov"."""
    return _describe_part(day, "j F", "MMMd")


def describe_month(day: date) -> str:
    """Return the month in which a day lies, such as "Nov 2026"."""
    return _describe_part(day, "F Y", "yMMM")


def _describe_part(day: date, format: str, skeleton: str) -> str:
    reader = current_reader()
    if is_own(reader):
        return format_date(day, format)
    return format_skeleton(skeleton, day, locale=reader.locale)


def describe_age(moment: datetime, now: datetime | None = None) -> str:
    """Return how long ago something was, such as "5 minutes ago", in the largest unit that fits."""
    passed = clock.aware(now or clock.now()) - clock.aware(moment)
    words = format_timedelta(-abs(passed), add_direction=True, threshold=1, locale=current_reader().locale)
    return in_readers_digits(words)


def describe_duration(moment: datetime, now: datetime | None = None) -> str:
    """Return how long something has lasted, such as "5 minutes", in the largest unit that fits."""
    return describe_time(abs(clock.aware(now or clock.now()) - clock.aware(moment)))


def describe_time(passed: timedelta) -> str:
    """Return a length of time, such as "5 minutes", in the largest unit that fits."""
    return in_readers_digits(format_timedelta(passed, threshold=1, locale=current_reader().locale))


def describe_zone() -> str:
    """Return what people call the active time zone, such as "Iran Time"."""
    name = clock.active_zone_name()
    # UTC and the like lie in no country.
    if name not in get_global("zone_territories") or get_global("zone_territories")[name] == "001":
        return name
    return get_timezone_location(clock.active_zone(), locale=current_reader().locale)
