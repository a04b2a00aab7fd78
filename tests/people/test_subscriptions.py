"""A person's browsers that are notified: exported, and deleted."""

import json

import pytest
from oscar.core.loading import get_model

from support_plugin import clock
from support_plugin.carts.models import CartActivity
from support_plugin.people.export import export_person
from support_plugin.people.flows import delete_person
from support_plugin.people.queries import Person, count_held, find_person
from support_plugin.visitors.models import Visitor
from support_plugin.visitors.subscriptions.flows import subscribe
from support_plugin.visitors.subscriptions.models import PushSubscription
from support_plugin.visitors.subscriptions.queries import Subscriber
from support_plugin.visitors.subscriptions.rules import Browser
from tests.factories import VisitorFactory, make_user
from tests.helpers.push_service import BrowserKeys

pytestmark = pytest.mark.django_db
GUEST = "a" * 64


@pytest.fixture(autouse=True)
def _some_browsers():
    visitor = VisitorFactory(user=None, key_hash="c" * 64)
    cart = get_model("basket", "Basket").objects.create()
    CartActivity.objects.create(
        cart=cart, last_active_at=clock.now(), email="guest@example.com", visitor_hash=GUEST
    )
    people = {
        "account": Subscriber(make_user("sara@example.com").pk),
        "guest": Subscriber(visitor_hash=GUEST),
        "visitor": Subscriber(visitor_hash=visitor.key_hash),
        "stranger": Subscriber(visitor_hash="b" * 64),
    }
    for name, who in people.items():
        subscribe(who, Browser(f"https://push.example/{name}", **BrowserKeys().json), "key", "en")


@pytest.fixture
def person(request):
    """Somebody known by an account, by a visitor's row, or by what a guest typed in the checkout."""
    if request.param == "guest":
        return request.param, Person(emails=["guest@example.com"])
    guest = str(Visitor.objects.get(user=None).pk)
    return request.param, find_person({"account": "sara@example.com", "visitor": guest}[request.param])


NAMES = ["account", "guest", "visitor"]


@pytest.mark.parametrize("person", NAMES, indirect=True)
def test_an_export_says_what_was_agreed_to_and_gives_no_browser_away(person):
    name, found = person
    (row,) = export_person(found)["browser_notifications"]
    assert row["push_service"] == "push.example"
    assert row["agreed_to"].startswith("Tell me if")
    assert row["given_at"]
    assert f"push.example/{name}" not in json.dumps(row)


@pytest.mark.parametrize("person", NAMES, indirect=True)
def test_a_deleted_persons_browsers_are_forgotten_and_no_others(person):
    name, found = person
    assert 1 in count_held(found).values()
    delete_person(found)
    left = {row.endpoint.rpartition("/")[2] for row in PushSubscription.objects.all()}
    assert left == {*NAMES, "stranger"} - {name}
