"""What an admin sets about shipping notices: one row, and the shop's holidays."""

from datetime import time
from functools import cache
from typing import Any

from babel import UnknownLocaleError
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import to_locale
from solo.models import SingletonModel

from support_plugin.formats.weeks import Weekday, weekend_of, with_country

# Addresses that a policy's link may have: no "javascript:", no other scheme.
LINK = RegexValidator(
    r"\A(https?://[^\s\"'<>]+|/(?!/)[^\s\"'<>\\]*)\Z",
    _("Write an address that begins with https:// or, for a page of the shop, with a slash."),
)
# Weekday numbers as in Python: Monday = 0.
SATURDAY, SUNDAY = 5, 6


def noon() -> time:
    """Return the usual end of a day's orders. A fixed default makes Django's checks warn at noon."""
    return time(12)


def default_weekend() -> list[int]:
    """Return the usual weekend in the country of the shop's own language: ``fa``, ``ar-ae`` …"""
    return list(_usual_weekend(settings.LANGUAGE_CODE))


@cache
def _usual_weekend(language: str) -> tuple[int, ...]:
    try:
        return tuple(weekend_of(with_country(to_locale(language))))
    except (UnknownLocaleError, ValueError):
        return (SATURDAY, SUNDAY)


class NoticeSettings(SingletonModel):
    """The admin's choices. Read it through ``notices.queries``, which caches it."""

    on_product = models.BooleanField(_("product pages"), default=True)
    on_cards = models.BooleanField(
        _("products in lists"),
        default=False,
        help_text=_("A short line on each product of a category or a search."),
    )
    on_mini_basket = models.BooleanField(_("beside the cart at the top of the pages"), default=True)
    on_basket = models.BooleanField(_("basket"), default=True)
    on_checkout = models.BooleanField(_("every step of the checkout"), default=True)
    asks_destination = models.BooleanField(
        _("ask for the destination"),
        default=True,
        help_text=_("A small form for country, province and postcode; the answer is kept in a cookie."),
    )
    shows_progress = models.BooleanField(_("progress to free shipping"), default=True)

    weekend = models.JSONField(_("weekend"), default=default_weekend, blank=True)
    cut_off = models.TimeField(
        _("orders are handled the same day until"),
        default=noon,
        help_text=_("In the shop's time zone."),
    )

    # {language code: text}; a language without an entry shows nothing.
    returns_texts = models.JSONField(_("returns, in a line"), default=dict, blank=True)
    returns_link = models.CharField(_("page about returns"), max_length=300, blank=True, validators=[LINK])
    duties_texts = models.JSONField(_("taxes and duties abroad, in a line"), default=dict, blank=True)
    duties_link = models.CharField(
        _("page about taxes and duties"), max_length=300, blank=True, validators=[LINK]
    )
    home_country = models.CharField(
        _("the shop's country"),
        max_length=2,
        blank=True,
        validators=[RegexValidator(r"\A[A-Z]{2}\Z", _("Write the two capital letters of the country."))],
        help_text=_("Its two letters, such as IR. The line about taxes and duties is for other countries."),
    )

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("shipping notices")
        verbose_name_plural = _("shipping notices")

    def __str__(self) -> str:
        return str(_("Shipping notices"))

    def clean(self) -> None:
        """Refuse a week without a working day."""
        if len(set(self.weekend)) >= len(Weekday):
            raise ValidationError(_("Leave the shop at least one working day."))


class Holiday(models.Model):
    """A day on which the shop and its carriers do not work."""

    settings = models.ForeignKey(
        NoticeSettings, verbose_name=_("shipping notices"), on_delete=models.CASCADE, related_name="holidays"
    )
    day = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=100, blank=True)

    class Meta:
        app_label = "support_plugin"
        ordering = ["day"]
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; the one row of settings is the default."""
        if not self.settings_id:
            self.settings = NoticeSettings.get_solo()
        super().save(*args, **kwargs)
