"""What the pretend customer system knows."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Told(models.Model):
    """An event that one of the two ways brought."""

    class Way(models.TextChoices):
        """How it came: a signal in the shop's own process, or a webhook."""

        SIGNAL = "signal", _("the shop's own code")
        WEBHOOK = "webhook", _("a webhook")

    event_id = models.UUIDField()
    way = models.CharField(max_length=7, choices=Way)
    kind = models.CharField(max_length=30)
    data = models.JSONField(default=dict)
    # More than one: a process was killed between the call and noting it.
    times = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint("event_id", "way", name="crm_told_once"),)

    def __str__(self) -> str:
        return f"{self.kind}: {self.way}"
