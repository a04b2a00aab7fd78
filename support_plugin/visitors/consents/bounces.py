"""Bounces and complaints: what mail providers report by django-anymail of mailboxes and people.

Connected by ``apps.py`` where that package is there.
"""

from typing import Any

from anymail.signals import tracking
from django.dispatch import receiver

from support_plugin.outbox.channels.base import Channel
from support_plugin.visitors.consents.flows import suppress
from support_plugin.visitors.consents.models import Suppression
from support_plugin.visitors.contacts import EMAIL, contact_hash

_Reason = Suppression.Reason
# (event_type, reject_reason) of anymail's events. Others say nothing for good: a full mailbox, a slow server.
REASONS: dict[tuple[str, str | None], str] = {
    ("bounced", "bounced"): _Reason.BOUNCED,
    ("bounced", "invalid"): _Reason.BOUNCED,
    # The provider has it on a list of its own, and sends nothing.
    ("rejected", "bounced"): _Reason.BOUNCED,
    ("rejected", "invalid"): _Reason.BOUNCED,
    ("rejected", "blocked"): _Reason.BOUNCED,
    ("rejected", "spam"): _Reason.COMPLAINED,
    ("rejected", "unsubscribed"): _Reason.ASKED,
}
ALWAYS = {"complained": _Reason.COMPLAINED, "unsubscribed": _Reason.ASKED}


@receiver(tracking, dispatch_uid="support_plugin.consents.tracking")
def note_tracking(sender: Any, event: Any, **kwargs: Any) -> None:
    """Suppress an e-mail address that gets nothing any more, or whose owner complained."""
    reason = ALWAYS.get(event.event_type) or REASONS.get((event.event_type, event.reject_reason))
    address = event.recipient or ""
    if reason and contact_hash(EMAIL, address):
        suppress(EMAIL, address, Channel.EMAIL, reason)
