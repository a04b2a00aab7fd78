"""Notifications of agents on duty, each stored once and sent at most once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support_plugin.chat.models import Conversation
from support_plugin.database.primary import PrimaryManager


class DutyNotification(models.Model):
    """One notification of an agent. Goes with the conversation, and after some days."""

    class Kind(models.TextChoices):
        """What it is about."""

        WAITS = "waits", _("a shopper waits for this agent")
        UNANSWERED = "unanswered", _("nobody answers")

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("Waiting")
        CLAIMED = "claimed", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        # Never sent again.
        UNKNOWN = "unknown", _("Perhaps sent")
        DROPPED = "dropped", _("Not needed any more")

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    # The event that it is the one notification of.
    key = models.CharField(max_length=160, unique=True)
    made_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    # When it is due; of a claim, until when that holds.
    due_at = models.DateTimeField()

    objects = PrimaryManager["DutyNotification"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("notification of an agent on duty")
        verbose_name_plural = _("notifications of agents on duty")
        indexes = [
            models.Index(
                fields=["due_at"],
                name="support_duty_due",
                condition=Q(state__in=["waiting", "claimed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.get_state_display()}"
