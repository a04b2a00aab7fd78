"""What a skill may read: what it has declared, of the person who asks, and nothing else."""

import logging
from typing import Any

from support_plugin.answers.skills.naming import find_named, product_of_page
from support_plugin.answers.skills.offers import ShippingOffer, current_pool
from support_plugin.answers.skills.own_carts import OwnCart, find_cart
from support_plugin.answers.skills.shop_facts import (
    Hours,
    Policy,
    WaysToPay,
    returns_policy,
    shop_hours,
    ways_to_pay,
)
from support_plugin.answers.skills.types import Person, Question, ScopeRefused
from support_plugin.shop.own_orders import OwnOrder, find_own_order, list_own_orders
from support_plugin.shop.product_facts import ProductFacts

logger = logging.getLogger(__name__)

SCOPES = frozenset({"cart", "orders", "catalogue", "shop", "offers"})
MOST_ORDERS = 3


class Reader:
    """Made for one question and one skill. What was not declared raises ScopeRefused, and is logged."""

    def __init__(self, skill: str, reads: frozenset[str], person: Person, question: Question) -> None:
        self._skill, self._reads = skill, frozenset(reads)
        self._person, self._question = person, question
        self._cart: list[OwnCart | None] = []
        self.has_refused = False

    def cart(self) -> OwnCart | None:
        """Return the person's open cart; None for none, an empty one, and one that is being paid."""
        self._check("cart")
        if not self._cart:
            self._cart.append(find_cart(self._person))
        return self._cart[0]

    def orders(self, limit: int = MOST_ORDERS) -> list[OwnOrder]:
        """Return the newest orders of the person's account; none for a guest."""
        self._check("orders")
        user = self._person.user
        return list_own_orders(user.pk, None, limit) if user is not None else []

    def order(self, number: str) -> OwnOrder | None:
        """Return the order of the person's account with a number; None for none, and anybody else's."""
        self._check("orders")
        user = self._person.user
        return find_own_order(number, user.pk, None) if user is not None else None

    def products(self) -> list[ProductFacts]:
        """Return the public products that the question names, the likeliest first; else the page's own.

        Several where it names no single one, such as "tea".
        """
        self._check("catalogue")
        named = find_named(self._question, self._person.user)
        if named.products:
            return named.products
        here = None if named.names_unknown else product_of_page(self._person.page_path, self._person.user)
        return [here] if here is not None else []

    def two_products(self) -> tuple[ProductFacts, ProductFacts] | None:
        """Return the two products that the question compares, one maybe the page's; None for no two."""
        self._check("catalogue")
        named = find_named(self._question, self._person.user)
        if named.pair is not None:
            return named.pair
        here = product_of_page(self._person.page_path, self._person.user)
        if here is None or not named.products or here.key == named.products[0].key:
            return None
        return here, named.products[0]

    def hours(self) -> Hours | None:
        """Return when the shop answers; None where nothing has hours."""
        self._check("shop")
        return shop_hours()

    def returns(self) -> Policy | None:
        """Return what the shop says of returns in a line; None where it says nothing in this language."""
        self._check("shop")
        return returns_policy()

    def ways_to_pay(self) -> WaysToPay:
        """Return the ways to pay that the shop states: for the person's cart, if it has any, else at all."""
        self._check("shop")
        return ways_to_pay(self._own_request())

    def may_offer_shipping(self) -> bool:
        """Return whether the admin lets the assistant offer anything on shipping."""
        self._check("offers")
        pool = current_pool()
        return pool is not None and pool.has_any()

    def shipping_offer(self) -> ShippingOffer | None:
        """Return the person's own offer on shipping, taken out of the pool now; None where they get none."""
        self._check("offers")
        pool = current_pool()
        return pool.offer(self._person, self._own_request) if pool is not None else None

    def _own_request(self) -> Any:
        """Return a request with the person's cart for the shop's adapter, which skills do not get to see."""
        if not self._cart:
            self._cart.append(find_cart(self._person))
        return self._cart[0].stand_in if self._cart[0] is not None else None

    def _check(self, scope: str) -> None:
        if scope in self._reads:
            return
        self.has_refused = True
        logger.error("The skill %s asked for %s, which it has not declared", self._skill, scope)
        raise ScopeRefused(scope)
