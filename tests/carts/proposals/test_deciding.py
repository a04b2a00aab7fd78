"""Nothing is changed before the shopper accepts; then once, as the card said, and it can be undone."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from support_plugin.carts.proposals.deciding import accept_proposal
from support_plugin.carts.proposals.models import Proposal
from support_plugin.errors import Refused
from tests.carts.proposals.world import add, make_voucher, quantity, voucher
from tests.helpers.shopping import make_product, offer


@pytest.fixture(params=["guest", "account"])
def either(request):
    """A guest's world, and an account's."""
    return request.getfixturevalue({"guest": "world", "account": "account_world"}[request.param])


def test_a_proposal_changes_nothing(either):
    before = either.contents()
    answer = either.propose(add(either.sugar, 2), quantity(either.line(either.tea), 0))
    assert answer["state"] == "offered"
    assert either.contents() == before


def test_an_accepted_proposal_changes_the_cart_to_the_total_on_the_card(either):
    offer("Percentage", 10)
    proposal = either.propose(add(either.sugar, 2), quantity(either.line(either.tea), 0))
    answer = either.decide("accept", proposal)
    assert answer.status_code == 200, answer.content.decode()
    assert answer.json()["state"] == "accepted"
    assert either.contents() == {either.saffron.pk: 2, either.sugar.pk: 2}
    assert either.total() == Proposal.objects.get().total_after == Decimal("2160000.00")


def test_to_accept_twice_changes_the_cart_once(world):
    proposal = world.propose(add(world.sugar, 2))
    assert [world.decide("accept", proposal).status_code for _ in range(2)] == [200, 200]
    assert world.contents()[world.sugar.pk] == 2


def test_undo_gives_the_same_lines(either):
    make_voucher()
    before = either.contents()
    proposal = either.propose(
        add(either.sugar, 2),
        quantity(either.line(either.tea), 0),
        quantity(either.line(either.saffron), 5),
        voucher("spring"),
    )
    assert either.decide("accept", proposal).status_code == 200
    assert either.contents() == {either.saffron.pk: 5, either.sugar.pk: 2}
    assert [one.code for one in either.cart.vouchers.all()] == ["SPRING"]
    assert either.decide("undo", proposal).json()["state"] == "undone"
    assert either.contents() == before
    assert not either.cart.vouchers.exists()
    assert either.decide("undo", proposal).status_code == 200
    assert either.contents() == before


def test_undo_after_another_change_changes_nothing_and_says_so(world):
    proposal = world.propose(add(world.sugar))
    world.decide("accept", proposal)
    world.put(world.tea)
    before = world.contents()
    answer = world.decide("undo", proposal)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert world.contents() == before
    assert world.state(proposal) == "accepted"


def test_undo_puts_back_nothing_that_is_not_sold_any_more(world):
    proposal = world.propose(quantity(world.line(world.tea), 0), add(world.sugar))
    world.decide("accept", proposal)
    get_model("partner", "StockRecord").objects.filter(product=world.tea).update(num_in_stock=0)
    before = world.contents()
    assert world.decide("undo", proposal).status_code == 409
    assert world.contents() == before


def test_a_declined_proposal_changes_nothing_also_later(world):
    proposal, before = world.propose(add(world.sugar)), world.contents()
    assert world.decide("decline", proposal).json()["state"] == "declined"
    assert world.decide("decline", proposal).status_code == 200
    assert world.decide("accept", proposal).status_code == 409
    assert world.contents() == before


def reprice(world):
    get_model("partner", "StockRecord").objects.filter(product=world.sugar).update(price=Decimal(210_000))


def reprice_another(world):
    get_model("partner", "StockRecord").objects.filter(product=world.tea).update(price=Decimal(310_000))


def sell_out(world):
    get_model("partner", "StockRecord").objects.filter(product=world.sugar).update(num_in_stock=0)


def hide(world):
    get_model("catalogue", "Product").objects.filter(pk=world.sugar.pk).update(is_public=False)


def change_in_another_tab(world):
    world.put(world.tea)


def take_the_line_out(world):
    get_model("basket", "Line").objects.filter(product=world.tea).delete()


def begin_an_offer(world):
    offer("Percentage", 5)


def order_it(world):
    get_model("basket", "Basket").objects.update(status="Submitted")


def pay_it(world):
    get_model("basket", "Basket").objects.update(status="Frozen")


MEANWHILE = [
    reprice,
    reprice_another,
    sell_out,
    hide,
    change_in_another_tab,
    take_the_line_out,
    begin_an_offer,
    order_it,
    pay_it,
]


@pytest.mark.parametrize("meanwhile", MEANWHILE)
def test_a_proposal_that_is_out_of_date_changes_nothing_and_says_so(either, meanwhile):
    proposal = either.propose(add(either.sugar, 2), quantity(either.line(either.tea), 3))
    meanwhile(either)
    lines = get_model("basket", "Line").objects
    before = sorted(lines.values_list("basket", "product", "quantity"))
    answer = either.decide("accept", proposal)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert sorted(lines.values_list("basket", "product", "quantity")) == before
    assert either.state(proposal) == "stale"


def test_a_voucher_that_is_gone_makes_a_proposal_stale(world):
    spring = make_voucher()
    proposal = world.propose(voucher("SPRING"), add(world.sugar))
    spring.end_datetime = timezone.now() - timedelta(hours=1)
    spring.save()
    before = world.contents()
    assert world.decide("accept", proposal).status_code == 409
    assert world.contents() == before
    assert not world.cart.vouchers.exists()


def test_an_expired_proposal_changes_nothing(world):
    proposal, before = world.propose(add(world.sugar)), world.contents()
    Proposal.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert world.decide("accept", proposal).status_code == 409
    assert (world.contents(), world.state(proposal)) == (before, "expired")


def test_a_withdrawn_proposal_changes_nothing(world):
    proposal, before = world.propose(add(world.sugar)), world.contents()
    answer = world.decide("withdraw", proposal, world.desk)
    assert answer.json()["state"] == "withdrawn"
    assert world.decide("accept", proposal).status_code == 409
    assert world.contents() == before


def test_a_variant_takes_the_place_of_another_and_back(world):
    parent = make_product()
    parent.structure = "parent"
    parent.save()
    get_model("partner", "StockRecord").objects.filter(product=parent).delete()
    small, large = (make_product(price, structure="child", parent=parent) for price in (100_000, 150_000))
    cart = get_model("basket", "Basket").objects.get(pk=world.cart.pk)
    request = world.shopper.get("/").wsgi_request
    request.basket.add_product(small, 3)
    before = world.contents()
    proposal = world.propose({"kind": "swap", "line": world.line(small), "product": large.pk})
    assert world.decide("accept", proposal).status_code == 200
    assert world.contents() == {world.saffron.pk: 2, world.tea.pk: 1, large.pk: 3}
    assert cart.pk == world.cart.pk
    assert world.decide("undo", proposal).status_code == 200
    assert world.contents() == before


def test_a_method_and_a_destination_are_the_sessions_and_the_browsers_after_that(world):
    from support_plugin.notices.destination.choice_cookie import read_choice
    from support_plugin.shop.checkout.session import chosen_method

    def chosen():
        request = world.shopper.get("/").wsgi_request
        place = read_choice(request)
        return chosen_method(request), place and place["country"]

    get_model("address", "Country").objects.get_or_create(
        iso_3166_1_a2="IR", defaults={"printable_name": "Iran", "name": "Iran", "is_shipping_country": True}
    )
    code = world.desk.call("GET", "api-proposal-cart", world.id).json()["methods"][0]["code"]
    place = {"country": "IR", "city": "شیراز"}
    proposal = world.propose({"kind": "method", "code": code}, {"kind": "destination", "place": place})
    assert chosen() == (None, None)
    assert world.decide("accept", proposal).status_code == 200
    assert chosen() == (code, "IR")
    assert world.decide("undo", proposal).status_code == 200
    assert chosen() == (None, None)


def test_the_outcome_is_said_in_the_conversation(world):
    proposal = world.propose(add(world.sugar))
    world.decide("accept", proposal)
    world.decide("undo", proposal)
    cards = [message["card"]["kind"] for message in world.said() if message["card"]]
    assert cards == ["proposal", "proposal_outcome", "proposal_outcome"]


def test_a_conversation_that_ended_keeps_no_shopper_from_deciding(world):
    proposal = world.propose(add(world.sugar))
    world.desk.call("POST", "api-close", world.id)
    assert world.decide("accept", proposal).status_code == 200
    assert world.contents()[world.sugar.pk] == 1


def test_the_same_proposal_sent_twice_is_one(world):
    client_id = str(uuid4())
    first, second = (world.propose(add(world.sugar), client_id=client_id) for _ in range(2))
    assert first["id"] == second["id"]
    assert Proposal.objects.count() == 1
    world.propose(add(world.tea), client_id=client_id, status=409)


def test_a_voucher_may_need_what_is_added_beside_it(world):
    get_model("basket", "Line").objects.all().delete()
    make_voucher()
    proposal = world.propose(voucher("SPRING"), add(world.sugar))
    assert world.decide("accept", proposal).status_code == 200
    assert world.total() == Decimal(180_000)


@pytest.mark.parametrize("status", ["Frozen", "Submitted"])
def test_a_tab_that_has_read_the_cart_before_it_was_ordered_changes_nothing(world, status):
    proposal = world.propose(add(world.sugar))
    request = world.shopper.get("/").wsgi_request
    cart = request.basket.pk
    get_model("basket", "Basket").objects.filter(pk=cart).update(status=status)
    with pytest.raises(Refused):
        accept_proposal(request, world.conversation, proposal["id"])
    assert not get_model("basket", "Line").objects.filter(basket=cart, product=world.sugar).exists()
    assert world.state(proposal) == "stale"
