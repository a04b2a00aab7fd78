"""Date fields in the reader's calendar, for Django admin's forms and Oscar's.

Readers of Persian and Arabic see their calendar and digits and type as they are used to; for all others the
widgets are what they were.
"""

import json
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminTimeWidget
from django.core.exceptions import ValidationError
from django.forms import Media
from django.forms.utils import flatatt
from django.forms.widgets import MediaAsset
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from support_plugin import clock
from support_plugin.formats.calendars import HIJRI, hijri_months
from support_plugin.formats.dates import is_own
from support_plugin.formats.readers import current_reader
from support_plugin.formats.typed_dates import parse_date, parse_moment, write_date, write_moment, write_time
from support_plugin.formats.weeks import first_weekday, weekend
from support_plugin.text.digits import to_ascii_digits
from support_plugin.web.nonces import nonce_attribute


class _Picker(MediaAsset):
    """A tag of the calendar, with the nonce of the page on which it is shown."""

    def __str__(self) -> str:
        return self.render()

    def render(self, *, attrs: dict[str, Any] | None = None) -> SafeString:
        """Return the tag. Since Django 6.1 its own nonce comes in the attributes."""
        nonce = nonce_attribute() or flatatt(attrs or {})
        return format_html(self.element_template, path=self.path, nonce=nonce)


class _PickerScript(_Picker):
    element_template = '<script type="module" src="{path}"{nonce}></script>'


class _PickerStyle(_Picker):
    element_template = '<link rel="stylesheet" href="{path}"{nonce}>'


_FILES = Media(
    css={"all": [_PickerStyle("support_plugin/formats/picker.css")]},  # type: ignore[list-item]
    js=[_PickerScript("support_plugin/formats/picker.js")],  # type: ignore[list-item]
)


class Mistyped(str):
    """What somebody typed and is no day. A form's field strips what it is about to read, and learns why."""

    reason: ValidationError

    def strip(self, *args: Any) -> str:
        """Raise the reason."""
        raise self.reason


class ReadersDates:
    """Goes before a Django widget for dates, or for dates with times, among the classes of another widget."""

    # Oscar's pages show no form's media.
    brings_files = False
    has_time = False

    @property
    def template_name(self) -> str:
        """The widget's template."""
        return "support_plugin/formats/date.html" if _is_own() else super().template_name  # type: ignore[misc]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Return what the template needs."""
        context = super().get_context(name, value, attrs)  # type: ignore[misc]
        if _is_own():
            widget = context["widget"]
            widget["attrs"] = _attributes({**widget["attrs"], **_description(self, attrs)})
            widget["type"] = "text"
            context["example"] = self._write(clock.local_now().replace(second=0))
            context["files"] = _FILES if self.brings_files else ""
        return context

    def format_value(self, value: Any) -> Any:
        """Return a day as the reader writes it; what was typed stays as it is."""
        if _is_own() and isinstance(value, date):
            return self._write(value)
        return super().format_value(value)  # type: ignore[misc]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the day or the time that was typed, else a text that a field refuses with the reason."""
        typed = super().value_from_datadict(data, files, name)  # type: ignore[misc]
        if not _is_own() or not isinstance(typed, str) or not typed.strip():
            return typed
        read: Callable[[str], date] = parse_moment if self.has_time else parse_date
        try:
            return read(typed)
        except ValidationError as reason:
            refused = Mistyped(typed)
            refused.reason = reason
            return refused

    def _write(self, value: date) -> str:
        return write_moment(value) if self.has_time and isinstance(value, datetime) else write_date(value)


class OscarsDates(ReadersDates):
    """Goes before what Oscar's widget for a day is made of."""

    brings_files = True


class OscarsMoments(OscarsDates):
    """Goes before what Oscar's widget for a day with a time is made of."""

    has_time = True


def _calendar_media(widget: Any) -> Media:
    # Each class has it for itself: Django's metaclass gives a class without ``media`` the files of ``Media``.
    return _FILES if _is_own() else super(ReadersDates, widget).media


class ReadersDateInput(ReadersDates, AdminDateWidget):  # type: ignore[override,misc]
    """A day, on a page of Django admin."""

    media = property(_calendar_media)


class DashboardDateInput(ReadersDates, forms.DateInput):  # type: ignore[override,misc]
    """A day, on a page of Oscar's dashboard: the calendar's, else the browser's own field."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        # The browser reads and writes no other form.
        super().__init__({"type": "date", **(attrs or {})}, format="%Y-%m-%d")

    media = property(_calendar_media)


class ReadersTimeInput(AdminTimeWidget):
    """A time of the day on a page of Django admin, in the reader's digits, without Django's list of times."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Return what the template needs."""
        context = super().get_context(name, value, attrs)
        if _is_own():
            # No class of Django's: one has its list of times come, the other is as wide as a title.
            own = {"class": "support-time", "dir": "auto", "autocomplete": "off"}
            context["widget"]["attrs"] |= own | _description(self, attrs)
        return context

    def format_value(self, value: Any) -> Any:
        """Return the time without seconds where there are none."""
        if _is_own() and isinstance(value, time):
            return write_time(value)
        return super().format_value(value)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return what was typed, in ASCII digits."""
        typed = super().value_from_datadict(data, files, name)
        return to_ascii_digits(typed) if isinstance(typed, str) else typed


def _is_own() -> bool:
    return is_own(current_reader())


def _description(widget: Any, given: dict[str, Any] | None) -> dict[str, Any]:
    """Return the attribute that names what describes a field, as its form gives it.

    Those of Django 6.1's admin name a note on time zones instead, which their own calendar alone writes.
    """
    # False: no attribute at all.
    return {"aria-describedby": widget.build_attrs(widget.attrs, given).get("aria-describedby", False)}


def _attributes(given: dict[str, Any]) -> dict[str, Any]:
    # Oscar's mask takes no other digits than ASCII ones, and Django's class has its own calendar come.
    kept = {key: value for key, value in given.items() if key != "data-inputmask"}
    kept["class"] = kept.get("class", "").replace("vDateField", "vTextField")
    hint = f"{kept.get('id', '')}_hint"
    described = " ".join(filter(None, [kept["aria-describedby"], hint]))
    return {
        **kept,
        # Numbers run from left to right, a month's name turns the field round.
        "dir": "auto",
        "autocomplete": "off",
        "aria-describedby": described,
        "data-support-date": json.dumps(_calendar(), ensure_ascii=False),
    }


def _calendar() -> dict[str, Any]:
    """Return what the browser must know to draw a month; weekdays count from Sunday there."""
    return {
        "tag": current_reader().tag,
        "first": (first_weekday() + 1) % 7,
        "weekend": [(day + 1) % 7 for day in weekend()],
        "label": _("Choose a day"),
        "previous": _("Previous month"),
        "next": _("Next month"),
        "today": _("Today"),
        "close": _("Close"),
        **({"months": hijri_months()} if current_reader().calendar == HIJRI else {}),
    }
