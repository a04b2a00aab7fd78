"""Receives the delivery reports of providers of SMS and WhatsApp."""

from typing import Any

from django.dispatch import receiver

from support_plugin.carts.reminders.delivery.receipts import note_report
from support_plugin.outbox.channels.phones.reports.events import Report, Stopped
from support_plugin.signals import phone_reported


@receiver(phone_reported, dispatch_uid="support_plugin.reminders.delivery")
def note_phone_report(sender: Any, channel: str, report: Report, **kwargs: Any) -> None:
    """Note on the reminder whether it arrived. Whom nothing may be sent to any more, the consents know."""
    if not isinstance(report, Stopped):
        note_report(channel, report)
