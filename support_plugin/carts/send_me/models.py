"""Carts that their shoppers have sent to themselves."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support_plugin.carts.restoring.models import SharedCart
from support_plugin.database.primary import PrimaryManager
from support_plugin.outbox.channels.base import Channel
from support_plugin.visitors.contacts import HASH_LENGTH

# Characters of a hash that staff are shown.
SHOWN = 12


class CartMessage(models.Model):
    """One message with a link to a cart, asked for once. Goes with the cart's links."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("Waiting")
        CLAIMED = "claimed", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        # Never sent again by itself.
        UNKNOWN = "unknown", _("Perhaps sent")
        # To a contact that gets none, or has got enough. Whoever asked is not notified.
        WITHHELD = "withheld", _("Not sent")

    shared = models.ForeignKey(SharedCart, models.CASCADE, related_name="messages", verbose_name=_("cart"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    # An e-mail address, or a number in E.164; emptied as soon as nothing more is to be sent there.
    contact = models.CharField(_("contact"), max_length=254, blank=True)
    contact_hash = models.CharField(max_length=HASH_LENGTH, editable=False)
    # Whether the contact is the account's own.
    is_own = models.BooleanField(default=False, editable=False)
    # Identifies a repeat of the same request.
    key = models.CharField(max_length=64, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=16, blank=True)
    asked_at = models.DateTimeField(_("asked for"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    # When it is due; of a claim, until when that holds.
    due_at = models.DateTimeField(_("due"))
    claim = models.UUIDField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("failed attempts"), default=0)
    error = models.CharField(_("last error"), max_length=600, blank=True)

    objects = PrimaryManager["CartMessage"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("cart sent on request")
        verbose_name_plural = _("carts sent on request")
        indexes = [
            models.Index(
                fields=["due_at"],
                name="support_cart_message_due",
                condition=Q(state__in=["waiting", "claimed"]),
            ),
            models.Index(fields=["contact_hash", "asked_at"], name="support_cart_message_to"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.contact_hash[:SHOWN]}"
