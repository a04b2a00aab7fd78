"""Addresses outside of the shop that are notified of events."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from support_plugin.database.primary import PrimaryManager
from support_plugin.outbox.retries import LONGEST_WAIT

LONGEST_URL = 500


class WebhookEndpoint(models.Model):
    """One address, the kinds of events that it wants, and how it answers.

    Its secret is not stored: it is derived from the project's SECRET_KEY and ``seed``.
    """

    class PauseReason(models.TextChoices):
        """Why nothing is sent; what happens meanwhile waits."""

        ADMIN = "admin", _("Paused by hand")
        FAILING = "failing", _("It has not taken anything for days")
        GONE = "gone", _("It answered that it is gone for good")
        SECRET = "secret", _("Its secret was made with another SECRET_KEY: make a new one")

    name = models.CharField(_("name"), max_length=100)
    url = models.URLField(_("address"), max_length=LONGEST_URL)
    # Names of the kinds.
    kinds = models.JSONField(_("events"), default=list)
    is_enabled = models.BooleanField(_("enabled"), default=True)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    seed = models.CharField(max_length=64, editable=False)
    # By which a secret is recognised when it is derived again.
    fingerprint = models.CharField(max_length=16, editable=False)
    # The secret before this one, which signs too for a while.
    old_seed = models.CharField(max_length=64, blank=True, editable=False)
    old_fingerprint = models.CharField(max_length=16, blank=True, editable=False)
    old_until = models.DateTimeField(null=True, editable=False)

    paused_at = models.DateTimeField(_("paused"), null=True, editable=False)
    pause_reason = models.CharField(
        _("why it is paused"), max_length=7, choices=PauseReason, blank=True, editable=False
    )
    # Since its last success.
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    # Nothing is sent before this.
    hold_until = models.DateTimeField(_("asked again"), null=True, editable=False)
    last_success_at = models.DateTimeField(_("last success"), null=True, editable=False)

    objects = PrimaryManager["WebhookEndpoint"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def target(self) -> str:
        """The name of its deliveries' target."""
        return f"{PREFIX}{self.pk}"

    @property
    def row(self) -> "models.QuerySet[WebhookEndpoint]":
        """Its row, to change single columns of it: the admin may be changing others."""
        return WebhookEndpoint.objects.filter(pk=self.pk)

    def is_held(self, now: datetime) -> bool:
        """Return whether it is to be left alone for now."""
        # Held for longer than anything is: by a clock that has been put back since.
        return self.hold_until is not None and now < self.hold_until <= now + timedelta(seconds=LONGEST_WAIT)


PREFIX = "webhook:"


def endpoint_of(target: str) -> Any:
    """Return a target's endpoint; None where it has been deleted."""
    return WebhookEndpoint.objects.filter(pk=target.removeprefix(PREFIX)).first()
