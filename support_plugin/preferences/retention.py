"""When conversations and carts end, and how long they are kept."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class RetentionSettings(models.Model):
    """Hours and days; empty for never."""

    close_idle_hours = models.PositiveIntegerField(
        _("hours until answered conversations are closed"),
        null=True,
        blank=True,
        default=72,
        validators=[MinValueValidator(1)],
        help_text=_(
            "Counted from your last answer. While a shopper waits for an answer, the conversation stays "
            "open. Leave it empty to close none."
        ),
    )
    retention_days = models.PositiveIntegerField(
        _("days until ended conversations are deleted"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_(
            "Leave it empty to keep them for good. The clock starts with the end of the conversation."
        ),
    )
    cart_retention_days = models.PositiveIntegerField(
        _("days until carts lead to nobody"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_(
            "Reports keep what was in abandoned carts, and their numbers; not whose they were. Never before "
            "an abandoned cart is given up. Leave it empty to keep that too."
        ),
    )

    class Meta:
        abstract = True
