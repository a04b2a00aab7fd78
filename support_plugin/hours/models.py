"""What an admin sets: schedules with their week and special days."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.database.primary import PrimaryManager
from support_plugin.formats.dates import format_date
from support_plugin.formats.weeks import Weekday


def check_zone(name: str) -> None:
    """Raise ValidationError for what is no time zone's name."""
    if name not in available_timezones():
        raise ValidationError(_("There is no time zone of this name. Write one such as Asia/Tehran."))


def shop_zone_name() -> str:
    """Return the name of the project's time zone."""
    return str(clock.shop_zone())


class Schedule(models.Model):
    """Opening hours by a name. Without any schedule, nothing counts as closed."""

    name = models.CharField(_("name"), max_length=100)
    time_zone = models.CharField(
        _("time zone"), max_length=63, default=shop_zone_name, validators=[check_zone]
    )
    holidays_of = models.CharField(
        _("closed on the public holidays of"),
        max_length=2,
        blank=True,
        validators=[RegexValidator(r"\A[A-Z]{2}\Z", _("Write the two capital letters of the country."))],
        help_text=_("A country's two letters, such as IR. Special days win over holidays."),
    )

    objects = PrimaryManager["Schedule"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class WeeklyHours(models.Model):
    """A range of every week. Several of one weekday have a break between them.

    One that ends at or before its beginning ends on the next day.
    """

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="weekly")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(
        _("closes"),
        help_text=_("At or before the opening time: on the next day. The same time: a whole day."),
    )

    objects = PrimaryManager["WeeklyHours"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("hours of the week")
        verbose_name_plural = _("hours of the week")

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class SpecialHours(models.Model):
    """A range of one date, or without times: closed on it. Wins over the week and the holidays."""

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="special")
    day = models.DateField(_("day"))
    opens = models.TimeField(
        _("opens"),
        null=True,
        blank=True,
        help_text=_("Leave both times empty for a day on which it is closed."),
    )
    closes = models.TimeField(_("closes"), null=True, blank=True)
    name = models.CharField(_("name"), max_length=100, blank=True)

    objects = PrimaryManager["SpecialHours"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ["day", "opens"]

    def __str__(self) -> str:
        return f"{format_date(self.day, 'SHORT_DATE_FORMAT')} {self.name}".strip()

    def clean(self) -> None:
        """Refuse one time without the other."""
        if (self.opens is None) != (self.closes is None):
            raise ValidationError(_("Write both times, or none for a day on which it is closed."))
