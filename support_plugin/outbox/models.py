"""What must leave the shop once: events, and for each of their targets a delivery."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support_plugin.database.primary import PrimaryManager


class Event(models.Model):
    """Something that happened, stored in the transaction in which it did.

    ``key`` names the happening: stored again, it is no new event. Events of one ``stream`` reach each target
    in the order in which they were stored.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.CharField(_("key"), max_length=200)
    kind = models.CharField(_("kind"), max_length=100)
    stream = models.CharField(_("stream"), max_length=200)
    data = models.JSONField(_("data"), default=dict)
    created_at = models.DateTimeField(_("stored"))

    objects = PrimaryManager["Event"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-created_at"]
        # Not a unique field, to which PostgreSQL's tables get an index for LIKE beside that.
        constraints = [models.UniqueConstraint(fields=["key"], name="support_event_once")]
        indexes = [
            models.Index(fields=["created_at"], name="support_event_age"),
            models.Index(fields=["stream"], name="support_event_stream"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Delivery(models.Model):
    """One event for one target. Their numbers are the order in which a stream's are delivered."""

    class State(models.TextChoices):
        """Whether the target has it."""

        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        GIVEN_UP = "given_up", _("No longer tried")

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(
        Event,
        models.CASCADE,
        related_name="deliveries",
        verbose_name=Event._meta.verbose_name,
        db_index=False,
    )
    # "receiver:" and a receiver's name, or "webhook:" and an endpoint's number.
    target = models.CharField(_("target"), max_length=200)
    stream = models.CharField(_("stream"), max_length=200)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    # Calls that failed.
    attempts = models.PositiveIntegerField(_("failed attempts"), default=0)
    # Calls whose outcome nobody knows, as the process was killed: the target may have got it then, too.
    repeats = models.PositiveIntegerField(_("repeats"), default=0)
    # It is given up some days after this.
    waiting_since = models.DateTimeField(_("waiting since"))
    # When the call began that is running, or whose process was killed.
    called_at = models.DateTimeField(_("called"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    error = models.CharField(_("last error"), max_length=600, blank=True)

    objects = PrimaryManager["Delivery"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("delivery of an event")
        verbose_name_plural = _("deliveries of events")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["event", "target"], name="support_delivery_once")]
        indexes = [
            models.Index(
                fields=["target", "stream", "id"],
                condition=Q(state="waiting"),
                name="support_delivery_waiting",
            ),
            models.Index(fields=["id"], condition=Q(state="given_up"), name="support_delivery_given_up"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.target}"


class DeliveryQueue(models.Model):
    """What waits of one stream for one target, while anything does.

    Whoever adds to it or takes from it locks its row: so a delivery is never overlooked that another process
    is adding, and only one process works on it at a time.
    """

    target = models.CharField(max_length=200)
    stream = models.CharField(max_length=200)
    # When its first delivery is due; of a claimed queue, when the claim expires.
    next_attempt_at = models.DateTimeField()
    claim = models.UUIDField(null=True)

    objects = PrimaryManager["DeliveryQueue"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("queue of deliveries")
        verbose_name_plural = _("queues of deliveries")
        constraints = [models.UniqueConstraint(fields=["target", "stream"], name="support_queue_once")]
        indexes = [models.Index(fields=["target", "next_attempt_at"], name="support_queue_due")]

    def __str__(self) -> str:
        return f"{self.stream} → {self.target}"
