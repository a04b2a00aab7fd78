"""What a provider reports later of a reminder by SMS or WhatsApp."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from support_plugin.carts.models import Abandonment
from support_plugin.carts.reminders.delivery.models import EarlyReport
from support_plugin.carts.reminders.delivery.receipts import KEPT, _find, note_report, settle_early_reports
from support_plugin.carts.reminders.models import Reminder
from support_plugin.outbox.channels.base import Channel
from support_plugin.outbox.channels.phones.reports.events import Delivered, Failed, Stopped
from support_plugin.outbox.channels.receiving.flows import take_reports
from support_plugin.visitors.consents.models import Suppression
from support_plugin.visitors.consents.queries import reason_for
from support_plugin.visitors.contacts import PHONE, contact_hash

pytestmark = pytest.mark.django_db
NUMBER = "+989121234567"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def reminder():
    """Return a function that stores a reminder; by default one that was sent as "m1"."""

    def make(provider_id="m1", way="sms", state="sent", **fields):
        now = timezone.now()
        left = Abandonment.objects.create(period=1, idle_since=now, abandoned_at=now, value=1, currency="IRR")
        values = {"contact_hash": contact_hash(PHONE, NUMBER), "claimed_at": now, "decided_at": now}
        return Reminder.objects.create(
            abandonment=left, way=way, state=state, due_at=now, planned_at=now, provider_id=provider_id,
            **{**values, **fields},
        )  # fmt: skip

    return make


def receive(*reports, channel=Channel.SMS):
    take_reports(channel, reports)


def stands(row):
    row.refresh_from_db()
    return bool(row.delivered_at), bool(row.undelivered_at), row.error, row.state


def test_what_arrived_is_noted_with_its_cost(reminder):
    row, other = reminder(), reminder("m2")
    receive(Delivered("m1", Decimal("2400"), "IRR"))
    assert stands(row) == (True, False, "", "sent")
    assert (row.cost, row.cost_currency) == (Decimal("2400"), "IRR")
    assert stands(other) == (False, False, "", "sent")


def test_a_cost_that_is_known_stays(reminder):
    row = reminder(cost=Decimal(5), cost_currency="USD")
    receive(Delivered("m1", Decimal("2400"), "IRR"))
    row.refresh_from_db()
    assert (row.cost, row.cost_currency) == (5, "USD")


def test_what_did_not_arrive_is_noted_with_its_reason_and_counts_as_sent(reminder):
    row = reminder()
    receive(Failed("m1", reason="Kavenegar: 11 not delivered"))
    assert stands(row) == (False, True, "Kavenegar: 11 not delivered", "sent")
    assert not Suppression.objects.exists()


def test_a_report_that_comes_twice_changes_nothing(reminder):
    row = reminder()
    receive(Delivered("m1"))
    row.refresh_from_db()
    first = row.delivered_at
    receive(Delivered("m1"), Delivered("m1"))
    row.refresh_from_db()
    assert row.delivered_at == first


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (0, 1, 0), (1, 0, 1)])
def test_in_any_order_what_arrived_has_arrived(reminder, order):
    row, reports = reminder(), (Delivered("m1"), Failed("m1", reason="late"))
    for one in order:
        receive(reports[one])
    assert stands(row) == (True, False, "", "sent")


def test_the_same_id_of_another_channel_is_another_message(reminder):
    row = reminder(way="whatsapp")
    receive(Delivered("m1"))
    assert stands(row)[0] is False
    receive(Delivered("m1"), channel=Channel.WHATSAPP)
    assert stands(row)[0] is True


def test_a_dead_number_gets_no_more_though_the_report_does_not_name_it(reminder):
    reminder()
    receive(Failed("m1", reason="14", is_contact_dead=True))
    assert reason_for(PHONE, NUMBER, "sms") == "bounced"
    assert reason_for(PHONE, NUMBER, "whatsapp") == ""


def test_a_dead_number_gets_no_more_though_the_message_was_none_of_ours():
    receive(Failed("other", NUMBER, "30005", is_contact_dead=True))
    receive(Failed("another", "+989123333333", "30003"))
    assert reason_for(PHONE, NUMBER, "sms") == "bounced"
    assert Suppression.objects.count() == 1


def test_somebody_who_said_stop_gets_no_more_by_this_channel():
    receive(Stopped("in1", NUMBER))
    assert reason_for(PHONE, NUMBER, "sms") == "asked"
    assert reason_for(PHONE, NUMBER, "whatsapp") == ""


def test_other_messages_of_the_account_are_not_stored(reminder):
    reminder()
    receive(Delivered("of another program's"), Failed("m7"))
    assert not EarlyReport.objects.exists()


@pytest.mark.parametrize("arrived", [True, False])
def test_a_report_that_is_faster_than_our_own_row_is_not_lost(reminder, arrived):
    row = reminder("", state="claimed")
    dead = Failed("m1", reason="14", is_contact_dead=True)
    report = Delivered("m1", Decimal(7), "IRR") if arrived else dead
    receive(report)
    receive(report)
    assert EarlyReport.objects.count() == 1
    assert settle_early_reports() == 0
    Reminder.objects.update(state="sent", provider_id="m1")
    assert settle_early_reports() == 1
    assert stands(row)[:2] == (arrived, not arrived)
    assert row.cost == (7 if arrived else None)
    assert reason_for(PHONE, NUMBER, "sms") == ("" if arrived else "bounced")
    assert not EarlyReport.objects.exists()


def test_of_two_early_reports_the_delivery_counts(reminder):
    row = reminder("", state="claimed")
    receive(Delivered("m1"), Failed("m1", reason="part 2"))
    Reminder.objects.update(state="sent", provider_id="m1")
    assert settle_early_reports() == 2
    assert stands(row)[:2] == (True, False)


def test_what_no_row_ever_claims_is_forgotten(reminder):
    reminder("", state="claimed")
    receive(Delivered("of another program's"))
    settle_early_reports(timezone.now() + KEPT - MINUTE)
    assert EarlyReport.objects.exists()
    settle_early_reports(timezone.now() + KEPT + MINUTE)
    assert not EarlyReport.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"way": "email", "state": "claimed"}, {"claimed_at": timezone.now() - 16 * MINUTE}]
)
def test_only_while_such_a_message_is_being_sent_is_an_unknown_one_kept(reminder, fields):
    reminder("", **{"state": "claimed", **fields})
    receive(Delivered("m1"))
    assert not EarlyReport.objects.exists()


def test_reports_of_deleted_reminders_harm_nobody(reminder):
    reminder().delete()
    assert note_report("sms", Delivered("m1")) is False


def test_a_message_is_found_by_its_index(reminder, django_assert_max_num_queries):
    for number in range(20):
        reminder(f"m{number}")
    with django_assert_max_num_queries(4):
        assert note_report("sms", Delivered("unknown")) is False
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "support_reminder_provider" in _find("sms", "m1").explain()
