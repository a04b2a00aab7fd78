"""Nobody but the shopper, in the browser with that cart, decides; nobody but agents proposes."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from support_plugin.carts.proposals.models import Proposal
from support_plugin.tokens.models import ApiToken
from support_plugin.tokens.queries import hash_token, new_token
from tests.carts.proposals.world import World, add
from tests.chat.helpers import Browser
from tests.factories import make_user
from tests.helpers.shopping import put_into_cart

DECISIONS = ("accept", "decline", "undo")


@pytest.fixture
def offered(world):
    """A proposal."""
    return world.propose(add(world.sugar))


def untouched(world, proposal):
    """Whether nothing came of it."""
    return world.sugar.pk not in world.contents() and world.state(proposal) == "offered"


@pytest.mark.parametrize("action", DECISIONS)
def test_another_shopper_gets_not_found(world, offered, other_shopper, action):
    browser = Browser(other_shopper)
    browser.start()
    assert world.decide(action, offered, browser).status_code == 404
    assert untouched(world, offered)


@pytest.mark.parametrize("action", DECISIONS)
def test_another_guest_with_a_cart_of_their_own_gets_not_found(world, offered, action):
    browser = Browser()
    world.put(world.tea, browser=browser)
    browser.start()
    assert world.decide(action, offered, browser).status_code == 404
    assert untouched(world, offered)


@pytest.mark.parametrize("action", DECISIONS)
def test_a_browser_without_cookies_is_refused(world, offered, action):
    name = f"support_plugin:api-proposal-{action}"
    url = reverse(name, args=[world.id, offered["id"]])
    assert Client().post(url).status_code == 403
    assert untouched(world, offered)


@pytest.mark.parametrize("action", DECISIONS)
def test_an_agent_does_not_decide_for_the_shopper(world, offered, action):
    answer = world.decide(action, offered, world.desk)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert untouched(world, offered)


@pytest.mark.parametrize("action", DECISIONS)
def test_another_site_can_not_decide_with_the_shoppers_cookies(world, offered, action):
    assert world.decide(action, offered, **{"X-CSRFToken": "x" * 32}).status_code == 403
    assert untouched(world, offered)


@pytest.mark.parametrize("action", ["accept", "undo"])
def test_a_token_of_the_shoppers_does_not_decide_over_the_cart_of_the_browser_beside_it(
    account_world, shopper, action
):
    world, token = account_world, new_token()
    proposal = world.propose(add(world.sugar))
    ApiToken.objects.create(user=shopper, name="app", key_hash=hash_token(token))
    other = Browser()
    world.put(world.tea, browser=other)
    answer = world.decide(action, proposal, other, Authorization=f"Bearer {token}")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert untouched(world, proposal)


@pytest.mark.parametrize("action", [*DECISIONS, "withdraw"])
def test_a_proposal_of_another_conversation_is_not_found(world, offered, agent, action):
    other = World(Browser(), world.desk, agent)
    other.fill()
    browser = world.desk if action == "withdraw" else other.shopper
    assert other.decide(action, offered, browser).status_code == 404
    assert untouched(world, offered)


def test_the_same_guest_in_a_browser_with_another_cart_changes_neither(world, offered):
    other = Client()
    other.cookies["support_visitor"] = world.shopper.cookies["support_visitor"].value
    token = other.get(reverse("support_plugin:api-session")).json()["csrf_token"]
    put_into_cart(other, world.tea)
    url = reverse("support_plugin:api-proposal-accept", args=[world.id, offered["id"]])
    lines = get_model("basket", "Line").objects
    before = sorted(lines.values_list("basket", "product", "quantity"))
    answer = other.post(url, headers={"X-CSRFToken": token})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert sorted(lines.values_list("basket", "product", "quantity")) == before
    # The browser with that cart may still accept it.
    assert world.decide("accept", offered).status_code == 200


def test_a_guests_cart_cookie_alone_opens_no_proposal(world, offered):
    thief = Client()
    thief.cookies["oscar_open_basket"] = world.shopper.cookies["oscar_open_basket"].value
    token = thief.get(reverse("support_plugin:api-session")).json()["csrf_token"]
    url = reverse("support_plugin:api-proposal-accept", args=[world.id, offered["id"]])
    assert thief.post(url, headers={"X-CSRFToken": token}).status_code == 404
    assert untouched(world, offered)


def test_a_proposal_made_for_a_foreign_cart_is_not_accepted(world, offered, other_shopper):
    foreign = get_model("basket", "Basket").objects.create(owner=other_shopper)
    Proposal.objects.update(cart=foreign)
    before = world.contents()
    assert world.decide("accept", offered).status_code == 409
    assert world.contents() == before
    assert not foreign.lines.exists()


@pytest.mark.parametrize("who", ["shopper", "outsider", "staff", "nobody"])
@pytest.mark.parametrize("name", ["api-proposals", "api-proposal-preview", "api-proposal-cart"])
def test_only_agents_look_at_the_cart_and_propose(world, staff, who, name):
    browsers = {
        "shopper": lambda: world.shopper,
        "outsider": lambda: Browser(make_user("out@example.com")),
        "staff": lambda: Browser(staff),
        "nobody": Browser,
    }
    browser = browsers[who]()
    method = "GET" if name.endswith("cart") else "POST"
    data = {"client_id": str(uuid4()), "changes": [{"kind": "add", "product": 1, "quantity": 1}]}
    answer = browser.call(method, name, world.id, data=None if method == "GET" else data)
    assert answer.status_code == (403 if who == "shopper" else 404)
    assert not Proposal.objects.exists()


def test_only_agents_search_and_withdraw(world, offered, other_shopper):
    assert world.shopper.call("GET", "api-proposal-products", world.id).status_code == 403
    assert world.decide("withdraw", offered).status_code == 403
    outsider = Browser(other_shopper)
    assert outsider.call("GET", "api-proposal-products", world.id).status_code == 404
    assert outsider.call("GET", "api-proposals", world.id).status_code == 404
    assert untouched(world, offered)


def test_an_agent_proposes_nothing_in_a_conversation_of_their_own(agent):
    world = World(Browser(agent), Browser(agent), agent)
    world.fill()
    assert world.propose(add(world.sugar), status=403)["code"] == "forbidden"


def test_a_get_changes_nothing(world, offered):
    for action in (*DECISIONS, "withdraw"):
        answer = world.shopper.get(
            reverse(f"support_plugin:api-proposal-{action}", args=[world.id, offered["id"]])
        )
        assert answer.status_code == 405
    assert untouched(world, offered)


def test_decisions_are_limited(world, offered, settings):
    settings.SUPPORT_PLUGIN = {"PROPOSALS_PER_MINUTE": 1, "PEOPLE_PER_ADDRESS": 1}
    assert world.decide("decline", offered).status_code == 200
    assert world.decide("decline", offered).status_code == 429
