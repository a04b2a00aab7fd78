"""An offer on shipping: only where its cost is named as the obstacle, and the admin allows one."""

from types import SimpleNamespace

import pytest

from support_plugin.answers.skills import declared_reads, offers, own_carts
from support_plugin.answers.skills.offers import ShippingOffer

pytestmark = pytest.mark.django_db
OBSTACLE = {
    "fa": "هزینهٔ ارسالتون خیلی گرونه، نمی‌خرم",
    "ar": "سعر التوصيل غالي كتير",
    "en": "I'd order, but your shipping is too expensive",
}
OFFER = ShippingOffer("ABCDE23456", "Valid until 6 December 2026, once.")


class Pool:
    """Gives one offer, and counts."""

    def __init__(self, is_on=True, offer=OFFER):
        self.is_on, self.given, self.asked = is_on, offer, []

    def has_any(self):
        return self.is_on

    def offer(self, person, cart_request):
        self.asked.append(person)
        return self.given


@pytest.fixture
def pool(monkeypatch):
    """Return a function that sets the pool, and the charge of the person's cart."""

    def set_pool(pool, charge=50_000, **amounts):
        shown = {"is_sent": True, "is_known": True, "charge_high": charge, **amounts}
        cart = SimpleNamespace(cost=SimpleNamespace(amounts=SimpleNamespace(**shown)), stand_in=None)
        monkeypatch.setattr(declared_reads, "find_cart", lambda person: cart)
        monkeypatch.setattr(offers, "_pools", [pool])
        # What else would answer is no matter of this file.
        monkeypatch.setattr("support_plugin.answers.skills.built_in.shipping.ShippingCost.answer", nothing)
        return pool

    return set_pool


def nothing(*args):
    return None


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_whoever_says_that_shipping_costs_too_much_gets_a_code_with_its_end(language, pool, guest, ask):
    asked = pool(Pool())
    reply = ask(OBSTACLE[language], guest, language)
    assert reply.skill == "shipping-offer"
    assert OFFER.terms in reply.text
    assert (reply.card.kind, reply.card.data["code"]) == ("offer", OFFER.code)
    assert asked.asked == [guest]


def test_where_the_admin_allows_none_nothing_is_worked_out(pool, guest, ask, monkeypatch):
    asked = pool(Pool(is_on=False))
    monkeypatch.setattr(declared_reads, "find_cart", None)
    assert ask(OBSTACLE["en"], guest) is None
    assert asked.asked == []


@pytest.mark.parametrize(
    "amounts", [{"charge": 0}, {"is_sent": False}, {"is_known": False}], ids=["free", "not sent", "not known"]
)
def test_where_shipping_costs_nothing_that_is_known_none_is_taken(amounts, pool, guest, ask):
    asked = pool(Pool(), **amounts)
    assert ask(OBSTACLE["en"], guest) is None
    assert asked.asked == []


def test_without_a_cart_none_is_taken(pool, guest, ask, monkeypatch):
    asked = pool(Pool())
    monkeypatch.setattr(declared_reads, "find_cart", own_carts.find_cart)
    assert ask(OBSTACLE["en"], guest) is None
    assert asked.asked == []


def test_whoever_gets_none_is_answered_as_without_offers(pool, guest, ask):
    pool(Pool(offer=None))
    assert ask(OBSTACLE["en"], guest) is None
