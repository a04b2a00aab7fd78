"""What was reported of a message before its own row says that it was sent."""

from django.db import models

from support_plugin.database.primary import PrimaryManager
from support_plugin.outbox.channels.base import Channel


class EarlyReport(models.Model):
    """A report that came while a message was being sent; it is settled within minutes, or forgotten.

    How a call ended is stored with the next one, or at the end of the round: a provider may be faster.
    """

    channel = models.CharField(max_length=10, choices=Channel)
    provider_id = models.CharField(max_length=200)
    is_delivered = models.BooleanField()
    reason = models.CharField(max_length=600, blank=True)
    is_contact_dead = models.BooleanField(default=False)
    cost = models.DecimalField(null=True, max_digits=14, decimal_places=4)
    cost_currency = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()

    objects = PrimaryManager["EarlyReport"]()

    class Meta:
        app_label = "support_plugin"
        # No one sees or changes it.
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["provider_id", "channel", "is_delivered"], name="support_early_report_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
