"""The lists of the inbox, what narrows them, and what they cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from support_plugin import clock
from support_plugin.chat.folded_messages import fold_all
from support_plugin.chat.models import Conversation
from support_plugin.chat.queue.lists import Filters, count_lists
from support_plugin.chat.queue.order import queue_page
from support_plugin.chat.team.identities import opaque_id
from support_plugin.chat.team.models import Agent, Department, Tag
from tests.chat.helpers import Browser
from tests.factories import ConversationFactory, MessageFactory, VisitorFactory

pytestmark = pytest.mark.django_db


def ago(minutes):
    return clock.now() - timedelta(minutes=minutes)


@pytest.fixture
def ask(agent):
    """A function that asks for a list and returns the ids on its first page."""
    desk = Browser(agent)

    def asked(**params):
        answer = desk.get(reverse("support_plugin:api-conversations"), params)
        assert answer.status_code == 200, answer.content
        return [item["id"] for item in answer.json()["items"]]

    return asked


def ids(*conversations):
    return [str(one.public_id) for one in conversations]


@pytest.fixture
def inbox(agent, colleague):
    """One conversation of each sort, by name."""
    return {
        "late": ConversationFactory(waiting_since=ago(30)),
        "soon": ConversationFactory(waiting_since=ago(5), agent=agent),
        "theirs": ConversationFactory(agent=colleague, updated_at=ago(1)),
        "snoozed": ConversationFactory(
            waiting_since=ago(60), queue_at=None, snoozed_until=ago(-60), updated_at=ago(60)
        ),
        "old": ConversationFactory(status=Conversation.Status.CLOSED, updated_at=ago(90)),
        "new": ConversationFactory(status=Conversation.Status.CLOSED, updated_at=ago(80)),
        "unasked": ConversationFactory(shop_only=True),
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", ["late", "soon", "theirs", "snoozed"]),
        ("all", ["late", "soon", "theirs", "snoozed"]),
        ("waiting", ["late", "soon"]),
        ("mine", ["soon"]),
        ("snoozed", ["snoozed"]),
        ("closed", ["new", "old"]),
    ],
)
def test_each_list_has_its_conversations_in_its_order(ask, inbox, name, expected):
    assert ask(**{"list": name} if name else {}) == ids(*(inbox[one] for one in expected))


def test_a_list_is_counted_whole_and_unread_are_those_whose_shopper_waits(agent, inbox):
    Conversation.objects.filter(pk=inbox["soon"].pk).update(last_seq=3, agent_seen_seq=2)
    Conversation.objects.filter(pk=inbox["late"].pk).update(last_seq=3, agent_seen_seq=3)
    Conversation.objects.filter(pk=inbox["theirs"].pk).update(last_seq=3, agent_seen_seq=2)
    assert count_lists(agent) == {
        "all": {"count": 4, "unread": 1},
        "waiting": {"count": 2, "unread": 1},
        "mine": {"count": 1, "unread": 1},
        "snoozed": {"count": 1, "unread": 0},
    }


def test_filters_narrow_a_list(ask, agent, colleague):
    returns, tag = Department.objects.create(name="Returns"), Tag.objects.create(name="late parcel")
    Agent.objects.create(user=colleague)
    one = ConversationFactory(
        waiting_since=ago(9),
        department=returns,
        language="ar",
        priority=2,
        agent=colleague,
        head_start_reasons=[["payment", 5], ["valuable_cart", 3]],
    )
    one.tags.add(tag)
    failed = [["payment_failed", 10]]
    other = ConversationFactory(waiting_since=ago(8), language="fa", head_start_reasons=failed)
    for name, value in {
        "department": str(returns.pk),
        "language": "ar",
        "tag": str(tag.pk),
        "priority": "2",
        "reason": "payment",
        "agent": opaque_id("agent", colleague.pk),
    }.items():
        assert ask(**{name: value}) == ids(one), name
    assert ask(department="none") == ids(other)
    assert ask(agent="none") == ids(other)
    assert ask(agent="nobody-has-this-id") == []
    assert ask(reason="payment_failed") == ids(other)
    assert ask(reason="hesitation") == []
    assert ask(list="closed", department=str(returns.pk)) == []


def test_words_find_what_was_said_and_who_said_it_within_the_list(ask, shopper):
    said = MessageFactory(body="کد تخفیف کار نمی‌کند", conversation__waiting_since=ago(5)).conversation
    named = ConversationFactory(visitor=VisitorFactory(user=shopper), waiting_since=ago(4))
    closed = MessageFactory(
        body="کد تخفیف کجاست؟", conversation__status=Conversation.Status.CLOSED
    ).conversation
    fold_all()
    assert ask(q="تخفيف") == ids(said)
    assert ask(q="رضایی") == ids(named)
    assert ask(q="تخفيف", list="closed") == ids(closed)
    assert ask(q="هیچ‌جا") == []


@pytest.mark.parametrize(
    "params",
    [
        {"list": "everything"},
        {"priority": "9"},
        {"reason": "boredom"},
        {"department": "x"},
        {"department": "9" * 30},
        {"tag": "none"},
        {"q": "x" * 300},
        {"q": "\x00a"},
    ],
)
def test_an_unknown_filter_is_refused(agent, params):
    answer = Browser(agent).get(reverse("support_plugin:api-conversations"), params)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


@pytest.mark.parametrize("name", ["all", "closed", "snoozed", "waiting"])
def test_every_page_of_a_list_is_reached_once(agent, name):
    state = {
        "closed": {"status": Conversation.Status.CLOSED},
        "snoozed": {"snoozed_until": ago(-9), "queue_at": None},
        "waiting": {"waiting_since": ago(3)},
        "all": {},
    }[name]
    moment = ago(1)
    made = {ConversationFactory(updated_at=moment, **state).pk for _ in range(7)}
    seen, cursor = [], None
    while True:
        page = queue_page(cursor, 2, Filters(list=name), agent)
        seen += [one.pk for one in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert (len(seen), set(seen)) == (7, made)


def test_a_long_list_costs_as_many_queries_as_a_short_one(client, agent, colleague):
    tags = [Tag.objects.create(name=f"tag {n}") for n in range(3)]
    returns = Department.objects.create(name="Returns")

    def crowd(count):
        for n in range(count):
            one = ConversationFactory(waiting_since=ago(n), agent=colleague, department=returns)
            one.tags.set(tags)

    client.force_login(agent)
    url = reverse("support_plugin:api-conversations")
    crowd(5)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        assert len(client.get(url).json()["items"]) == 5
    crowd(495)
    # On a busy machine what is cached may have ended meanwhile.
    client.get(url)
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(url).json()["items"]) == 100
    assert len(many) == len(few) <= 8, [query["sql"] for query in many]
