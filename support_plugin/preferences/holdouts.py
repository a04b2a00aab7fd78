"""Which share of people goes without a capability, for comparison (docs/holdout.md)."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class HoldoutSettings(models.Model):
    """The shares of the capabilities but for reminders, whose share stands with their own settings."""

    prompt_holdout_percent = models.PositiveSmallIntegerField(
        _("people who are not offered help by the shop itself, for comparison, in percent"),
        default=0,
        validators=[MaxValueValidator(50)],
        help_text=_("Drawn once for each person. The report of carts shows what proactive help brings."),
    )
    launcher_holdout_percent = models.PositiveSmallIntegerField(
        _("people who do not see the chat’s button, for comparison, in percent"),
        default=0,
        validators=[MaxValueValidator(50)],
        help_text=_(
            "Drawn once for each person. Links to the chat, open conversations and answers are there for "
            "everybody. While it is not 0, each browser gets a cookie."
        ),
    )

    class Meta:
        abstract = True
