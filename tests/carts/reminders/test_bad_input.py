"""Empty installations, and what goes wrong in shops: nothing lost, sent wrongly, or not reported."""

import smtplib
from datetime import timedelta
from itertools import chain

import pytest
from django.core import mail
from oscar.core.loading import get_model

from support_plugin.carts.abandoning import announce_abandoned
from support_plugin.carts.models import Abandonment, CartActivity
from support_plugin.carts.reminders.models import Plan, PlanStep, Reminder, Way
from support_plugin.carts.reminders.resending import send_again
from support_plugin.carts.reminders.sending import claims, outcomes, rounds
from support_plugin.carts.reminders.sending_hours.models import SendingHours
from support_plugin.carts.sweeps import sweep
from support_plugin.chat.models import Conversation
from support_plugin.tasks.models import Task
from support_plugin.visitors.consents.flows import suppress, withdraw
from support_plugin.visitors.consents.models import Suppression
from support_plugin.visitors.contacts import EMAIL
from support_plugin.visitors.models import Visitor
from tests.carts.orders import staff_order
from tests.carts.reminders import test_sending
from tests.carts.reminders.conftest import GUEST, agree, fates
from tests.factories import make_user
from tests.helpers.shopping import make_cart, make_product

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
failing = test_sending.failing
BUSY = smtplib.SMTPSenderRefused(421, b"busy", "shop@example.com")


class TestEmptyInstallation:
    def test_without_plans_nothing_is_stored_or_sent(self, noon, prefer, shopper):
        prefer()
        staff_order(user=shopper, date_placed=noon - 30 * DAY)
        agree(shopper.email)
        make_cart(idle=5 * HOUR, owner=shopper)
        for hours in (0, 24, 72):
            sweep(noon + hours * HOUR), announce_abandoned(noon + hours * HOUR)
            rounds.send_due(noon + hours * HOUR)
        assert Abandonment.objects.count() == 1
        assert (Reminder.objects.count(), Task.objects.count(), mail.outbox) == (0, 0, [])

    def test_without_consents_and_orders_a_plan_sends_nothing(self, leave, send):
        leave(consent=False)
        assert [send(hours * HOUR) for hours in (0, 24, 72)] == [[], [], []]

    def test_the_ready_made_plan_is_not_in_use(self, leave, send, plan):
        plan.enabled = False
        plan.save()
        leave()
        assert (send(), Reminder.objects.count()) == ([], 0)


class TestSwitchingOff:
    def test_it_stops_what_was_chosen_already(self, leave, send, prefer, monkeypatch):
        leave()
        decide = rounds.decide

        def decide_and_switch_off(batch, token):
            found = decide(batch, token)
            prefer(reminders_enabled=False)
            return found

        monkeypatch.setattr(rounds, "decide", decide_and_switch_off)
        assert send() == []
        assert fates()[0] == ("waiting", "")

    def test_while_off_no_cart_gets_a_reminder(self, leave, prefer):
        prefer(reminders_enabled=False)
        leave()
        assert not Reminder.objects.exists()


class TestProviderDown:
    def test_after_a_day_everybody_gets_the_first_and_nobody_two_at_once(self, leave, send, failing, prefer):
        leave()
        failing.error = BUSY
        for hour in range(0, 24):
            assert send(hour * HOUR) == []
        failing.error = None
        got = {hour: send(hour * HOUR) for hour in range(24, 60)}
        assert [*chain(*got.values())] == [GUEST, GUEST]
        first, second = (hour for hour in got if got[hour])
        assert second - first >= 23

    def test_what_fails_for_others_is_given_back_and_not_lost(self, leave, send, failing, prefer):
        for number in range(8):
            leave(email=f"guest{number}@example.com")
        failing.error = BUSY
        assert send() == []
        assert set(fates()) == {("waiting", "")}
        failing.error = None
        assert len(send(2 * HOUR)) == 8


def test_hours_that_end_while_many_are_sent_are_kept(leave, noon, monkeypatch, plan):
    SendingHours.objects.create(closes="13:00")
    leave()
    now = [noon + timedelta(minutes=59)]
    decide = rounds.decide

    def decide_slowly(batch, token):
        found = decide(batch, token)
        now[0] += timedelta(minutes=2)
        return found

    monkeypatch.setattr(rounds, "decide", decide_slowly)
    monkeypatch.setattr(rounds.clock, "now", lambda: now[0])
    rounds.send_due()
    assert mail.outbox == []
    assert fates()[0] == ("waiting", "")


