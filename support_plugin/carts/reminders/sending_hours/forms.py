"""The form of a row of sending hours: countries and days to choose from, by their names."""

from typing import Any

from babel.core import get_global
from django import forms
from django.utils.translation import gettext_lazy as _

from support_plugin.carts.reminders.sending_hours.models import SendingHours
from support_plugin.formats.weeks import Weekday, first_weekday
from support_plugin.guests.address_errors import name_country

# Persian letters where they stand in its alphabet: by their numbers they come after all Arabic ones.
_PLACES = {
    ord(letter): place
    for letter, place in {
        "پ": "ب\uffff",
        "چ": "ج\uffff",
        "ژ": "ز\uffff",
        "ک": "ك",
        "گ": "ك\uffff",
        "ی": "ي",
    }.items()
}


def country_choices() -> list[tuple[str, str]]:
    """Return all countries by their names in the active language, before them the choice of all.

    Source: CLDR's zones of territories, as Babel has them.
    """
    named = [(code, name_country(code)) for code in get_global("territory_zones") if code.isalpha()]
    return [
        ("", str(_("All countries"))),
        *sorted(named, key=lambda choice: choice[1].translate(_PLACES)),
    ]


def weekday_choices() -> list[tuple[int, str]]:
    """Return the weekdays in the order of the reader's week."""
    days = sorted(Weekday.choices, key=lambda choice: (choice[0] - first_weekday()) % 7)
    return [(day, str(label)) for day, label in days]


class SendingHoursForm(forms.ModelForm):
    """A row on a page of its own."""

    country = forms.ChoiceField(
        label=SendingHours._meta.get_field("country").verbose_name,
        choices=country_choices,
        required=False,
        help_text=SendingHours._meta.get_field("country").help_text,
    )
    closed_days = forms.TypedMultipleChoiceField(
        label=SendingHours._meta.get_field("closed_days").verbose_name,
        choices=weekday_choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("By the clocks of that country. All days ticked: nothing is sent."),
    )

    class Meta:
        model = SendingHours
        fields = ("country", "channel", "opens", "closes", "fridays_from", "closed_days")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels = self.fields.get("channel")
        if isinstance(channels, forms.ChoiceField):
            channels.choices = [
                ("", _("All channels")),
                *SendingHours._meta.get_field("channel").get_choices(include_blank=False),
            ]
