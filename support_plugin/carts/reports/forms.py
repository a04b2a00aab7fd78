"""What the owner's page is narrowed down by."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.carts.models import Device, Obstacle, Step
from support_plugin.carts.reports.queries import Filters, State
from support_plugin.formats.widgets import DashboardDateInput
from support_plugin.text.language import language_choices

DAYS = 30
# A longer time would have more columns than a chart.
MOST_DAYS = 366
FIRST_DAY = date(2000, 1, 1)
ANY = ("", _("All"))
NOTHING_THEN = _("There is nothing of this day.")


class PeriodForm(forms.Form):
    """From one day to another, both optional, on the shop's calendar."""

    since = forms.DateField(label=_("From"), required=False, widget=DashboardDateInput)
    until = forms.DateField(label=_("Until"), required=False, widget=DashboardDateInput)

    def clean_since(self) -> date | None:
        """Refuse days on which nothing can have happened."""
        since: date | None = self.cleaned_data["since"]
        if since and not FIRST_DAY <= since <= clock.shop_day():
            raise forms.ValidationError(NOTHING_THEN)
        return since

    def clean_until(self) -> date | None:
        """Refuse days of long ago; one to come is today."""
        until: date | None = self.cleaned_data["until"]
        if until and until < FIRST_DAY:
            raise forms.ValidationError(NOTHING_THEN)
        return until and min(until, clock.shop_day())

    def clean(self) -> dict[str, Any]:
        """Refuse a time that ends before it begins, and one that is too long."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("This is before the first day."))
        elif since and ((until or clock.shop_day()) - since).days > MOST_DAYS:
            self.add_error("since", _("Choose at most a year."))
        return cleaned

    def days(self) -> tuple[date, date]:
        """Return the first day and the last: the usual time where none are chosen, or the form has errors."""
        chosen = {} if not self.is_valid() else self.cleaned_data
        until: date = chosen.get("until") or clock.shop_day()
        return chosen.get("since") or until - timedelta(days=DAYS - 1), until


class FilterForm(PeriodForm):
    """All fields are optional; errors are shown at their fields, and the page shows the usual time."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *State.choices])
    step = forms.TypedChoiceField(
        label=_("Furthest step"), required=False, coerce=int, empty_value=None, choices=[ANY, *Step.choices]
    )
    obstacle = forms.ChoiceField(label=_("Obstacle"), required=False, choices=[ANY, *Obstacle.choices])
    language = forms.ChoiceField(label=_("Language"), required=False)
    device = forms.ChoiceField(label=_("Device"), required=False, choices=[ANY, *Device.choices])
    source = forms.CharField(label=_("Source"), required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [ANY, *language_choices()]  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """Return what to look for; without errors in the form, all that was chosen."""
        chosen = {} if not self.is_valid() else self.cleaned_data
        since, until = self.days()
        names = ("state", "step", "obstacle", "language", "device", "source")
        chosen = {name: chosen[name] for name in names if chosen.get(name) not in ("", None)}
        return Filters(since, until, **chosen)
