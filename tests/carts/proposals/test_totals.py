"""One amount, "Total to pay", with shipping: on the card, at the desk, and on the shopper's page after it."""

from decimal import Decimal

import pytest
from django.urls import reverse
from oscar.core.loading import get_model

from support_plugin.carts.models import CartActivity
from support_plugin.carts.proposals.models import Proposal
from support_plugin.notices.current_quote import present_quote
from support_plugin.shop.money import format_money
from tests.carts.proposals.world import add, quantity
from tests.helpers.shopping import FARS, TEHRAN, make_address

IN_FARS = {"country": "IR", "state": FARS}
IN_TEHRAN = {"country": "IR", "state": TEHRAN, "city": "تهران"}
SHIRAZ = {**IN_FARS, "city": "شیراز"}


@pytest.fixture(autouse=True)
def _sent_to_iran(db):
    get_model("address", "Country").objects.get_or_create(
        iso_3166_1_a2="IR", defaults={"printable_name": "Iran", "name": "Iran", "is_shipping_country": True}
    )


def to(place):
    """A change of the destination."""
    return {"kind": "destination", "place": place}


def by(code):
    """A change of the shipping method."""
    return {"kind": "method", "code": code}


def to_pay(world):
    """What the shopper's own page says that there is to pay."""
    return present_quote(world.shopper.get(reverse("basket:summary")).wsgi_request).total_high


def words(amount):
    return format_money(Decimal(amount), "IRR")


@pytest.mark.parametrize("place", [IN_TEHRAN, SHIRAZ], ids=["tehran", "shiraz"])
def test_the_card_has_the_total_that_the_shoppers_page_has_after_it(world, place):
    proposal = world.propose(to(place), add(world.sugar))
    assert world.decide("accept", proposal).status_code == 200
    assert proposal["pay_after"] == words(to_pay(world))
    assert Proposal.objects.get().pay_after == to_pay(world)


def test_a_destination_alone_is_a_proposal_with_its_charge(world):
    # Posted: 650,000 within Tehran, for two kilograms one more.
    proposal = world.propose(to(IN_TEHRAN))
    card = world.said()[-1]["card"]
    assert card["total"]["amount"] == proposal["pay_after"] == words(2_300_000 + 750_000)
    assert [item["price"] for item in card["items"]] == [None, words(750_000)]


def test_a_method_alone_is_a_proposal_with_its_charge(world):
    proposal = world.propose(by("pick-up"))
    assert proposal["pay_after"] == words(2_300_000)
    assert world.decide("accept", proposal).status_code == 200
    assert to_pay(world) == Decimal(2_300_000)
    assert world.decide("undo", proposal).status_code == 200
    assert to_pay(world) > Decimal(2_300_000)


def test_a_method_that_does_not_go_there_is_refused(world):
    answer = world.propose(to({"country": "IR", "state": FARS, "city": "دهی"}), by("courier"), status=400)
    assert answer["detail"]
    world.propose(to(SHIRAZ), by("courier"))


def test_the_place_and_method_of_the_shoppers_page_are_the_cards(world):
    world.decide("accept", world.propose(to(IN_TEHRAN), by("courier")))
    # The page notes what it shows.
    world.shopper.get(reverse("basket:summary"))
    shown = CartActivity.objects.get().shown
    assert (shown["place"]["state"], shown["method_code"]) == (TEHRAN, "courier")
    proposal = world.propose(add(world.sugar))
    assert world.decide("accept", proposal).status_code == 200
    assert proposal["pay_after"] == words(to_pay(world))


def test_a_destination_chosen_meanwhile_makes_the_total_out_of_date(world):
    proposal = world.propose(add(world.sugar), to(IN_TEHRAN))
    assert world.decide("accept", proposal).status_code == 200
    world.shopper.get(reverse("basket:summary"))
    second = world.propose(quantity(world.line(world.sugar), 0))
    data = {**SHIRAZ, "csrfmiddlewaretoken": world.shopper.session_json["csrf_token"]}
    world.shopper.post(reverse("support_plugin:destination"), data)
    before = world.contents()
    answer = world.decide("accept", second)
    assert (answer.status_code, world.state(second), world.contents()) == (409, "stale", before)


