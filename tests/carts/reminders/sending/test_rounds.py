"""What a round costs, and what it leaves behind when something fails in the middle of it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from support_plugin.carts.models import Abandonment
from support_plugin.carts.reminders.models import Reminder
from support_plugin.carts.reminders.sending import claims, rounds
from support_plugin.carts.reminders.sending.rounds import FAILURES, send_due
from support_plugin.carts.reminders.sending.ways import Outlet
from support_plugin.carts.restoring.models import RestoreLink
from support_plugin.outbox.channels.base import TryLater
from support_plugin.outbox.channels.emails import Mailbox
from tests.carts.reminders.conftest import fates

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def leave_many(leave, number, first=0):
    return [leave(f"guest{one}@example.com") for one in range(first, first + number)]


def statements(noon):
    with CaptureQueriesContext(connection) as asked:
        send_due(noon)
    return [one["sql"] for one in asked if one["sql"].startswith(("SELECT", "UPDATE", "INSERT", "DELETE"))]


def test_each_reminder_has_two_statements_of_its_own(leave, noon, shopper, other_shopper, settings):
    settings.SUPPORT_PLUGIN = {**settings.SUPPORT_PLUGIN, "PREFERENCES_CACHE_SECONDS": 600}
    # Preferences and plans are cached by the first.
    leave()
    send_due(noon)
    leave_many(leave, 2)
    leave(owner=shopper)
    few = statements(noon)
    leave_many(leave, 8, first=2)
    leave(owner=other_shopper)
    many = statements(noon)
    assert Reminder.objects.filter(state="sent").count() == 1 + 3 + 9
    # The pair of marks around the work of each on SQLite is none of them.
    own = [sql for sql in many if "WHERE 1 = 0" not in sql]
    assert len(own) - len([sql for sql in few if "WHERE 1 = 0" not in sql]) <= 2 * (9 - 3)


def test_what_became_of_a_message_is_not_lost_when_the_next_claim_fails(leave, noon, monkeypatch):
    leave_many(leave, 2)
    claim, calls = claims.claim, []

    def fail_second(*arguments, **values):
        calls.append(1)
        if len(calls) == 2:
            raise DatabaseError("away for a moment")
        return claim(*arguments, **values)

    monkeypatch.setattr(claims, "claim", fail_second)
    with pytest.raises(DatabaseError):
        send_due(noon)
    assert sorted(state for state, _reason in fates())[:2] == ["sent", "waiting"]
    assert not Reminder.objects.filter(state="claimed").exists()


def test_a_link_is_kept_only_for_what_was_sent(leave, noon, monkeypatch):
    leave_many(leave, 3)
    asked = iter([False, False, False, True, True, True])
    send_due(noon, is_stopped=lambda: next(asked, True))
    sent = Reminder.objects.filter(state="sent")
    assert set(RestoreLink.objects.values_list("pk", flat=True)) == set(sent.values_list("link", flat=True))
    assert 0 < sent.count() < 3


def test_a_server_that_is_down_is_asked_a_few_times_a_round_and_the_rest_is_left_alone(
    leave, noon, monkeypatch
):
    monkeypatch.setattr(claims, "BATCH", 2)
    leave_many(leave, FAILURES + 5)
    tried = []

    def is_down(*arguments):
        tried.append(1)
        raise TryLater("down")

    monkeypatch.setattr(Mailbox, "send", is_down)
    send_due(noon)
    assert len(tried) == FAILURES
    # The others were not even reserved, but for the batch in which it was noticed.
    untouched = Reminder.objects.filter(state="waiting", claim=None, attempts=0, due_at__lte=noon)
    assert untouched.filter(due_at__gt=noon - timedelta(days=1)).count() == FAILURES + 5 - 6
    assert rounds.send_due(noon - timedelta(hours=3)) == 0


@pytest.mark.parametrize("back", [timedelta(minutes=20), timedelta(minutes=59)])
def test_a_clock_set_back_after_the_count_hides_no_message_from_the_cap(leave, noon, prefer, send, back):
    prefer(reminders_per_week=1)
    left, moments = leave(visitor_hash="d" * 64), [noon]
    token, reminders = claims.reserve(noon)
    batch = rounds.Batch(reminders, noon)
    due = rounds.decide(batch, token)
    moments[0] = noon - back
    # Another process sends the same person another one, at a time that seems to be before the count.
    before = left.idle_since - timedelta(hours=1)
    times = {"idle_since": before, "abandoned_at": left.abandoned_at, "period": 1}
    other = Abandonment.objects.create(**times, visitor_hash="d" * 64)
    sent_at = dict.fromkeys(("due_at", "planned_at", "decided_at"), moments[0])
    Reminder.objects.create(abandonment=other, way="site", state="sent", **sent_at)
    with Outlet() as outlet:
        rounds._Round(lambda: moments[0], lambda: False)._send(outlet, batch, token, due)
    assert mail.outbox == []
    assert send() == []
    assert ("skipped", "cap") in fates()
