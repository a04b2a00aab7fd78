"""The agents' queue knows what a shopper's cart says for answering them earlier."""

from datetime import timedelta

import pytest

from support_plugin import cache, clock
from support_plugin.carts.hesitation.models import Hesitation
from support_plugin.carts.models import CartActivity, Obstacle, Step
from support_plugin.carts.queue_reasons import weigh_shopper_of
from support_plugin.chat.models import Conversation
from support_plugin.chat.queue.weighing import weigh_due
from support_plugin.models import QueueSettings
from support_plugin.visitors import cookies
from support_plugin.visitors.cookies import hash_key
from tests.factories import ConversationFactory, VisitorFactory
from tests.helpers.shopping import make_cart

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def waiting_guest():
    """A guest's cart with what is followed of it, and the conversation in which they wait."""
    key_hash = hash_key(cookies.new_key())
    cart = make_cart()
    CartActivity.objects.filter(pk=cart.pk).update(visitor_hash=key_hash, last_active_at=clock.now())
    conversation = ConversationFactory(
        visitor=VisitorFactory(key_hash=key_hash), waiting_since=clock.now(), is_weighed=False
    )
    return conversation, CartActivity.objects.filter(pk=cart.pk)


def reasons(conversation):
    weigh_shopper_of_all()
    weigh_due(clock.now())
    conversation.refresh_from_db()
    assert conversation.queue_at == conversation.waiting_since - timedelta(minutes=conversation.head_start)
    return dict(conversation.head_start_reasons)


def weigh_shopper_of_all():
    for pk in CartActivity.objects.values_list("pk", flat=True):
        weigh_shopper_of(pk)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, {}),
        ({"step": Step.ADDRESS}, {"checkout": 2}),
        ({"step": Step.PAYMENT}, {"payment": 5}),
        ({"step": Step.PAYMENT, "obstacle": Obstacle.PAYMENT_FAILED}, {"payment_failed": 10}),
        ({"step": Step.PAYMENT, "last_active_at": timedelta(hours=-5)}, {}),
    ],
)
def test_how_far_a_guest_has_come_counts(waiting_guest, values, expected):
    conversation, activity = waiting_guest
    if isinstance(values.get("last_active_at"), timedelta):
        values = {**values, "last_active_at": clock.now() + values["last_active_at"]}
    if values:
        activity.update(**values)
    assert reasons(conversation) == expected


def test_hesitating_just_now_counts_and_long_ago_does_not(waiting_guest):
    conversation, activity = waiting_guest
    row = Hesitation.objects.create(
        cart_id=activity.get().pk, period=1, kind="idle", page="payment", at=clock.now()
    )
    assert reasons(conversation) == {"hesitation": 2}
    Hesitation.objects.filter(pk=row.pk).update(at=clock.now() - timedelta(hours=1))
    assert reasons(conversation) == {}


def test_a_large_cart_counts_where_the_admin_says_what_is_large(waiting_guest):
    conversation, _activity = waiting_guest
    QueueSettings.objects.create(valuable_cart="1")
    cache.clear()
    assert reasons(conversation) == {"valuable_cart": 3}
    QueueSettings.objects.update(valuable_cart="100000000")
    cache.clear()
    assert reasons(conversation) == {}


def test_an_accounts_cart_is_theirs_by_the_account(shopper):
    cart = make_cart(owner=shopper)
    CartActivity.objects.filter(pk=cart.pk).update(step=Step.PAYMENT, last_active_at=clock.now())
    theirs = ConversationFactory(
        visitor=VisitorFactory(user=shopper), waiting_since=clock.now(), is_weighed=False
    )
    other = ConversationFactory(waiting_since=clock.now(), is_weighed=False)
    assert reasons(theirs) == {"payment": 5}
    assert reasons(other) == {}


def test_many_cost_as_much_as_one(waiting_guest, django_assert_max_num_queries):
    for _number in range(30):
        key_hash = hash_key(cookies.new_key())
        CartActivity.objects.filter(pk=make_cart().pk).update(visitor_hash=key_hash)
        ConversationFactory(
            visitor=VisitorFactory(key_hash=key_hash), waiting_since=clock.now(), is_weighed=False
        )
    # Beside that, one statement for each place that is stored.
    with django_assert_max_num_queries(11 + 31):
        weigh_due(clock.now())
    assert not Conversation.objects.filter(is_weighed=False).exists()
