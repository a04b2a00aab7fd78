"""What providers of SMS and WhatsApp report of numbers: those that take nothing, and people who said stop."""

from typing import Any

from django.dispatch import receiver

from support_plugin.outbox.channels.base import Channel
from support_plugin.outbox.channels.phones.reports.events import Failed, Report, Stopped
from support_plugin.signals import phone_reported
from support_plugin.visitors.consents.flows import suppress
from support_plugin.visitors.consents.models import SEND_ME, Suppression
from support_plugin.visitors.contacts import PHONE, contact_hash


@receiver(phone_reported, dispatch_uid="support_plugin.consents.phones")
def note_phone_report(sender: Any, channel: str, report: Report, **kwargs: Any) -> None:
    """Suppress a number for this channel."""
    if isinstance(report, Stopped):
        reason = Suppression.Reason.ASKED
    elif isinstance(report, Failed) and report.is_contact_dead:
        reason = Suppression.Reason.BOUNCED
    else:
        return
    if report.number and contact_hash(PHONE, report.number):
        suppress(PHONE, report.number, channel, reason)
        # An SMS with a cart has no link to stop: its answer is all that its reader has.
        if isinstance(report, Stopped) and channel == Channel.SMS:
            suppress(PHONE, report.number, SEND_ME, reason)
