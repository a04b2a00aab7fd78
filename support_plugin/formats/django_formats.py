"""Django's own formatting of dates and times, with which Oscar's pages and the admin show theirs.

``{{ order.date_placed }}``, ``{{ day|date }}``, tables and admin lists all end in two functions of
``django.utils.formats``. For readers of Persian and Arabic these answer in their calendar; for all others,
and for formats that machines read (``Y-m-d``, ``c``), Django's own do.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django.contrib.messages.storage.base import Message
from django.forms.utils import ErrorList
from django.utils import formats

from support_plugin.formats.dates import format_date, format_time, is_own
from support_plugin.formats.pages import in_readers_text
from support_plugin.formats.readers import current_reader

# Django's names of formats for people. A month, unlike a day, is no month of another calendar.
NAMED = {
    "DATE_FORMAT",
    "DATETIME_FORMAT",
    "MONTH_DAY_FORMAT",
    "SHORT_DATE_FORMAT",
    "SHORT_DATETIME_FORMAT",
    "TIME_FORMAT",
}
# A format says something to people by a name, by a slash, or by letters of its own.
_WORDS = re.compile(r"(?<!\\)[FMNEbDlAaPf]|/|[^\x00-\x7f]")
_FOR_MACHINES = {"c", "r", "U"}

Formatter = Callable[..., str]


def is_for_people(format: str) -> bool:
    """Return whether a format, by name or by letters, is for people; else it is for machines."""
    if format in _FOR_MACHINES or format.endswith("_FORMAT"):
        return format in NAMED
    return bool(_WORDS.search(format))


def show_readers_dates() -> None:
    """Put the two functions in the place of Django's, once."""
    if not hasattr(formats.date_format, "__wrapped__"):
        formats.date_format = _wrap(formats.date_format, format_date, "DATE_FORMAT")
        formats.time_format = _wrap(formats.time_format, format_time, "TIME_FORMAT")


def show_readers_errors() -> None:
    """Let the errors of all forms count in the reader's digits, once; their codes and data stay.

    Django's own texts have numbers in them: "Ensure this value has at most 20 characters (it has 60000)."
    """
    djangos = ErrorList.__getitem__
    if hasattr(djangos, "__wrapped__"):
        return

    def show(errors: ErrorList, position: Any) -> Any:
        error = djangos(errors, position)
        return in_readers_text(error) if isinstance(error, str) else error

    show.__wrapped__ = djangos  # type: ignore[attr-defined]
    ErrorList.__getitem__ = show  # type: ignore[assignment,method-assign]


def show_readers_messages() -> None:
    """Let the messages of ``django.contrib.messages`` count in the reader's digits, once."""
    djangos = Message.__str__
    if hasattr(djangos, "__wrapped__"):
        return

    def show(message: Message) -> str:
        return str(in_readers_text(djangos(message)))

    show.__wrapped__ = djangos  # type: ignore[attr-defined]
    Message.__str__ = show  # type: ignore[assignment,method-assign]


def _wrap(djangos: Formatter, ours: Callable[[Any, str], str], usual: str) -> Formatter:
    def format_(
        value: date | datetime | time, format: str | None = None, use_l10n: bool | None = None
    ) -> str:
        if use_l10n is not False and is_own(current_reader()) and is_for_people(str(format or usual)):
            return ours(value, str(format or usual))
        return djangos(value, format, use_l10n)

    format_.__wrapped__ = djangos  # type: ignore[attr-defined]
    return format_
