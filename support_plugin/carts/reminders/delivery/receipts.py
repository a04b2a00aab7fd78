"""Noting on a reminder that it has arrived, or that it will not."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from support_plugin import clock
from support_plugin.carts.reminders.decisions.people import KINDS
from support_plugin.carts.reminders.delivery.models import EarlyReport
from support_plugin.carts.reminders.models import Reminder, Way
from support_plugin.carts.reminders.sending.claims import CLAIM
from support_plugin.database.turns import take_turns
from support_plugin.outbox.channels.phones.reports.events import Delivered, Failed
from support_plugin.visitors.consents.flows import suppress
from support_plugin.visitors.consents.models import Suppression

# After this nobody waits for the row of an early report.
KEPT = timedelta(hours=1)
# Early reports at a time: others of the same account's messages may be among them.
MOST = 10_000


def note_report(channel: str, report: Delivered | Failed) -> bool:
    """Note what a provider reports of a message; return whether it is a reminder's. Idempotent, in any order.

    What arrived has arrived: no later failure, as of one part of it, undoes that. A report of a message that
    may be on its way out just now is kept for ``settle_early_reports``.
    """
    now = clock.now()
    found = _apply(channel, report, now)
    if not found and _is_sending(channel, now):
        _keep(channel, report, now)
    return found


def settle_early_reports(now: datetime | None = None) -> int:
    """Note the reports that came before their reminders were stored as sent; return how many."""
    now = now or clock.now()
    if not EarlyReport.objects.exists():
        return 0
    settled = []
    for row in EarlyReport.objects.order_by("pk"):
        with transaction.atomic():
            take_turns(Reminder)
            if _apply(row.channel, _report_of(row), row.at):
                settled.append(row.pk)
    EarlyReport.objects.filter(pk__in=settled).delete()
    EarlyReport.objects.filter(at__lt=now - KEPT).delete()
    return len(settled)


def _apply(channel: str, report: Delivered | Failed, now: datetime) -> bool:
    rows = _find(channel, report.provider_id)
    row = rows.values("contact_hash").first()
    if row is None:
        return False
    if report.cost is not None:
        rows.filter(cost=None).update(cost=report.cost, cost_currency=report.currency[:12])
    open_rows = rows.filter(delivered_at=None)
    if isinstance(report, Delivered):
        open_rows.update(delivered_at=now, undelivered_at=None, error="")
        return True
    open_rows.update(undelivered_at=Coalesce(F("undelivered_at"), now), error=report.reason[:600])
    if report.is_contact_dead and row["contact_hash"]:
        suppress(KINDS[Way(channel)], row["contact_hash"], channel, Suppression.Reason.BOUNCED)
    return True


def _find(channel: str, provider_id: str) -> "QuerySet[Reminder]":
    # The last as the index has it.
    return Reminder.objects.filter(provider_id=provider_id, way=channel, provider_id__gt="")


def _is_sending(channel: str, now: datetime) -> bool:
    being_sent = Reminder.objects.filter(
        state=Reminder.State.CLAIMED, claimed_at__gt=now - CLAIM, way=channel
    )
    return being_sent.exists() and EarlyReport.objects.count() < MOST


def _keep(channel: str, report: Delivered | Failed, now: datetime) -> None:
    values: dict[str, Any] = {"cost": report.cost, "cost_currency": report.currency[:12], "at": now}
    if isinstance(report, Failed):
        values |= {"reason": report.reason[:600], "is_contact_dead": report.is_contact_dead}
    EarlyReport.objects.get_or_create(
        channel=channel,
        provider_id=report.provider_id,
        is_delivered=isinstance(report, Delivered),
        defaults=values,
    )


def _report_of(row: EarlyReport) -> Delivered | Failed:
    cost, currency = row.cost, row.cost_currency
    if row.is_delivered:
        return Delivered(row.provider_id, cost, currency)
    return Failed(row.provider_id, "", row.reason, row.is_contact_dead, cost, currency)
