"""What an admin sets for times when shopper or agents are away: the part of the settings that is theirs."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

# Minutes that can be set at most.
A_DAY = 24 * 60


class AwaySettings(models.Model):
    """A part of :class:`~support_plugin.preferences.models.SupportSettings`."""

    answer_mail_minutes = models.PositiveSmallIntegerField(
        _("minutes until an answer that is not seen goes by e-mail"),
        default=5,
        validators=[MaxValueValidator(A_DAY)],
        help_text=_(
            "To the account’s address, or the one that a guest gave for this. Once until the shopper is "
            "back. 0: never."
        ),
    )
    alert_minutes = models.PositiveSmallIntegerField(
        _("minutes until colleagues are told by e-mail that nobody answers"),
        default=5,
        validators=[MaxValueValidator(A_DAY)],
        help_text=_("In opening hours only. 0: never."),
    )
    rating_mail_days = models.PositiveSmallIntegerField(
        _("days until an e-mail asks for a rating"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_(
            "Once for each conversation that somebody ended and nobody rated. Leave it empty to send none."
        ),
    )

    class Meta:
        abstract = True
