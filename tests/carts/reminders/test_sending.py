"""A reminder is sent once, and only after all has been looked at again."""

import smtplib
from datetime import time, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import translation
from oscar.core.loading import get_class

from support_plugin.carts.abandoning import expire_abandoned
from support_plugin.carts.flows import note_changes
from support_plugin.carts.models import Abandonment, CartActivity
from support_plugin.carts.reminders.models import Plan, PlanStep, Reminder, Way
from support_plugin.carts.reminders.resending import send_again
from support_plugin.carts.reminders.sending import claims, rounds
from support_plugin.carts.reminders.sending.rounds import send_due
from support_plugin.carts.reminders.sending_hours.models import SendingHours
from support_plugin.carts.reminders.words import TEXTS
from support_plugin.chat.models import Conversation
from support_plugin.tasks.models import Task
from support_plugin.visitors.arms.models import HoldoutArm
from support_plugin.visitors.consents.flows import suppress
from support_plugin.visitors.consents.models import Suppression
from support_plugin.visitors.contacts import EMAIL
from support_plugin.visitors.models import Visitor
from tests.carts.orders import staff_order
from tests.carts.reminders.conftest import GUEST, agree, fates
from tests.helpers.mailing import send_by
from tests.helpers.shopping import make_product

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

DAY = timedelta(days=1)
SENT, SKIPPED, WAITING = ("sent", ""), "skipped", ("waiting", "")


def test_a_guest_who_agreed_gets_one_mail_and_the_next_step_follows(leave, send):
    leave()
    assert [send(), send()] == [[GUEST], []]
    assert fates() == [SENT, WAITING]
    assert send(DAY) == [GUEST]
    assert fates() == [SENT, SENT]


def test_without_a_plan_nothing_is_stored_or_sent(leave, send, plan):
    Plan.objects.all().delete()
    leave()
    assert send() == []
    assert fates() == []


def test_a_plan_that_is_not_in_use_is_none(leave, send, plan):
    Plan.objects.update(enabled=False)
    plan.save(update_fields=[])
    leave()
    assert send() == []


def test_switched_off_what_is_queued_waits_and_is_not_sent_late(leave, send, prefer):
    leave()
    prefer(reminders_enabled=False)
    assert send() == []
    assert fates() == [WAITING]
    prefer(reminders_enabled=True)
    assert send(2 * DAY) == []
    assert fates() == [(SKIPPED, "stale")]


def test_the_abandoned_cart_signals_switch_it_off_too(leave, send, prefer):
    leave()
    prefer(carts_enabled=False)
    assert send() == []


def test_without_consent_or_an_earlier_order_nobody_is_written_to(leave, send):
    leave(consent=False)
    assert send() == []
    assert fates()[0] == (SKIPPED, "not_allowed")


@pytest.mark.parametrize("email", [GUEST, "Guest@Example.com"])
def test_an_earlier_order_is_enough_where_the_plan_takes_it(leave, send, plan, noon, email):
    staff_order(guest_email=email, date_placed=noon - 5 * DAY)
    leave(consent=False)
    assert send() == [GUEST]


def test_a_plan_may_want_consent_alone(leave, send, plan, noon):
    plan.basis = Plan.Basis.CONSENT
    plan.save()
    staff_order(guest_email=GUEST, date_placed=noon - 5 * DAY)
    leave(consent=False)
    assert send() == []


def test_an_account_is_written_to_at_its_own_address(leave, send, shopper):
    leave(owner=shopper)
    assert send() == [shopper.email]


def test_whoever_said_stop_gets_nothing(leave, send):
    leave()
    suppress(EMAIL, GUEST.upper(), "", Suppression.Reason.ASKED)
    assert send() == []
    assert fates()[0] == (SKIPPED, "unsubscribed")


def test_a_cart_that_changed_since_gets_none(leave, send):
    left = leave()
    note_changes([left.cart_id])
    assert send() == []
    assert fates() == [(SKIPPED, "returned")]


def test_a_cart_that_was_given_up_gets_none(leave, send, noon):
    leave()
    expire_abandoned(noon + 40 * DAY)
    assert send() == []
    assert fates() == [(SKIPPED, "expired")]


def test_a_cart_of_which_nothing_can_be_bought_gets_none(leave, send):
    left = leave()
    left.cart.lines.get().product.stockrecords.update(num_in_stock=0)
    assert send() == []
    assert fates() == [(SKIPPED, "gone")]


def test_a_cart_that_the_shop_deleted_gets_none(leave, send):
    left = leave()
    left.cart.delete()
    assert send() == []


def test_during_a_conversation_the_agent_gets_a_task_instead(leave, send):
    visitor = Visitor.objects.create(key_hash="a" * 64)
    Conversation.objects.create(visitor=visitor, language="fa")
    leave(visitor_hash="a" * 64)
    assert send() == []
    assert fates() == [(SKIPPED, "talking"), WAITING]
    assert Task.objects.get().abandonment == Abandonment.objects.get()


