"""Taking what a provider reports, and sending it to the rooms."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from support_plugin import clock
from support_plugin.database.turns import take_turns
from support_plugin.outbox.channels.base import Channel
from support_plugin.outbox.channels.phones.reports.events import Report, Stopped
from support_plugin.outbox.channels.receiving.models import StopNotice
from support_plugin.signals import phone_reported

SALT = "support_plugin.stop_notice"
# Providers repeat what was not taken for a week at most.
KEPT = timedelta(days=30)


@transaction.atomic
def take_reports(channel: Channel, reports: Iterable[Report]) -> int:
    """Send the rooms what a provider has reported; return how many reports were new to the shop.

    All or nothing: whatever a receiver raises undoes them, so that the provider reports them again.
    """
    take_turns(StopNotice)
    taken = 0
    for report in reports:
        if not _is_repeat(channel, report):
            phone_reported.send(sender=None, channel=channel.value, report=report)
            taken += 1
    return taken


def _is_repeat(channel: Channel, report: Report) -> bool:
    """Return whether somebody's wish to stop was reported before; note it where it was not."""
    if not isinstance(report, Stopped) or not report.source_id:
        return False
    key = salted_hmac(SALT, f"{channel.value}:{report.source_id}", algorithm="sha256").hexdigest()
    return not StopNotice.objects.get_or_create(key=key, defaults={"at": clock.now()})[1]


def delete_old_stops() -> int:
    """Forget which wishes were reported long ago; return how many. The wishes themselves stay."""
    old = StopNotice.objects.filter(at__lt=clock.now() - KEPT)
    return old.delete()[0] if old.exists() else 0
