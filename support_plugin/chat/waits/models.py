"""How long shoppers waited for an answer: a row each time, for the team's numbers."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support_plugin.chat.models import Conversation
from support_plugin.database.primary import PrimaryManager

# Of the reasons for a head start, those that say where the shopper was.
STEPS = ("payment_failed", "payment", "checkout")


class Wait(models.Model):
    """From a shopper's first unanswered message to the answer, or to the end without one."""

    class End(models.TextChoices):
        """How it ended."""

        ANSWERED = "answered", _("answered")
        GIVEN_UP = "given_up", _("ended without an answer")

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="waits")
    began_at = models.DateTimeField(_("waiting since"))
    ended_at = models.DateTimeField(_("until"))
    end = models.CharField(_("end"), max_length=8, choices=End)
    # Who answered; empty for a program, and for whoever is gone.
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("agent")
    )
    department = models.ForeignKey(
        "support_plugin.Department",
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("department"),
    )
    language = models.CharField(_("language"), max_length=12, blank=True)
    # What was known of the cart then: the name of a reason in queue/reasons.py, such as "payment".
    step = models.CharField(_("step"), max_length=16, blank=True)
    # Both empty until it is measured: whether it was the conversation's first, and the seconds of it in which
    # the department was open.
    is_first = models.BooleanField(_("first answer"), null=True)
    open_seconds = models.PositiveIntegerField(_("seconds in open hours"), null=True)

    objects = PrimaryManager["Wait"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("wait")
        verbose_name_plural = _("waits")
        indexes = [
            models.Index(fields=["-ended_at", "-id"], name="support_waits"),
            models.Index(fields=["id"], condition=Q(open_seconds=None), name="support_unmeasured"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} · {self.began_at:%Y-%m-%d %H:%M}"

    @classmethod
    def values_of(
        cls, conversation: Conversation, ended_at: datetime, end: "Wait.End", agent_id: Any
    ) -> dict[str, Any]:
        """Return the columns of a wait of a conversation whose shopper waits no longer.

        No instance, as one is stored for every answer, many at once (storing/bulk.py).
        """
        reasons = [name for name, _minutes in conversation.head_start_reasons]
        return {
            "conversation_id": conversation.pk,
            "began_at": conversation.waiting_since or ended_at,
            "ended_at": ended_at,
            "end": end,
            "agent_id": agent_id,
            "department_id": conversation.department_id,
            "language": conversation.language,
            "step": next((name for name in STEPS if name in reasons), ""),
        }