def test_a_conversation_that_has_ended_keeps_nothing_back(leave, send):
    visitor = Visitor.objects.create(key_hash="a" * 64)
    Conversation.objects.create(visitor=visitor, language="fa", status="closed")
    leave(visitor_hash="a" * 64)
    assert send() == [GUEST]


def test_only_the_newest_of_a_persons_carts_is_reminded_of(leave, send):
    for hours in range(8, 2, -1):
        leave(before=timedelta(hours=hours))
    assert send() == [GUEST]
    assert [fate for fate in fates() if fate != WAITING] == [(SKIPPED, "newer")] * 5 + [SENT]


def test_in_a_week_nobody_gets_more_than_the_admin_allows(leave, send, prefer):
    prefer(reminders_per_week=1)
    leave()
    assert send() == [GUEST]
    assert send(DAY) == []
    assert fates() == [SENT, (SKIPPED, "cap")]


def test_in_a_day_nobody_gets_more_than_the_admin_allows(leave, send, prefer):
    prefer(reminders_per_day=1)
    leave()
    assert send() == [GUEST]
    Reminder.objects.filter(state="waiting").delete()
    leave(before=timedelta(hours=1.5))
    assert send() == []
    assert fates()[:2] == [SENT, (SKIPPED, "cap")]
    # The plan's next step comes when the day is over.
    assert send(DAY) == [GUEST]


@pytest.mark.parametrize("row", [{}, {"country": "IR"}, {"channel": "email"}])
def test_out_of_hours_it_waits_for_the_opening_and_is_looked_at_again(leave, send, noon, row):
    SendingHours.objects.create(opens=time(13), **row)
    # Less specific ones do not count.
    if row:
        SendingHours.objects.create(closed_days=[*range(7)])
    leave(country="IR")
    assert send() == []
    assert Reminder.objects.get().due_at == noon + timedelta(hours=1)
    suppress(EMAIL, GUEST, "", Suppression.Reason.ASKED)
    assert send(timedelta(hours=1)) == []


def test_two_steps_never_come_closer_than_the_plan_says(leave, send, plan, noon):
    leave(before=timedelta(hours=23))
    assert send() == [GUEST]
    assert send(timedelta(hours=20)) == []
    assert send(timedelta(hours=23)) == [GUEST]


def test_who_is_held_out_stays_so_and_gets_nothing(leave, send, prefer):
    prefer(reminder_holdout_percent=50)
    HoldoutArm.objects.create(
        capability="reminders",
        person=f"visitor:{'b' * 64}",
        is_held_out=True,
        percent=50,
        drawn_at="2026-01-01T00:00Z",
    )
    leave(visitor_hash="b" * 64)
    assert send() == []
    assert fates() == [("held_out", ""), WAITING]
    # The arm of the browser is that of the address, too.
    assert HoldoutArm.objects.filter(is_held_out=True).count() == 2


def test_a_share_of_people_is_held_out(leave, send, prefer, noon):
    prefer(reminder_holdout_percent=50, reminders_per_week=50)
    for number in range(40):
        leave(email=f"guest{number}@example.com")
    send_due(noon)
    states = [state for state, _reason in fates() if state != "waiting"]
    assert 5 < states.count("held_out") < 35
    assert states.count("held_out") + states.count("sent") == 40


def test_a_step_may_be_a_task(leave, send, plan):
    plan.steps.update(way=Way.TASK)
    plan.save()
    leave(consent=False)
    assert send() == []
    assert fates()[0] == SENT
    assert Task.objects.get().rule == "Plan"


def test_a_plan_edited_meanwhile_no_longer_fits(leave, send, plan):
    leave()
    plan.value_from, plan.currency = 10**9, "IRR"
    plan.save()
    assert send() == []
    assert fates()[0] == (SKIPPED, "changed")


def test_a_step_deleted_meanwhile_is_not_sent(leave, send, plan):
    leave()
    PlanStep.objects.all().delete()
    assert send() == []
    assert fates() == [(SKIPPED, "off")]


class Failing(EmailBackend):
    """Raises what the class names, in place of sending."""

    error: Exception | None = None

    def send_messages(self, messages):
        if Failing.error is not None:
            raise Failing.error
        return super().send_messages(messages)


@pytest.fixture
def failing(settings):
    send_by(settings, "tests.carts.reminders.test_sending.Failing")
    yield Failing
    Failing.error = None


def test_a_server_that_is_busy_is_asked_again_and_nothing_is_lost(leave, send, failing, noon):
    leave()
    failing.error = smtplib.SMTPSenderRefused(421, b"busy", "shop@example.com")
    assert send() == []
    row = Reminder.objects.earliest("pk")
    assert (row.state, row.attempts) == ("waiting", 1)
    failing.error = None
    assert send(timedelta(minutes=1)) == [GUEST]