MEANWHILE = {
    "consent withdrawn": lambda left: withdraw(EMAIL, GUEST),
    "all stopped by another contact": lambda left: suppress("phone", left.phone, "", "asked"),
    "a conversation": lambda left: Conversation.objects.create(
        visitor=Visitor.objects.create(key_hash=left.visitor_hash), language="fa"
    ),
}


@pytest.mark.parametrize("name", MEANWHILE)
def test_what_happens_after_the_choice_is_seen(leave, send, monkeypatch, name):
    left = leave(phone="+989121111111", visitor_hash="d" * 64)
    decide = rounds.decide

    def decide_and_meanwhile(batch, token):
        found = decide(batch, token)
        assert found
        MEANWHILE[name](left)
        monkeypatch.setattr(rounds, "decide", decide)
        return found

    monkeypatch.setattr(rounds, "decide", decide_and_meanwhile)
    assert send() == []
    assert send(2 * HOUR) == []


def test_other_people_at_the_same_mail_host_keep_nobody_from_getting_theirs(leave, send, noon, prefer):
    leave(email="negar@gmail.com")
    staff_order(guest_email="somebody.else@gmail.com", date_placed=noon - timedelta(minutes=1))
    assert send() == ["negar@gmail.com"]


def test_an_address_that_bounces_is_left_alone_by_every_later_cart(leave, send, failing):
    leave()
    failing.error = smtplib.SMTPRecipientsRefused({GUEST: (550, b"5.1.1 no such user")})
    send()
    failing.error = None
    Reminder.objects.filter(state="waiting").delete()
    leave(before=1.5 * HOUR)
    assert send() == []
    assert Suppression.objects.get().reason == "bounced"
    assert ("failed", "") in fates()


@pytest.mark.parametrize("back", [timedelta(minutes=50), 5 * HOUR, 3 * DAY])
def test_a_clock_that_goes_back_after_the_first_doubles_and_loses_nothing(leave, send, back):
    leave()
    assert send() == [GUEST]
    assert send(-back) == []
    assert send(DAY) == [GUEST]
    assert send(2 * DAY) == []


def test_all_products_deleted_leaves_nothing_to_say(leave, send):
    left = leave()
    get_model("catalogue", "Product").objects.all().delete()
    assert send() == []
    assert fates()[0][0] == "skipped"
    assert left.pk


def test_after_a_change_of_currency_no_wrong_total_is_said(leave, send, plan):
    left = leave()
    get_model("partner", "StockRecord").objects.update(price_currency="USD", price=7)
    other = make_product(price=5)
    cart = left.cart
    get_model("basket", "Line").objects.create(
        basket=cart,
        product=other,
        stockrecord=other.stockrecords.get(),
        line_reference="x",
        quantity=1,
        price_currency="IRR",
        date_updated=left.idle_since,
    )
    Abandonment.objects.update(returned_at=None)
    cart.support_activity.__class__.objects.update(abandonment=left)
    PlanStep.objects.update(texts={"fa": "({total})"})
    plan.save()
    assert send() == [GUEST]
    assert "()" in mail.outbox[-1].body


def test_a_plan_in_another_currency_is_for_no_cart_of_this_one(leave, send, plan):
    plan.value_from, plan.currency = 1, "USD"
    plan.save()
    leave()
    assert not Reminder.objects.exists()


def test_a_person_deleted_between_two_steps_gets_none(leave, send, shopper):
    leave(owner=shopper)
    assert send() == [shopper.email]
    shopper.delete()
    assert send(DAY) == []
    assert fates()[1][0] == "skipped"
    assert not Abandonment.objects.exclude(email="", phone="", visitor_hash="").exists()


class TestBuyingDuringACall:
    """By another address in the same browser: nothing reports it later."""

    @pytest.fixture
    def buy(self):
        def order():
            other = make_cart()
            CartActivity.objects.filter(pk=other.pk).update(visitor_hash="a" * 64)
            staff_order(cart=other, guest_email="x@example.com")

        return order

    @pytest.mark.parametrize("error", [BUSY, smtplib.SMTPServerDisconnected("Connection lost")])
    def test_whoever_bought_is_not_tried_again(self, leave, send, failing, buy, error, monkeypatch):
        leave(visitor_hash="a" * 64)
        failing.error = error
        store = outcomes.store
        monkeypatch.setattr(outcomes, "store", lambda *arguments: (buy(), store(*arguments)))
        assert send() == []
        failing.error = None
        assert send_again(Reminder.objects.all()) == 0
        assert (send(2 * HOUR), send(DAY)) == ([], [])
        assert {reason for _state, reason in fates()} == {"bought"}

    def test_whoever_bought_afterwards_is_not_sent_the_one_in_doubt(self, leave, send, failing, buy):
        leave(visitor_hash="a" * 64)
        failing.error = smtplib.SMTPServerDisconnected("Connection lost")
        send()
        buy()
        failing.error = None
        assert send_again(Reminder.objects.all()) == 0
        assert fates() == [("unknown", "bought"), ("skipped", "bought")]


