"""Rows of sending hours."""

from datetime import time

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from support_plugin.database.primary import PrimaryManager
from support_plugin.formats.weeks import Weekday
from support_plugin.outbox.channels.base import Channel


# Functions: near a fixed time of day, Django's checks take it for a forgotten "now" (fields.W161).
def morning() -> time:
    """Return from when messages may be sent, unless somebody sets another time."""
    return time(9)


def evening() -> time:
    """Return until when."""
    return time(21)


class SendingHours(models.Model):
    """When messages may be sent to a country by a channel; an empty one stands for all.

    Of several rows the most specific one counts, alone.
    """

    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        validators=[RegexValidator(r"\A[A-Z]{2}\Z", _("Write the two capital letters of the country."))],
        help_text=_("The country that the cart would go to. Its clocks count."),
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel, blank=True)
    opens = models.TimeField(_("send from"), default=morning)
    closes = models.TimeField(_("send until"), default=evening)
    fridays_from = models.TimeField(_("on Fridays from"), null=True, blank=True)
    # Weekdays as Python counts them, Monday = 0.
    closed_days = models.JSONField(_("never on"), default=list, blank=True)

    objects = PrimaryManager["SendingHours"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("sending hours")
        verbose_name_plural = _("sending hours")
        ordering = ["country", "channel"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "channel"],
                name="support_sending_hours_once",
                violation_error_message=_("There are sending hours for this country and channel already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.country or '*'} {self.channel or '*'} {self.opens:%H:%M}–{self.closes:%H:%M}"

    def clean(self) -> None:
        """Refuse hours that end before they begin."""
        opens, closes, fridays = self.opens, self.closes, self.fridays_from
        if opens and closes and opens >= closes:
            raise ValidationError(
                {"closes": _("This is not after the beginning. Nobody wants messages at night.")}
            )
        if closes and fridays and fridays >= closes and Weekday.FRIDAY not in self.closed_days:
            raise ValidationError(
                {"fridays_from": _("This is not before the end. For none at all, tick Friday.")}
            )
