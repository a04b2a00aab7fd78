"""Consents to be reminded, and contacts that get nothing. No address is stored, only keyed hashes."""

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support_plugin.database.primary import PrimaryManager
from support_plugin.outbox.channels.base import Channel
from support_plugin.visitors.contacts import HASH_LENGTH

# Characters of a hash that staff are shown.
SHOWN = 12


# In place of a channel: carts that somebody asks for, by "send me this cart", and no reminders.
SEND_ME = "send_me"


class ConsentSource(models.TextChoices):
    """Where a consent was given."""

    GATEWAY = "gateway", _("Sign-in or guest")
    ADDRESS = "address", _("Delivery address")
    ACCOUNT = "account", _("Account")
    SEND_ME = "send_me", _("“Send me this cart”")


class Consent(models.Model):
    """Somebody agreed to be reminded at a contact; the proof of it.

    One is in force until it is withdrawn. Other words, or the same ones later, make another row.
    """

    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    # By the key of then: see contacts.contact_hashes.
    contact_hash = models.CharField(_("contact"), max_length=HASH_LENGTH, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="support_consents",
        verbose_name=_("account"),
    )
    # As Visitor.key_hash; empty for a browser without the cookie.
    visitor_hash = models.CharField(max_length=64, blank=True, editable=False)
    # As it was shown.
    wording = models.TextField(_("wording"))
    wording_hash = models.CharField(max_length=HASH_LENGTH, editable=False)
    language = models.CharField(_("language"), max_length=16, blank=True)
    place = models.CharField(_("place"), max_length=10, choices=ConsentSource)
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = PrimaryManager["Consent"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            # Also finds what is in force.
            models.UniqueConstraint(
                fields=["contact_hash", "channel", "wording_hash"],
                condition=Q(withdrawn_at=None),
                name="support_consent_in_force",
            ),
        ]
        indexes = [
            models.Index(
                fields=["withdrawn_at"],
                name="support_consent_withdrawn",
                condition=Q(withdrawn_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.contact_hash[:SHOWN]


class Suppression(models.Model):
    """A contact that gets no reminders by one channel, or by any. Stays when the person is deleted."""

    class Reason(models.TextChoices):
        """Why. Only what the person asked for can be taken back by the person."""

        ASKED = "asked", _("Asked to stop")
        BOUNCED = "bounced", _("Takes no messages")
        COMPLAINED = "complained", _("Reported as spam")
        STAFF = "staff", _("By staff")

    contact_hash = models.CharField(_("contact"), max_length=HASH_LENGTH, editable=False)
    channel = models.CharField(
        _("channel"),
        max_length=10,
        choices=[*Channel.choices, (SEND_ME, ConsentSource.SEND_ME.label)],
        blank=True,
    )
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    at = models.DateTimeField(_("since"))

    objects = PrimaryManager["Suppression"]()

    class Meta:
        app_label = "support_plugin"
        verbose_name = _("contact without reminders")
        verbose_name_plural = _("contacts without reminders")
        constraints = [
            models.UniqueConstraint(fields=["contact_hash", "channel"], name="support_suppressed_once"),
        ]

    def __str__(self) -> str:
        return self.contact_hash[:SHOWN]


def hash_wording(wording: str) -> str:
    """Return what distinguishes two wordings."""
    return hashlib.sha256(wording.encode()).hexdigest()
