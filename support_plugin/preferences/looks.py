"""How long the log of looks at personal data is kept."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class LookSettings(models.Model):
    """A part of :class:`~support_plugin.preferences.models.SupportSettings`."""

    look_retention_days = models.PositiveIntegerField(
        _("days until looks at personal data are forgotten"),
        null=True,
        blank=True,
        default=365,
        validators=[MinValueValidator(1)],
        help_text=_("The log of who saw shoppers' data, and when. Leave it empty to keep it for good."),
    )

    class Meta:
        abstract = True
