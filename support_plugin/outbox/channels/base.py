"""What all channels share: how a message to a person ends.

A message is sent at most once. A channel returns ``Sent`` or raises one of the two errors below, which say
that nobody got it; whatever else it raises means that nobody knows, and it is never sent again by itself.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """The ways to reach a person outside the shop's pages."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")
    WHATSAPP = "whatsapp", _("WhatsApp")
    PUSH = "push", _("Browser notification")


@dataclass(frozen=True)
class Sent:
    """A provider took the message. ``cost`` is what this message costs, where the provider says so."""

    provider_id: str = ""
    cost: Decimal | None = None
    currency: str = ""


class TryLater(Exception):
    """Nobody got it, and another attempt may succeed. The text is for the admin.

    ``retry_after``: seconds that the provider asked for.
    """

    def __init__(self, reason: str, retry_after: float = 0) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Rejected(Exception):
    """Nobody got it, and nobody will. The text is for the admin.

    ``is_contact_dead``: this address or number takes no messages at all; it is to be left alone from now on.
    """

    def __init__(self, reason: str, *, is_contact_dead: bool = False) -> None:
        super().__init__(reason)
        self.is_contact_dead = is_contact_dead
