"""Where carts are not followed, the cart is the one in the guest's browser when they wrote or looked."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse
from oscar.core.loading import get_model

from support_plugin.carts.models import CartActivity
from support_plugin.carts.proposals.rules import no_cart
from support_plugin.chat.models import Conversation
from support_plugin.chat.unread import AWAITED
from support_plugin.people.export import export_person
from support_plugin.people.queries import people_of
from tests.carts.proposals.world import World, add
from tests.chat.helpers import Browser


@pytest.fixture
def quiet_world(db, agent, prefer):
    """A guest with a cart in a shop that follows none."""
    prefer(carts_enabled=False)
    world = World(Browser(), Browser(agent), agent)
    world.fill()
    assert not CartActivity.objects.exists()
    return world


def test_a_proposal_is_made_accepted_and_undone(quiet_world):
    before = quiet_world.contents()
    proposal = quiet_world.propose(add(quiet_world.sugar, 2))
    assert quiet_world.contents() == before
    assert quiet_world.decide("accept", proposal).status_code == 200
    assert quiet_world.contents()[quiet_world.sugar.pk] == 2
    assert quiet_world.decide("undo", proposal).status_code == 200
    assert quiet_world.contents() == before


def test_an_account_needs_no_followed_cart(agent, shopper, prefer):
    prefer(carts_enabled=False)
    world = World(Browser(shopper), Browser(agent), agent)
    world.fill()
    proposal = world.propose(add(world.sugar))
    assert world.decide("accept", proposal).status_code == 200


@pytest.fixture
def early_world(db, agent, prefer):
    """A guest who wrote before anything was in the cart."""
    prefer(carts_enabled=False)
    world = World(Browser(), Browser(agent), agent)
    answer = world.shopper.start("سلام").json()
    world.conversation = Conversation.objects.get(public_id=answer["conversation"]["id"])
    world.put(world.tea)
    return world


def test_before_it_is_known_the_desk_says_why_not(early_world):
    answer = early_world.desk.call("GET", "api-proposal-cart", early_world.id)
    assert answer.status_code == 409
    assert answer.json()["detail"] == no_cart(is_guest=True).detail != no_cart(is_guest=False).detail


def test_it_is_known_from_the_next_message(early_world):
    data = {"client_id": str(uuid4()), "body": "چای هم گذاشتم"}
    assert early_world.shopper.call("POST", "api-messages", early_world.id, data=data).status_code == 201
    early_world.propose(add(early_world.sugar))


def test_it_is_known_from_the_next_page(early_world):
    early_world.shopper.cookies[AWAITED] = "1"
    early_world.shopper.get(reverse("basket:summary"))
    early_world.propose(add(early_world.sugar))


def test_a_cookie_that_the_shop_has_not_signed_names_no_cart(early_world, agent):
    stranger = World(Browser(), early_world.desk, agent)
    stranger.put(stranger.tea)
    for forged in (str(stranger.cart.pk), f"{stranger.cart.pk}:x", "", ":"):
        early_world.shopper.cookies[settings.OSCAR_BASKET_COOKIE_OPEN] = forged
        data = {"client_id": str(uuid4()), "body": "سلام"}
        early_world.shopper.call("POST", "api-messages", early_world.id, data=data)
        assert Conversation.objects.get(pk=early_world.conversation.pk).cart_key == ""


def test_a_cart_that_was_ordered_or_taken_into_an_account_is_none(quiet_world, shopper):
    carts = get_model("basket", "Basket").objects
    for change in ({"status": "Submitted"}, {"status": "Open", "owner": shopper}):
        carts.update(**change)
        quiet_world.propose(add(quiet_world.sugar), status=409)


def test_an_agents_own_cart_is_never_the_shoppers(quiet_world):
    key = Conversation.objects.get(pk=quiet_world.conversation.pk).cart_key
    data = {"client_id": str(uuid4()), "body": "سلام"}
    guest = Browser()
    quiet_world.desk.cookies[settings.OSCAR_BASKET_COOKIE_OPEN] = "x"
    quiet_world.put(quiet_world.tea, browser=guest)
    cookie = guest.cookies[settings.OSCAR_BASKET_COOKIE_OPEN].value
    quiet_world.desk.cookies[settings.OSCAR_BASKET_COOKIE_OPEN] = cookie
    assert quiet_world.desk.call("POST", "api-messages", quiet_world.id, data=data).status_code == 201
    assert Conversation.objects.get(pk=quiet_world.conversation.pk).cart_key == key


def test_it_is_exported_and_goes_with_the_contents(quiet_world):
    conversation = Conversation.objects.get(pk=quiet_world.conversation.pk)
    assert conversation.cart_key == str(quiet_world.cart.pk)
    exported = export_person(people_of([conversation.visitor]))["visitors"][0]["conversations"][0]
    assert exported["cart_seen_last"] == conversation.cart_key
    quiet_world.shopper.call("DELETE", "api-conversation", quiet_world.id)
    conversation.refresh_from_db()
    assert conversation.cart_key == ""
