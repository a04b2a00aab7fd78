"""What an admin sets of reminders: the part of the settings that is theirs."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from support_plugin.preferences.texts import in_active_language

CONSENT_TEXT = _("Remind me of this cart if I don’t finish. I can stop that at any time.")


class ReminderSettings(models.Model):
    """A part of :class:`~support_plugin.preferences.models.SupportSettings`."""

    # Of the settings as a whole.
    carts_enabled: bool

    reminders_enabled = models.BooleanField(
        _("reminders of abandoned carts"),
        default=True,
        help_text=_(
            "Needs the abandoned-cart signals. Nothing is sent without a plan of yours. Switched off, what "
            "is queued is not sent either."
        ),
    )
    consents_enabled = models.BooleanField(
        _("ask for leave to remind, beside the e-mail address or mobile number"),
        default=False,
        help_text=_("An empty box, which shoppers tick or leave alone."),
    )
    contact_noted_early = models.BooleanField(
        _("keep a guest’s e-mail address or mobile number as soon as it is typed"),
        default=False,
        help_text=_(
            "Kept with the cart when the shopper leaves the field, also if the form is never sent. A "
            "sentence beside the field says so. Where you ask for leave to remind, only a tick allows "
            "reminders to such a contact. Laws such as the GDPR want this in your privacy notice, too."
        ),
    )
    consent_texts = models.JSONField(_("words beside the box"), default=dict, blank=True)
    reminders_per_day = models.PositiveSmallIntegerField(
        _("reminders to one person in 24 hours, at most"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text=_("Over all carts, plans and channels."),
    )
    reminders_per_week = models.PositiveSmallIntegerField(
        _("reminders to one person in a week, at most"),
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text=_("Over all carts, plans and channels."),
    )
    reminder_holdout_percent = models.PositiveSmallIntegerField(
        _("people who get no reminder, for comparison, in percent"),
        default=0,
        validators=[MaxValueValidator(50)],
        help_text=_(
            "Drawn once for each person. The report then shows what reminders bring, not only what they were "
            "followed by."
        ),
    )
    won_back_days = models.PositiveSmallIntegerField(
        _("days in which an order counts as won back"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    cart_sending_enabled = models.BooleanField(
        _("“Send me this cart” on the basket page"),
        default=True,
        help_text=_(
            "By e-mail or as a link, each time that somebody asks for it. Needs the abandoned-cart signals."
        ),
    )
    cart_sending_by_sms = models.BooleanField(
        _("“Send me this cart” by SMS, too"),
        default=False,
        help_text=_("Each costs you money, and anybody may ask for one: docs/limits.md has the bounds."),
    )
    mail_aliases_folded = models.BooleanField(
        _("take name+tag@gmail.com for name@gmail.com"),
        default=True,
        help_text=_("Whoever orders by either is not reminded at the other."),
    )

    class Meta:
        abstract = True

    @property
    def has_reminders(self) -> bool:
        """Whether reminders may be sent at all."""
        return bool(self.carts_enabled and self.reminders_enabled)

    @property
    def has_cart_sending(self) -> bool:
        """Whether shoppers may have their cart sent to them."""
        return bool(self.carts_enabled and self.cart_sending_enabled)

    @property
    def consent_text(self) -> str:
        """What stands beside the box of consent, in the active language."""
        return in_active_language(self.consent_texts) or str(CONSENT_TEXT)
