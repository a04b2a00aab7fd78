"""What changes between the look at a reminder and its claim, and shapes of people of whom little is known."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from oscar.core.loading import get_model

from support_plugin.carts.models import Abandonment, CartActivity
from support_plugin.carts.reminders.models import PlanStep, Reminder, Way
from support_plugin.carts.reminders.on_site.flows import Reader, find_waiting, show_message
from support_plugin.carts.reminders.sending import rounds
from support_plugin.carts.reminders.stopping import stop_for_person
from support_plugin.chat.models import Conversation
from support_plugin.tasks.models import Task
from support_plugin.visitors.arms.models import HoldoutArm
from support_plugin.visitors.contacts import EMAIL, PHONE, contact_hash
from support_plugin.visitors.models import Visitor
from tests.carts.reminders.conftest import GUEST, HOUR, agree, fates
from tests.helpers.shopping import make_cart

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

DAY = timedelta(days=1)
KEY, NUMBER = "d" * 64, "+989121111111"
OLD, NEW = "an old key of the shop", "a new key of the shop"


@pytest.fixture
def meanwhile(monkeypatch):
    """Return a function that has something happen after the reminders were chosen, and before any claim."""
    decide = rounds.decide

    def have(happen):
        def decide_and_happen(batch, token):
            found = decide(batch, token)
            assert found
            happen()
            monkeypatch.setattr(rounds, "decide", decide)
            return found

        monkeypatch.setattr(rounds, "decide", decide_and_happen)

    return have


@pytest.fixture
def already_sent(noon):
    """Return a function that stores so many messages that a person got an hour ago, by an older cart."""

    def make(number, **who):
        before = noon - 5 * HOUR
        for place in range(number):
            left = Abandonment.objects.create(
                period=place, idle_since=before, abandoned_at=before, returned_at=before, **who
            )
            times = dict.fromkeys(("due_at", "planned_at", "decided_at"), noon - HOUR)
            Reminder.objects.create(abandonment=left, way=Way.EMAIL, state="sent", **times)

    return make


def hold_out(person):
    HoldoutArm.objects.create(
        capability="reminders", person=person, is_held_out=True, percent=50, drawn_at="2026-01-01T00:00Z"
    )


@pytest.mark.parametrize("got", [1, 2])
@pytest.mark.parametrize("cap", ["reminders_per_day", "reminders_per_week"])
def test_a_cap_that_is_lowered_while_reminders_are_sent_holds(
    leave, send, already_sent, prefer, meanwhile, got, cap
):
    already_sent(got, visitor_hash=KEY)
    leave(visitor_hash=KEY)
    prefer(**{"reminders_per_day": 9, "reminders_per_week": 9, cap: got + 1})
    meanwhile(lambda: prefer(**{cap: 1}))
    assert send() == []
    assert send(HOUR / 10) == []
    assert Reminder.objects.filter(state="skipped", reason="cap").count() == 1


def test_a_step_that_is_deleted_after_it_was_chosen_is_not_sent(leave, send, plan, meanwhile):
    leave()
    meanwhile(lambda: plan.steps.first().delete())
    assert send() == []
    send(HOUR / 10)
    assert fates()[0] == ("skipped", "off")


def test_a_mail_keeps_the_pause_after_a_message_that_is_shown_meanwhile(
    leave, send, plan, noon, meanwhile, monkeypatch
):
    PlanStep.objects.create(plan=plan, delay_minutes=30, way=Way.SITE)
    left = leave(visitor_hash=KEY)
    send()
    Reminder.objects.filter(way=Way.EMAIL).update(due_at=noon)
    assert [row.state for row in Reminder.objects.order_by("pk")] == ["ready", "waiting"]
    reader = Reader(visitor_hash=KEY)

    def come():
        monkeypatch.setattr("support_plugin.clock.now", lambda: noon + HOUR)
        assert show_message(reader, find_waiting(reader).key, uuid4())

    meanwhile(come)
    assert send(HOUR) == []
    assert send(HOUR + HOUR / 4) == []
    assert send(2 * HOUR) == [GUEST]
    assert left.reminders.filter(state="sent").count() == 2


@pytest.mark.parametrize("way", [Way.EMAIL, Way.SITE])
def test_of_whoever_is_held_out_no_agent_is_asked_to_write_during_a_conversation(
    leave, send, plan, prefer, way
):
    prefer(reminder_holdout_percent=50)
    plan.steps.update(way=way)
    hold_out(f"visitor:{KEY}")
    leave(visitor_hash=KEY)
    Conversation.objects.create(visitor=Visitor.objects.create(key_hash=KEY), language="fa")
    assert send() == []
    assert fates()[0] == ("skipped", "talking")
    assert not Task.objects.exists()


class TestKeys:
    """SECRET_KEY was changed; the former one is among SECRET_KEY_FALLBACKS."""

    @pytest.fixture(autouse=True)
    def _old(self, settings):
        settings.SECRET_KEY = OLD

    def change(self, settings):
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]

    def test_whoever_is_held_out_by_an_address_stays_so(self, leave, send, prefer, settings):
        prefer(reminder_holdout_percent=1)
        hold_out(f"contact:{contact_hash(EMAIL, GUEST)}")
        self.change(settings)
        leave()
        assert send() == []
        assert fates()[0] == ("held_out", "")

    def test_what_an_address_got_counts_for_the_cap(self, leave, send, prefer, settings, already_sent):
        prefer(reminders_per_day=1)
        already_sent(1)
        Reminder.objects.update(contact_hash=contact_hash(EMAIL, GUEST))
        self.change(settings)
        leave()
        assert send() == []
        assert fates()[1] == ("skipped", "cap")


class TestStopByStaff:
    """Who has stopped by staff gets nothing of any cart, by whatever contact it is known."""

    @pytest.mark.parametrize("state", ["waiting", "ready"])
    @pytest.mark.parametrize("other", [{"phone": NUMBER}, {"email": "other@example.com"}])
    def test_what_waits_about_other_carts_ends(self, leave, plan, state, other):
        plan.steps.update(way=Way.TASK)
        first = leave(email="", consent=False)
        second = leave(consent=False, **{"email": "", **other})
        Reminder.objects.update(state=state)
        contacts = [(EMAIL, "Other@example.com"), (PHONE, NUMBER)]
        assert stop_for_person(first, contacts) == 2
        assert second.reminders.get().reason == "unsubscribed"


class TestLongUnpaid:
    """The shop froze a cart for its payment, and the shopper never came back from the bank."""

    @pytest.mark.parametrize("age", [HOUR, 2 * DAY])
    def test_a_payment_that_nobody_ended_holds_back_no_other_cart_for_ever(self, leave, send, noon, age):
        unpaid = make_cart()
        get_model("basket", "Basket").objects.filter(pk=unpaid.pk).update(status="Frozen")
        CartActivity.objects.filter(pk=unpaid.pk).update(
            visitor_hash=KEY, last_active_at=noon - age, idle_from=None
        )
        leave(visitor_hash=KEY)
        assert send() == ([GUEST] if age > DAY else [])
        assert len(mail.outbox) == (age > DAY)

    @pytest.mark.parametrize("age", [HOUR, 2 * DAY])
    def test_nor_does_one_that_is_not_followed(self, leave, send, noon, shopper, age):
        unpaid = make_cart(owner=shopper)
        CartActivity.objects.filter(pk=unpaid.pk).delete()
        get_model("basket", "Basket").objects.filter(pk=unpaid.pk).update(
            status="Frozen", date_created=noon - age
        )
        leave(owner=shopper)
        assert send() == ([shopper.email] if age > DAY else [])


class TestNobodyKnown:
    """A guest without a key, an account or a contact: known by the cart alone."""

    def test_the_cart_is_held_out_and_stays_so_when_an_address_is_known(
        self, leave, send, plan, prefer, noon, monkeypatch
    ):
        prefer(reminder_holdout_percent=50)
        plan.steps.update(way=Way.SITE)
        left = leave(email="", consent=False)
        hold_out(f"cart:{left.cart_id}")
        send()
        monkeypatch.setattr("support_plugin.clock.now", lambda: noon + HOUR)
        reader = Reader(cart_id=left.cart_id)
        assert show_message(reader, find_waiting(reader).key, uuid4()) is None
        assert fates()[0] == ("held_out", "")
        plan.steps.update(way=Way.EMAIL)
        Abandonment.objects.update(email=GUEST)
        Reminder.objects.filter(state="waiting").update(way=Way.EMAIL, due_at=noon)
        agree(GUEST)
        assert send(DAY) == []
        assert fates()[1] == ("held_out", "")

    def test_a_contact_that_is_none_is_no_name(self, leave, send, plan, prefer):
        prefer(reminder_holdout_percent=50)
        plan.steps.update(way=Way.TASK)
        hold_out("contact:")
        leave(email="", phone="no number", visitor_hash=KEY, consent=False)
        send()
        names = HoldoutArm.objects.exclude(person="contact:").values_list("person", flat=True)
        assert list(names) == [f"visitor:{KEY}"]
