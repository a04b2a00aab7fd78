"""Vouchers: whether this one counts in this cart, and why not; nothing of anybody else's."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from oscar.core.loading import get_model
from oscar.test import factories

from support_plugin.answers.skills.types import Person
from support_plugin.basket.refused_vouchers import find_reason
from support_plugin.shop.cart_changes.stand_ins import stand_in_for
from tests.answers.skills.conftest import LANGUAGES
from tests.answers.skills.questions import OF_VOUCHERS
from tests.carts.incentives.conftest import give, leave, make_incentive
from tests.carts.proposals.world import make_voucher
from tests.factories import VisitorFactory
from tests.helpers.shopping import make_product, offer, put_into_cart

pytestmark = pytest.mark.django_db
# Of eight questions: so many are understood at least, in each language.
LEAST_FOUND = 6


@pytest.fixture
def buyer(client):
    """A guest with a million Rial in the cart, whom nobody follows."""
    put_into_cart(client, make_product())
    cart = get_model("basket", "Basket").objects.get()
    return Person(VisitorFactory(), cart_key=str(cart.pk))


def stored_cart():
    return get_model("basket", "Basket").objects.get()


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_questions_with_a_code_are_understood(language, buyer, ask):
    make_voucher("SPRING")
    replies = [ask(text % "SPRING", buyer, language) for text in OF_VOUCHERS[language]]
    found = [reply for reply in replies if reply is not None and reply.skill == "voucher"]
    assert len(found) >= LEAST_FOUND, replies
    assert {reply.explanation["state"] for reply in found} == {"would count"}


@pytest.mark.parametrize(
    "typed", ["SPRING10", "spring10", "«Spring10»", "SPRING۱۰", "SPRING١٠", "\u200fSPRING10\u200f"]
)
def test_a_code_is_known_however_it_is_typed(typed, buyer, ask):
    make_voucher("SPRING10")
    reply = ask(f"does the discount code {typed} count for my cart?", buyer)
    assert reply.explanation == reply.explanation | {"code": "SPRING10", "state": "would count"}
    assert "IRR100,000" in reply.text
    assert reply.card.data["code"] == "SPRING10"


def test_what_it_takes_off_is_what_the_shop_then_takes_off(client, buyer, ask):
    voucher = make_voucher("SPRING", percent=7)
    before = ask("does my code SPRING work?", buyer)
    client.post(reverse("basket:vouchers-add"), {"code": "SPRING"})
    assert stored_cart().vouchers.get() == voucher
    after = ask("does my code SPRING work?", buyer)
    assert (before.explanation["state"], after.explanation["state"]) == ("would count", "counts")
    assert "IRR70,000" in before.text
    assert "IRR70,000" in after.text


def test_of_an_offer_in_the_way_the_reason_is_that_of_the_basket_page(buyer, ask):
    make_voucher("SPRING", percent=5)
    other = offer("Absolute", 100_000)
    get_model("offer", "ConditionalOffer").objects.filter(pk=other.pk).update(priority=5)
    reply = ask("why is my voucher SPRING refused?", buyer, "en")
    request = stand_in_for(buyer.cart_key, None)
    with translation.override("en"):
        reason = find_reason(request, "SPRING")
    assert reason
    assert reply.text.endswith(reason)
    assert reply.explanation["state"] == "gives nothing"


def test_one_in_the_cart_that_gives_nothing_needs_no_name(buyer, ask):
    voucher = make_voucher("SPRING", percent=5)
    stored_cart().vouchers.add(voucher)
    assert ask("my discount code doesn't work", buyer) is None
    get_model("voucher", "Voucher").objects.update(end_datetime=timezone.now() - timedelta(days=3))
    reply = ask("my discount code doesn't work", buyer)
    assert reply.explanation == reply.explanation | {"code": "SPRING", "state": "gives nothing"}


def test_an_expired_one_says_until_when_it_was_valid(buyer, ask):
    make_voucher("SPRING")
    get_model("voucher", "Voucher").objects.update(end_datetime=timezone.now() - timedelta(days=30))
    reply = ask("code SPRING doesn't work", buyer)
    assert "was valid until" in reply.text


def unknown(ask, buyer, code="NOSUCHCODE9"):
    """What is answered about a code that there is not."""
    reply = ask(f"code {code} doesn't work", buyer)
    return reply.text.replace(code, "*"), reply.explanation["state"], reply.card


class TestCodesOfOthersAreAnsweredAsUnknown:
    """Of codes that are not this person's, the answer is that to a code that there is not."""

    def answer_to(self, ask, person, code):
        reply = ask(f"code {code} doesn't work", person)
        return reply.text.replace(code, "*"), reply.explanation["state"], reply.card

    def test_another_guests_or_accounts_personal_code(self, buyer, ask, other_shopper):
        incentive = make_incentive()
        guests = give(incentive, leave("a@example.com")).code
        accounts = give(incentive, leave(user=other_shopper)).code
        assert self.answer_to(ask, buyer, guests) == unknown(ask, buyer)
        assert self.answer_to(ask, buyer, accounts) == unknown(ask, buyer)

    def test_an_accounts_own_personal_code_is_shown(self, client, shopper, ask):
        client.force_login(shopper)
        put_into_cart(client, make_product())
        code = give(make_incentive(), leave(user=shopper)).code
        person = Person(VisitorFactory(user=shopper))
        assert self.answer_to(ask, person, code)[1] == "would count"

    def test_a_code_for_one_use_that_somebody_has_used(self, buyer, ask, other_shopper):
        voucher = make_voucher("ONCE2026", usage="Single use")
        order = factories.create_order(user=other_shopper)
        get_model("voucher", "VoucherApplication").objects.create(
            voucher=voucher, order=order, user=other_shopper
        )
        assert self.answer_to(ask, buyer, "ONCE2026") == unknown(ask, buyer)

    def test_a_code_that_begins_later(self, buyer, ask):
        make_voucher("SUMMER")
        later = timezone.now() + timedelta(days=10)
        get_model("voucher", "Voucher").objects.update(
            start_datetime=later, end_datetime=later + timedelta(days=1)
        )
        assert self.answer_to(ask, buyer, "SUMMER") == unknown(ask, buyer)


def test_without_a_cart_or_a_code_the_articles_answer(buyer, guest, ask):
    make_voucher("SPRING")
    assert ask("code SPRING doesn't work", guest) is None
    assert ask("do you have a discount code for me?", buyer) is None


def test_asking_puts_nothing_in_and_only_reads(buyer, ask, django_assert_max_num_queries):
    make_voucher("SPRING")
    ask("code SPRING doesn't work", buyer)
    with django_assert_max_num_queries(45), CaptureQueriesContext(connection) as asked:
        ask("code SPRING doesn't work", buyer)
    assert all(query["sql"].lstrip("( ").startswith("SELECT") for query in asked)
    assert not stored_cart().vouchers.exists()
    assert get_model("voucher", "Voucher").objects.get().num_basket_additions == 0
