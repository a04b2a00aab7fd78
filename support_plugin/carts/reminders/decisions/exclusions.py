"""The reason that the shop itself has excluded a person or a cart."""

from collections.abc import Iterable
from typing import Any

from support_plugin.carts.reminders.decisions.batches import Batch
from support_plugin.carts.reminders.exclusions.queries import (
    Excluded,
    excluded_products,
    members,
)
from support_plugin.carts.reminders.models import Reminder
from support_plugin.shop.cart_facts import CartFacts


def excluded(batch: Batch) -> Iterable[Reminder]:
    """The account, its group, the address, or what is in the cart is excluded."""
    rules = batch.exclusions
    in_groups = members(rules.groups, batch.known["users"])
    lines = [line for cart in batch.carts.values() for line in cart.lines]
    goods = excluded_products(rules, {line.product_id for line in lines})
    for row in batch.reminders:
        person, cart = batch.people[row.pk], batch.cart(row)
        is_staff = rules.staff and getattr(batch.account(row), "is_staff", False)
        is_person = is_staff or person.user_id in in_groups or rules.has_address(person.email)
        if is_person or (cart is not None and _is_excluded(rules, cart, goods)):
            yield row


def _is_excluded(rules: Excluded, cart: CartFacts, goods: set[Any]) -> bool:
    found = [line.product_id in goods for line in cart.lines]
    return bool(found) and (all(found) if rules.holds_only else any(found))
