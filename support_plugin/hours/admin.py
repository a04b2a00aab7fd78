"""Opening hours in Django admin."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from support_plugin.formats.dates import describe_date
from support_plugin.formats.weeks import Weekday, first_weekday
from support_plugin.formats.widgets import ReadersDateInput, ReadersTimeInput
from support_plugin.hours.coming import coming_days, describe_range
from support_plugin.hours.holidays import has_holidays, is_known
from support_plugin.hours.models import Schedule, SpecialHours, WeeklyHours
from support_plugin.hours.queries import get_calendar
from support_plugin.hours.rules import Range

PREVIEWED = 14
WIDGETS: dict[Any, Any] = {
    models.TimeField: {"widget": ReadersTimeInput},
    models.DateField: {"widget": ReadersDateInput},
}


def find_overlap(ranges: Sequence[Range]) -> tuple[Range, Range] | None:
    """Return two ranges of one day that have a time in common; None for none."""
    ordered = sorted(ranges, key=lambda found: found.opens)
    for earlier, later in pairwise(ordered):
        if earlier.passes_midnight or later.opens < earlier.closes:
            return earlier, later
    return None


class RangesFormSet(forms.BaseInlineFormSet):
    """Refuses ranges of one day that overlap, and names both."""

    day_field: str

    def clean(self) -> None:
        """Look at each day's ranges."""
        super().clean()
        days: dict[Any, list[Any]] = {}
        for form in self.forms:
            found = getattr(form, "cleaned_data", {})
            if form.is_valid() and found.get(self.day_field) is not None and not found.get("DELETE"):
                days.setdefault(found[self.day_field], []).append(found)
        for day, rows in days.items():
            self._check(day, rows)

    def _check(self, day: Any, rows: list[Any]) -> None:
        ranges = [Range(row["opens"], row["closes"]) for row in rows if row.get("opens") is not None]
        names = {"day": self.name_of(day)}
        if ranges and len(ranges) < len(rows):
            raise ValidationError(_("%(day)s is both closed and open. Delete one of them.") % names)
        if overlap := find_overlap(ranges):
            first, second = map(describe_range, overlap)
            texts = {**names, "first": first, "second": second}
            raise ValidationError(_("%(day)s: %(first)s and %(second)s overlap.") % texts)

    def name_of(self, day: Any) -> str:
        """Return a day for reading."""
        raise NotImplementedError


class WeeklyFormSet(RangesFormSet):
    """The ranges of a week."""

    day_field = "weekday"

    def name_of(self, day: Any) -> str:
        """Return the weekday's name."""
        return str(Weekday(day).label)


class SpecialFormSet(RangesFormSet):
    """The ranges of dates."""

    day_field = "day"

    def name_of(self, day: Any) -> str:
        """Return the date."""
        return describe_date(day)


class WeeklyInline(admin.TabularInline):
    """The week."""

    model = WeeklyHours
    formset = WeeklyFormSet
    extra = 1
    formfield_overrides = WIDGETS

    def get_queryset(self, request: Any) -> Any:
        """Return the ranges in the order of the reader's week."""
        day = (F("weekday") - first_weekday() + 7) % 7
        return super().get_queryset(request).order_by(day, "opens")

    def formfield_for_choice_field(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer the weekdays in the order of the reader's week."""
        if db_field.name == "weekday":
            days = sorted(Weekday.choices, key=lambda choice: (choice[0] - first_weekday()) % 7)
            kwargs["choices"] = [("", "---------"), *days]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


class SpecialInline(admin.TabularInline):
    """Special days."""

    model = SpecialHours
    formset = SpecialFormSet
    extra = 1
    fields = ("day", "opens", "closes", "name")
    formfield_overrides = WIDGETS


class ScheduleForm(forms.ModelForm):
    """A schedule; its country in capital letters."""

    class Meta:
        model = Schedule
        fields = ("name", "time_zone", "holidays_of")

    def clean_holidays_of(self) -> str:
        """Refuse a country whose holidays nobody knows."""
        country = str(self.cleaned_data["holidays_of"]).upper()
        if not country:
            return ""
        if not has_holidays():
            raise ValidationError(
                _("Public holidays need the package “holidays”: pip install django-oscar-support[hours].")
            )
        if not is_known(country):
            raise ValidationError(_("The holidays of this country are not known. Add them as special days."))
        return country


def show_coming(schedule: Schedule) -> SafeString | str:
    """Return a table of a schedule's days to come."""
    calendar = get_calendar(schedule.pk)
    if calendar is None:
        return str(_("Save first, to see them here."))
    days = coming_days(calendar, schedule.holidays_of, PREVIEWED)
    rows = format_html_join("", "<tr><th scope='row'>{}</th><td>{}</td></tr>", days)
    return format_html("<table>{}</table>", rows)


@admin.register(Schedule)
class ScheduleAdmin(admin.ModelAdmin):
    """Schedules, each with its week, its special days and the coming two weeks as they will be."""

    form = ScheduleForm
    inlines = [WeeklyInline, SpecialInline]
    list_display = ("name", "time_zone", "holidays_of")
    readonly_fields = ("preview",)
    fields = ("name", "time_zone", "holidays_of", "preview")

    @admin.display(description=_("the coming two weeks"))
    def preview(self, schedule: Schedule) -> SafeString | str:
        """Return a table of the days to come."""
        return show_coming(schedule)
