"""What an agent may propose, and what is said where the shop would not make the change."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse
from oscar.core.loading import get_model
from oscar.test import factories

from support_plugin.carts.proposals.models import Proposal
from support_plugin.search.silent_changes import index_missing_rows
from support_plugin.shop.money import format_money
from tests.carts.proposals.world import World, add, make_voucher, quantity, voucher
from tests.chat.helpers import Browser
from tests.helpers.shopping import make_product, offer


def refused(world, *changes, status=400):
    """Return what the agent is shown; nothing is stored, nothing said."""
    messages = len(world.said())
    answer = world.propose(*changes, status=status)
    assert not Proposal.objects.exists()
    assert len(world.said()) == messages
    return answer["detail"]


def test_a_product_out_of_stock_is_refused_with_the_shops_reason(world):
    get_model("partner", "StockRecord").objects.filter(product=world.sugar).update(num_in_stock=1)
    assert refused(world, add(world.sugar, 2))


def test_more_than_there_is_of_a_line_is_refused(world):
    assert refused(world, quantity(world.line(world.tea), 51))


def test_a_hidden_product_is_refused(world):
    world.sugar.is_public = False
    world.sugar.save()
    assert refused(world, add(world.sugar))


def test_a_voucher_that_does_not_apply_is_refused(world):
    spring = make_voucher()
    spring.offers.all()[0].condition.delete()
    assert refused(world, voucher("SPRING"))


def test_a_voucher_that_does_not_exist_or_is_in_the_cart_is_refused(world):
    assert refused(world, voucher("NONE"))
    world.cart.vouchers.add(make_voucher())
    assert refused(world, voucher("SPRING"))


def test_a_personal_voucher_of_somebody_else_is_refused(world):
    spring = make_voucher(usage="Single use")
    order = factories.create_order()
    get_model("voucher", "VoucherApplication").objects.create(voucher=spring, order=order)
    assert refused(world, voucher("SPRING"))


def test_a_product_whose_option_must_be_chosen_is_refused(world):
    product_class = world.sugar.product_class
    option = get_model("catalogue", "Option").objects.create(
        name="Engraving", code="engraving", type="text", required=True
    )
    product_class.options.add(option)
    assert "Engraving" in refused(world, add(world.sugar))


def test_a_line_of_another_cart_is_refused(world, agent):
    other = World(Browser(), world.desk, agent)
    other.put(other.tea)
    line = get_model("basket", "Line").objects.get(product=other.tea)
    assert refused(world, quantity(str(line.pk), 3))


def test_a_shipping_method_that_is_not_offered_is_refused(world):
    assert refused(world, {"kind": "method", "code": "rocket"})


def test_a_swap_to_another_product_is_refused(world):
    assert refused(world, {"kind": "swap", "line": world.line(world.tea), "product": world.sugar.pk})


def test_what_would_change_nothing_is_refused(world):
    assert refused(world, quantity(world.line(world.tea), 1))


WRONG = [
    [],
    "add",
    [{"kind": "steal"}],
    [{"kind": "add", "product": 1}],
    [{"kind": "add", "product": 1, "quantity": 0}],
    [{"kind": "add", "product": 1, "quantity": "1"}],
    [{"kind": "add", "product": 1, "quantity": True}],
    [{"kind": "add", "product": {"a": 1}, "quantity": 1}],
    [{"kind": "add", "product": 1, "quantity": 1, "price": 1}],
    [{"kind": "voucher"}],
    [{"kind": "voucher", "code": "A", "pool": 1}],
    [{"kind": "destination", "place": {"country": "ZZ"}}],
    [{"kind": "destination", "place": {"street": "x"}}],
    [{"kind": "method", "code": "a"}, {"kind": "method", "code": "b"}],
    [{"kind": "add", "product": str(number), "quantity": 1} for number in range(7)],
    [{"kind": "add", "product": "\x00", "quantity": 1}],
    [None],
]


@pytest.mark.parametrize("changes", WRONG, ids=range(len(WRONG)))
def test_what_is_no_change_is_refused(world, changes):
    data = {"client_id": str(uuid4()), "changes": changes}
    answer = world.desk.call("POST", "api-proposals", world.id, data=data)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert not Proposal.objects.exists()


def test_without_a_cart_nothing_is_proposed(world):
    get_model("basket", "Basket").objects.update(status="Submitted")
    assert refused(world, add(world.sugar), status=409)
    assert world.desk.call("GET", "api-proposal-cart", world.id).status_code == 409


def test_nothing_is_proposed_in_a_conversation_that_has_ended(world):
    world.desk.call("POST", "api-close", world.id)
    assert refused(world, add(world.sugar), status=409)


def test_a_preview_shows_the_new_total_and_stores_nothing(world):
    offer("Percentage", 10)
    before = world.contents()
    data = {"changes": [add(world.sugar, 2)]}
    answer = world.desk.call("POST", "api-proposal-preview", world.id, data=data).json()
    shown = world.propose(add(world.sugar, 2))
    assert answer.pop("methods")
    assert answer == {name: shown[name] for name in answer}
    assert world.contents() == before


def test_the_agent_sees_the_shoppers_cart_with_the_total_that_the_shopper_sees(account_world):
    offer("Percentage", 10)
    answer = account_world.desk.call("GET", "api-proposal-cart", account_world.id).json()
    assert [(line["name"], line["quantity"]) for line in answer["lines"]] == [("زعفران", 2), ("زعفران", 1)]
    assert answer["total"] == format_money(account_world.total(), "IRR")


def test_products_are_found_as_the_shopper_buys_them(world):
    index_missing_rows()
    url = reverse("support_plugin:api-proposal-products", args=[world.id])
    assert world.desk.get(url).json() == {"items": []}
    items = world.desk.get(url, {"q": "زعفران"}).json()["items"]
    sold = {str(one.pk) for one in (world.saffron, world.sugar, world.tea)}
    assert {one["product"] for one in items} == sold
    assert all(one["available"] and one["price"] for one in items)


def test_a_product_with_variants_is_found_by_them(world):
    parent = make_product()
    parent.structure = "parent"
    parent.save()
    child = make_product(100_000, structure="child", parent=parent)
    index_missing_rows()
    url = reverse("support_plugin:api-proposal-products", args=[world.id])
    found = [one["product"] for one in world.desk.get(url, {"q": "زعفران"}).json()["items"]]
    assert str(child.pk) in found
    assert str(parent.pk) not in found


def test_the_card_names_what_changes_and_the_new_total_in_the_readers_language(world):
    proposal = world.propose(add(world.sugar, 2), quantity(world.line(world.tea), 0))
    message = world.said()[-1]
    assert message["card"]["kind"] == "proposal"
    assert [item["name"] for item in message["card"]["items"]] == ["زعفران", "زعفران"]
    assert message["card"]["total"]["amount"] == proposal["total_after"]


def test_a_proposal_takes_at_most_two_kilobytes(world):

    changes = [
        add(world.sugar, 2),
        quantity(world.line(world.tea), 0),
        quantity(world.line(world.saffron), 3),
    ]
    world.propose(*changes)
    row = Proposal.objects.get()
    assert len(json.dumps(row.changes)) < 2048
