"""A claim holds only if nothing has happened since the reminder was looked at."""

from datetime import timedelta

import pytest
from django.db import transaction

from support_plugin.carts.flows import note_changes
from support_plugin.carts.models import Abandonment
from support_plugin.carts.reminders.models import Plan, Reminder
from support_plugin.carts.reminders.sending import claims, rounds
from support_plugin.carts.reminders.sending.conditions import Room
from support_plugin.visitors.consents.flows import suppress
from support_plugin.visitors.consents.models import Suppression
from support_plugin.visitors.contacts import EMAIL
from tests.carts.orders import staff_order
from tests.carts.reminders.conftest import GUEST

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

HAPPENINGS = {
    "order": lambda left: staff_order(guest_email="GUEST@example.com"),
    "order of the cart": lambda left: staff_order(cart=left.cart),
    "back": lambda left: note_changes([left.cart_id]),
    "stopped": lambda left: suppress(EMAIL, GUEST, "email", Suppression.Reason.ASKED),
    "plan off": lambda left: Plan.objects.update(enabled=False),
    "cart saved": lambda left: type(left.cart).objects.update(status="Saved"),
    "given up": lambda left: Abandonment.objects.update(expired_at=left.abandoned_at),
    "step deleted": lambda left: Plan.objects.get().steps.all().delete(),
    "bought": lambda left: Abandonment.objects.update(recovered_at=left.abandoned_at),
}


@pytest.mark.parametrize("name", HAPPENINGS)
def test_what_happens_between_looking_and_claiming_is_seen(leave, noon, name):
    left = leave()
    token, [reminder] = claims.reserve(noon)
    batch = rounds.Batch([reminder], noon)
    assert rounds.decide(batch, token) == [reminder]
    HAPPENINGS[name](left)
    person = batch.people[reminder.pk]
    hashed = person.hash_of(EMAIL)
    assert not claims.claim(reminder, token, person, noon, contact_hash=hashed)


def test_another_process_takes_what_is_left_when_a_reservation_is_over(leave, noon):
    leave()
    old, [reminder] = claims.reserve(noon)
    later = noon + timedelta(minutes=6)
    new, [again] = claims.reserve(later)
    person = rounds.Batch([again], later).people[again.pk]
    assert not claims.claim(reminder, old, person, later)
    assert claims.claim(again, new, person, later)


PHONE, KEY = "+989121111111", "d" * 64
SINCE = {
    "user": lambda row, person: {"user_id": person.user_id},
    "email": lambda row, person: {"email": person.email},
    "phone": lambda row, person: {"phone": PHONE},
    "visitor": lambda row, person: {"visitor_hash": KEY},
    "contact": lambda row, person: {},
    "another person": lambda row, person: {"email": "another@example.com"},
}


@pytest.mark.parametrize("way", ["sms", "task"])
@pytest.mark.parametrize("known", SINCE)
def test_what_a_person_got_since_counts_by_all_that_is_known(leave, noon, shopper, known, way):
    left = leave(owner=shopper, visitor_hash=KEY, phone=PHONE)
    token, [reminder] = claims.reserve(noon)
    batch = rounds.Batch([reminder], noon)
    person = batch.people[reminder.pk]
    times = {"idle_since": left.idle_since, "abandoned_at": left.abandoned_at, "period": 1}
    other = Abandonment.objects.create(**times, **SINCE[known](left, person))
    hashed = person.hash_of(EMAIL) if known == "contact" else ""
    moments = dict.fromkeys(("due_at", "planned_at", "decided_at"), noon)
    Reminder.objects.create(abandonment=other, way=way, state="sent", contact_hash=hashed, **moments)
    is_free = known == "another person" or way == "task"
    room = Room(1, noon)
    with transaction.atomic():
        assert claims.claim(reminder, token, person, noon, room=room) is is_free


@pytest.mark.parametrize("room", [2, 3])
def test_a_claim_takes_the_room_that_is_left_and_no_more(leave, noon, room):
    left = leave(visitor_hash=KEY)
    token, [reminder] = claims.reserve(noon)
    person = rounds.Batch([reminder], noon).people[reminder.pk]
    moments = dict.fromkeys(("due_at", "planned_at", "decided_at"), noon)
    times = {"idle_since": left.idle_since, "abandoned_at": left.abandoned_at, "visitor_hash": KEY}
    for period in range(2):
        other = Abandonment.objects.create(**times, period=period)
        Reminder.objects.create(abandonment=other, way="email", state="sent", **moments)
    assert claims.claim(reminder, token, person, noon, room=Room(room, noon)) is (room > 2)