def test_a_provider_that_is_down_for_two_days_is_reported_to_the_admin(leave, send, failing, noon):
    leave()
    failing.error = smtplib.SMTPSenderRefused(451, b"later", "shop@example.com")
    for hour in range(0, 49, 3):
        send(timedelta(hours=hour))
    first = Reminder.objects.earliest("pk")
    assert (first.state, first.error) == ("failed", "451 later")


def test_an_address_that_is_none_is_not_written_to_again(leave, send, failing):
    leave()
    failing.error = smtplib.SMTPRecipientsRefused({GUEST: (550, b"5.1.1 no such user")})
    assert send() == []
    assert fates()[0] == ("failed", "")
    failing.error = None
    assert send(DAY) == []
    assert fates()[1] == (SKIPPED, "unsubscribed")


def test_what_is_refused_for_another_reason_stops_nobody(leave, send, failing):
    leave()
    failing.error = smtplib.SMTPRecipientsRefused({GUEST: (550, b"5.7.1 looks like spam")})
    assert send() == []
    assert not Suppression.objects.exists()


def test_of_a_connection_that_broke_nobody_knows_and_only_the_admin_sends_again(leave, send, failing, noon):
    leave()
    failing.error = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
    assert send() == []
    assert fates()[0] == ("unknown", "")
    failing.error = None
    assert send(timedelta(hours=1)) == []
    assert send_again(Reminder.objects.all()) == 1
    # The admin did that by the real clock, which may be too long before.
    Reminder.objects.filter(state="waiting").update(planned_at=noon)
    assert send(timedelta(hours=2)) == [GUEST]


def test_what_a_killed_process_had_claimed_is_never_sent_by_itself(leave, send, noon):
    leave()
    token, [reminder] = claims.reserve(noon)
    batch = rounds.Batch([reminder], noon)
    assert claims.claim(reminder, token, batch.people[reminder.pk], noon)
    assert send(timedelta(hours=1)) == []
    assert fates() == [("unknown", "")]


def test_what_failed_before_is_no_reason_for_a_doubt_of_now(leave, send, failing, noon):
    leave()
    failing.error = smtplib.SMTPSenderRefused(451, b"later", "shop@example.com")
    send()
    soon = noon + timedelta(minutes=1)
    token, [reminder] = claims.reserve(soon)
    batch = rounds.Batch([reminder], soon)
    assert claims.claim(reminder, token, batch.people[reminder.pk], soon)
    send(timedelta(hours=1))
    row = Reminder.objects.earliest("pk")
    assert (row.state, row.error) == ("unknown", "")


def test_what_a_killed_process_had_reserved_is_looked_at_again(leave, send, noon):
    leave()
    claims.reserve(noon)
    assert send() == []
    assert send(timedelta(minutes=6)) == [GUEST]


def test_a_mail_says_what_happened_and_can_be_stopped(leave, send):
    leave(obstacle="payment_failed")
    send()
    message = mail.outbox[-1]
    with translation.override("fa"):
        assert str(TEXTS["payment_failed"]) in message.body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.extra_headers["List-Unsubscribe"].startswith("<https://shop.example/")
    html = message.alternatives[0][0]
    assert 'dir="rtl"' in html
    assert len(html.encode()) < 60 * 1024


def test_a_clock_set_back_delays_and_doubles_nothing(leave, send):
    leave()
    assert send() == [GUEST]
    assert send(-2 * DAY) == []
    assert send(DAY) == [GUEST]
    assert send(DAY) == []


def test_one_more_cart_by_another_contact_of_the_same_browser_counts_for_the_cap(leave, send, prefer):
    prefer(reminders_per_week=1)
    leave(visitor_hash="c" * 64)
    assert send() == [GUEST]
    Reminder.objects.filter(state="waiting").delete()
    leave(email="other@example.com", visitor_hash="c" * 64, before=timedelta(hours=1.5))
    assert send() == []


def test_activity_without_a_row_counts_as_back(leave, send):
    leave()
    CartActivity.objects.all().delete()
    assert send() == []


def test_it_agrees_only_to_the_channel_that_was_asked_for(leave, send):
    leave(consent=False)
    agree(GUEST, "sms")
    assert send() == []


def test_a_product_deleted_meanwhile_is_left_out(leave, send):
    left = leave()
    cart = left.cart
    cart.strategy = get_class("partner.strategy", "Selector")().strategy()
    cart.add_product(make_product())
    cart.all_lines().first().product.delete()
    CartActivity.objects.filter(pk=left.cart_id).update(abandonment=left.pk)
    Abandonment.objects.update(returned_at=None)
    assert send() == [GUEST]