def test_what_was_chosen_before_the_reservation_ended_is_looked_at_again(leave, noon):
    leave()
    token, [row] = claims.reserve(noon)
    person = rounds.Batch([row], noon).people[row.pk]
    assert not claims.claim(row, token, person, noon + claims.RESERVATION)


class TestEditedPlan:
    def test_a_step_that_was_moved_to_another_plan_stops_nobody_elses(self, leave, send, plan):
        leave()
        leave(email="other@example.com")
        other = Plan.objects.create(name="Other", enabled=True)
        step = plan.steps.first()
        step.plan = other
        step.save()
        assert sorted(send()) == [GUEST, "other@example.com"]

    def test_steps_that_change_places_are_sent_once_each(self, leave, send, plan):
        leave()
        assert send() == [GUEST]
        first, second = plan.steps.all()
        first.delay_minutes, second.delay_minutes = 1440, 60
        first.save(), second.save()
        days = [send(number * DAY) for number in range(1, 5)]
        assert [*chain(*days)] == [GUEST]

    def test_a_step_added_meanwhile_follows(self, leave, send, plan):
        leave()
        assert send() == [GUEST]
        PlanStep.objects.create(plan=plan, delay_minutes=2880, way=Way.EMAIL)
        assert [send(DAY), send(2 * DAY), send(3 * DAY)] == [[GUEST], [GUEST], []]

    def test_words_that_were_edited_are_those_that_are_sent(self, leave, send, plan):
        leave()
        step = plan.steps.first()
        step.texts = {"fa": "سلام دوباره"}
        step.save()
        send()
        assert "سلام دوباره" in mail.outbox[-1].body

    def test_a_plan_that_was_deleted_sends_nothing_more(self, leave, send, plan):
        leave()
        send()
        plan.delete()
        assert send(DAY) == []
        assert fates()[1] == ("skipped", "off")


def test_of_a_thousand_carts_of_one_visitor_one_is_reminded_of(plan, noon):
    agree(GUEST)
    left_at, step = noon - 2 * HOUR, plan.steps.first()
    template = make_cart(idle=HOUR)
    baskets = get_model("basket", "Basket").objects
    carts = [template, *baskets.bulk_create([baskets.model(status="Open") for _number in range(999)])]
    known = {"email": GUEST, "visitor_hash": "f" * 64, "language": "fa", "period": 1}
    rows = Abandonment.objects.bulk_create(
        [
            Abandonment(cart=cart, idle_since=left_at, abandoned_at=left_at, **known)
            for cart in sorted(carts, key=lambda one: -one.pk)
        ]
    )
    template.support_activity.__class__.objects.update(abandonment=rows[-1], idle_from=None)
    due = {"way": step.way, "due_at": left_at, "planned_at": noon}
    Reminder.objects.bulk_create([Reminder(abandonment=row, plan=plan, step=step, **due) for row in rows])
    rounds.send_due(noon)
    assert len(mail.outbox) == 1
    decided = Reminder.objects.exclude(state="waiting")
    assert set(decided.exclude(state="sent").values_list("state", flat=True)) == {"skipped"}
    assert decided.count() == 1000


def test_the_cap_counts_what_a_person_got_as_a_guest_and_by_the_account(leave, send, prefer):
    prefer(reminders_per_week=1)
    account = make_user(GUEST)
    leave(owner=account)
    assert send() == [GUEST]
    leave(before=1.2 * HOUR)
    assert send() == []
    assert "cap" in [reason for _state, reason in fates()]


def test_what_is_in_doubt_and_has_lost_its_step_stays_so_and_counts_for_the_cap(leave, send, failing, prefer):
    prefer(reminders_per_week=1)
    leave()
    failing.error = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
    send()
    failing.error = None
    Reminder.objects.get(state="unknown").step.delete()
    # It can't be sent again: nobody knows any more what it said.
    assert send_again(Reminder.objects.all()) == 0
    leave(before=1.2 * HOUR)
    # That of the other step is due.
    assert send(DAY) == []
    assert {("unknown", ""), ("skipped", "cap")} <= set(fates())