def test_a_method_chosen_meanwhile_makes_the_total_out_of_date(account_world):
    from support_plugin.shop.checkout.session import choose_method

    world = account_world
    first = world.propose(to(IN_TEHRAN))
    assert world.decide("accept", first).status_code == 200
    world.shopper.get(reverse("basket:summary"))
    second = world.propose(add(world.sugar))
    request = world.shopper.get("/").wsgi_request
    choose_method(request, "courier")
    request.session.save()
    assert (world.decide("accept", second).status_code, world.state(second)) == (409, "stale")
    assert world.sugar.pk not in world.contents()


def test_a_charge_that_changed_makes_it_out_of_date(world, monkeypatch):
    from example_shop.shipping import methods

    proposal, before = world.propose(to(IN_TEHRAN)), world.contents()
    monkeypatch.setattr(methods.Post, "charge", lambda self, basket: Decimal(1))
    assert (world.decide("accept", proposal).status_code, world.state(proposal)) == (409, "stale")
    assert world.contents() == before


def test_where_the_account_has_an_address_no_destination_is_proposed(account_world, shopper):
    make_address(shopper)
    answer = account_world.propose(to(SHIRAZ), status=400)
    assert answer["detail"]
    proposal = account_world.propose(add(account_world.sugar))
    assert account_world.decide("accept", proposal).status_code == 200
    assert proposal["pay_after"] == words(to_pay(account_world))


def test_where_the_charge_is_unknown_the_card_says_so_and_has_the_goods(world, monkeypatch):
    from example_shop.shipping.repository import Repository

    def fail(self, **question):
        raise ValueError

    monkeypatch.setattr(Repository, "get_available_shipping_methods", fail)
    proposal = world.propose(add(world.sugar))
    assert (proposal["pay_after"], proposal["total_after"]) == (None, words(2_500_000))
    assert world.said()[-1]["card"]["total"]["amount"] == words(2_500_000)
    assert world.decide("accept", proposal).status_code == 200


def test_the_desk_gets_each_methods_charge_at_a_destination(world):
    url = reverse("support_plugin:api-proposal-cart", args=[world.id])
    cart = world.desk.get(url, IN_TEHRAN).json()
    charges = {one["code"]: one["charge"] for one in cart["methods"]}
    assert charges["post"] == words(750_000)
    assert cart["pay"] == words(3_050_000)
    elsewhere = world.desk.get(url, {**IN_FARS, "city": "دهی"}).json()
    assert "courier" not in {one["code"] for one in elsewhere["methods"]}
    assert world.desk.get(url, {"country": "ZZ"}).status_code == 400


def test_a_preview_lists_the_methods_for_the_cart_as_it_would_be(world):
    changes = [to(IN_TEHRAN), quantity(world.line(world.saffron), 20)]
    answer = world.desk.call("POST", "api-proposal-preview", world.id, data={"changes": changes}).json()
    # Of this value it is posted free of charge.
    (post,) = [one for one in answer["methods"] if one["code"] == "post"]
    assert answer["pay_after"] == words(20_300_000)
    assert post["charge"] != words(750_000)


def test_undo_leaves_a_destination_that_was_chosen_since(world):
    from support_plugin.notices.destination.choice_cookie import read_choice

    proposal = world.propose(to(IN_TEHRAN))
    world.decide("accept", proposal)
    data = {**SHIRAZ, "csrfmiddlewaretoken": world.shopper.session_json["csrf_token"]}
    world.shopper.post(reverse("support_plugin:destination"), data)
    assert world.decide("undo", proposal).status_code == 200
    assert read_choice(world.shopper.get("/").wsgi_request)["state"] == FARS


def test_the_methods_name_is_in_the_shoppers_language(world):
    world.conversation.language = "fa"
    world.conversation.save()
    url = reverse("support_plugin:api-proposals", args=[world.id]).replace("/fa/", "/en/")
    import json
    from uuid import uuid4

    data = json.dumps({"client_id": str(uuid4()), "changes": [by("pick-up")]})
    headers = {"X-CSRFToken": world.desk.session_json["csrf_token"]}
    assert world.desk.post(url, data, content_type="application/json", headers=headers).status_code == 201
    title = Proposal.objects.get().changes[0]["title"]
    assert any("؀" <= letter <= "ۿ" for letter in title)
