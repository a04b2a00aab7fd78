"""Browsers that may be sent notifications."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support_plugin.database.primary import PrimaryManager
from support_plugin.formats.numbers import in_readers_digits


class PushSubscription(models.Model):
    """One browser's leave to notify its owner: an account, or a guest known by the visitor's cookie."""

    class Purpose(models.TextChoices):
        """Of what it is notified; leave for the one is none for the other."""

        CARTS = "carts", _("carts that were left")
        DUTY = "duty", _("shoppers who wait, for an agent on duty")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="support_push_subscriptions",
        verbose_name=_("account"),
    )
    purpose = models.CharField(_("notified of"), max_length=5, choices=Purpose, default=Purpose.CARTS)
    # As Visitor.key_hash; empty with an account.
    visitor_hash = models.CharField(max_length=64, blank=True, editable=False)
    # Address of its push service: whoever knows it and has the shop's key can notify this browser.
    endpoint = models.TextField(editable=False)
    # SHA-256 of it.
    endpoint_hash = models.CharField(max_length=64, unique=True, editable=False)
    # The browser's keys, in base64url.
    p256dh = models.CharField(max_length=90, editable=False)
    auth = models.CharField(max_length=24, editable=False)
    # Of the shop's key it was made with (PushKeys.key_id): with another one nothing can be sent.
    key_id = models.CharField(max_length=16, editable=False)
    # Also the language of what is sent.
    language = models.CharField(_("language"), max_length=16)
    wording = models.TextField(_("words that were agreed to"))
    given_at = models.DateTimeField(_("given"))
    created_at = models.DateTimeField(_("made"))
    # The last notification: when its push service was asked, and what it said against it; "": it took it.
    last_sent_at = models.DateTimeField(_("last notified"), null=True, editable=False)
    last_error = models.CharField(_("last error"), max_length=300, blank=True, editable=False)

    objects = PrimaryManager["PushSubscription"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("browser notification")
        verbose_name_plural = _("browser notifications")
        indexes = [
            models.Index(fields=["visitor_hash"], name="support_push_visitor", condition=~Q(visitor_hash="")),
        ]

    def __str__(self) -> str:
        return str(_("Browser %(number)s") % {"number": in_readers_digits(self.pk)})
