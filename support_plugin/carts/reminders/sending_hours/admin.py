"""Sending hours in Django admin."""

from typing import Any

from babel.lists import format_list
from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _

from support_plugin.carts.reminders.sending_hours.forms import SendingHoursForm, weekday_choices
from support_plugin.carts.reminders.sending_hours.models import SendingHours
from support_plugin.formats.readers import current_reader
from support_plugin.formats.widgets import ReadersTimeInput
from support_plugin.guests.address_errors import name_country

WIDGETS: dict[Any, Any] = {models.TimeField: {"widget": ReadersTimeInput}}


@admin.register(SendingHours)
class SendingHoursAdmin(admin.ModelAdmin):
    """A row for each country and channel; the times can be changed in the list."""

    form = SendingHoursForm
    list_display = ("whose", "by", "opens", "closes", "fridays_from", "never_on")
    list_editable = ("opens", "closes", "fridays_from")
    list_filter = ("channel",)
    formfield_overrides = WIDGETS

    @admin.display(description=_("country"), ordering="country")
    def whose(self, row: SendingHours) -> str:
        """Return the country's name."""
        return name_country(row.country) if row.country else str(_("All countries"))

    @admin.display(description=_("channel"), ordering="channel")
    def by(self, row: SendingHours) -> str:
        """Return the channel's name."""
        return str(row.get_channel_display() or _("All channels"))

    @admin.display(description=_("never on"))
    def never_on(self, row: SendingHours) -> str:
        """Return the days on which nothing is sent."""
        days = [label for day, label in weekday_choices() if day in row.closed_days]
        return str(format_list(days, style="unit", locale=current_reader().locale)) or "–"
