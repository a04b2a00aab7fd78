"""Whatever happens until its reader comes keeps a message in the shop back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from support_plugin import clock
from support_plugin.carts.abandoning import expire_abandoned
from support_plugin.carts.flows import note_changes
from support_plugin.carts.models import Abandonment
from support_plugin.carts.recovering import note_orders
from support_plugin.carts.reminders.decisions.batches import Batch
from support_plugin.carts.reminders.models import Plan, PlanStep, Reminder
from support_plugin.carts.reminders.sending import claims, visits
from support_plugin.carts.reminders.sending.conditions import Room
from support_plugin.carts.reminders.sending.rounds import send_due
from support_plugin.carts.restoring.models import CartCopy
from support_plugin.chat.models import Conversation
from support_plugin.tasks.models import Task
from support_plugin.visitors.consents.flows import suppress
from support_plugin.visitors.consents.models import Suppression
from support_plugin.visitors.contacts import EMAIL
from support_plugin.visitors.models import Visitor as VisitorRow
from tests.carts.orders import staff_order
from tests.carts.reminders.conftest import GUEST, fates
from tests.carts.reminders.on_site.visitors import GUESTS, KEY, Visitor
from tests.helpers.shopping import make_cart

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

DAY, DAYS_14 = timedelta(days=1), timedelta(days=14)
READY, SENT = ("ready", ""), ("sent", "")
OTHER = "o" * 43


def silent_order(**fields):
    """Store an order that no signal announces."""
    model = get_model("order", "Order")
    worth = {"currency": "IRR", "total_incl_tax": 1, "total_excl_tax": 1}
    model.objects.bulk_create([model(number="S1", date_placed=clock.now(), **worth, **fields)])


def copy_of(left):
    """Return another cart that goes on with this one."""
    copy = make_cart()
    CartCopy.objects.create(cart=copy, abandonment=left, copied_at=clock.now())
    return copy


HAPPENINGS = {
    "order by the same guest": lambda left: silent_order(guest_email=GUEST.upper()),
    "order of a copy": lambda left: silent_order(basket=copy_of(left)),
    "order of the cart": lambda left: staff_order(cart=left.cart),
    "back": lambda left: note_changes([left.cart_id]),
    "given up": lambda left: expire_abandoned(timezone.now() + timedelta(days=60)),
    "stopped all": lambda left: suppress(EMAIL, GUEST, "", Suppression.Reason.ASKED),
    "plan off": lambda left: Plan.objects.update(enabled=False),
    "step gone": lambda left: PlanStep.objects.all().delete(),
    "cart saved": lambda left: type(left.cart).objects.update(status="Saved"),
    "being paid": lambda left: type(left.cart).objects.update(status="Frozen"),
    "bought after all": lambda left: Abandonment.objects.update(recovered_at=left.abandoned_at),
    "nothing to buy": lambda left: left.cart.lines.first().product.stockrecords.update(num_in_stock=0),
    "talking": lambda left: Conversation.objects.create(
        visitor=VisitorRow.objects.create(key_hash=GUESTS["visitor_hash"]), language="en"
    ),
    "blocked": lambda left: VisitorRow.objects.create(
        key_hash=GUESTS["visitor_hash"], blocked_at=timezone.now()
    ),
}


@pytest.mark.parametrize("name", HAPPENINGS)
def test_what_happens_before_the_visit_keeps_it_back(wait, name):
    left = wait(email=GUEST)
    HAPPENINGS[name](left)
    assert Visitor(KEY).ask() is None
    assert fates()[0] != SENT


@pytest.mark.parametrize("name", HAPPENINGS)
def test_what_happens_between_asking_and_showing_keeps_it_back(wait, name):
    left = wait(email=GUEST)
    visitor = Visitor(KEY)
    message = visitor.ask()
    assert message
    HAPPENINGS[name](left)
    answer = visitor.post("shown", message, client_id=str(uuid4()))
    assert answer.status_code == 404 or answer.json()["text"] is None
    assert fates()[0] != SENT


CLAIMED = {
    name: happens
    for name, happens in HAPPENINGS.items()
    # One statement does not look at these; they are looked at right before it.
    if name not in ("step gone", "nothing to buy", "given up")
}


@pytest.mark.parametrize("name", [*CLAIMED, "shown in another tab"])
def test_what_happens_at_the_very_moment_keeps_it_back(wait, noon, name):
    left = wait(email=GUEST)
    reminder = Reminder.objects.select_related("abandonment", "step", "plan").get()
    batch = Batch([reminder], noon + DAY)
    assert visits.may_be_shown(batch) == [reminder]
    if name in CLAIMED:
        CLAIMED[name](left)
    else:
        assert Visitor(KEY).show(Visitor(KEY).ask())
    person = batch.people[reminder.pk]
    assert not claims.claim_ready(
        reminder, person, noon + DAY, room=Room(9, noon), state="sent", client_id=uuid4()
    )


def test_switched_off_nothing_is_sent_or_shown(wait, prefer):
    wait()
    visitor = Visitor(KEY)
    message = visitor.ask()
    prefer(reminders_enabled=False)
    assert visitor.ask() is None
    assert visitor.show(message) is None
    assert fates() == [READY]


def test_whoever_buys_by_the_shop_is_waited_for_no_more(wait):
    left = wait(email=GUEST)
    note_orders([staff_order(cart=left.cart, guest_email=GUEST, date_placed=clock.now()).pk])
    assert fates() == [("skipped", "bought")]


def test_whoever_stopped_all_gets_none_and_a_stop_of_e_mails_says_nothing_of_the_shop(leave, send):
    suppress(EMAIL, GUEST, "email", Suppression.Reason.ASKED)
    leave(consent=False, **GUESTS)
    send()
    assert fates() == [READY]
    suppress(EMAIL, "all@example.com", "", Suppression.Reason.ASKED)
    leave(email="all@example.com", consent=False)
    send()
    assert fates()[1] == ("skipped", "unsubscribed")


def test_an_open_conversation_gives_the_agent_a_task_instead(leave, send):
    left = leave(consent=False, **GUESTS)
    HAPPENINGS["talking"](left)
    send()
    assert fates() == [("skipped", "talking")]
    assert Task.objects.count() == 1


def test_what_nobody_came_for_in_14_days_is_skipped_with_its_reason(wait, moves, noon, leave):
    wait()
    moves(DAYS_14 - DAY)
    assert Visitor(KEY).ask()
    send_due(noon + DAYS_14)
    assert fates() == [READY]
    moves(DAYS_14 + timedelta(minutes=1))
    assert Visitor(KEY).ask() is None
    send_due(noon + DAYS_14 + timedelta(minutes=1))
    assert fates() == [("skipped", "stale")]


def test_what_was_never_asked_for_again_says_that_its_shopper_came_back(wait, noon):
    left = wait()
    note_changes([left.cart_id])
    send_due(noon + DAYS_14 + DAY)
    assert fates()[0] == ("skipped", "returned")


def test_a_call_that_is_repeated_when_the_cart_is_gone_has_nothing_to_say(wait):
    left = wait()
    visitor, client_id = Visitor(KEY), uuid4()
    message = visitor.ask()
    assert visitor.show(message, client_id)
    type(left.cart).objects.filter(pk=left.cart_id).delete()
    assert visitor.show(message, client_id) is None
