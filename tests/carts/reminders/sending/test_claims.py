"""A claim holds only if nothing has happened since the reminder was looked at."""

from datetime import timedelta

import pytest

from support_plugin.carts.flows import note_changes
from support_plugin.carts.models import Abandonment
from support_plugin.carts.reminders.models import Plan
from support_plugin.carts.reminders.sending import claims, rounds
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
