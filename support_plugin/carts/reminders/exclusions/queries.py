"""What is excluded, read once, and the people and products that it names, a statement a kind."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist

from support_plugin.cache import REMINDERS, SHOP, cached, watch
from support_plugin.carts.reminders.exclusions.email_patterns import compile_patterns, patterns_of
from support_plugin.carts.reminders.exclusions.models import Exclusions
from support_plugin.database.primary import on_primary
from support_plugin.shop.categories import products_within, with_descendants


@dataclass(frozen=True)
class Excluded:
    """The admin's exclusions; categories with all below them."""

    staff: bool
    groups: tuple[int, ...]
    addresses: re.Pattern[str] | None
    categories: tuple[Any, ...]
    products: tuple[str, ...]
    holds_only: bool

    def has_address(self, email: str) -> bool:
        """Return whether an e-mail address in lower case is excluded."""
        return bool(email and self.addresses and self.addresses.fullmatch(email))


def get_exclusions() -> Excluded:
    """Return what is excluded, from the cache."""
    found: Excluded = cached("reminder exclusions", _read, (REMINDERS,))
    if not found.categories:
        return found
    # Read again with each change of the shop, which may move them.
    whole: Excluded = cached(
        "reminder exclusions with categories below",
        lambda: replace(found, categories=tuple(sorted(with_descendants(found.categories)))),
        (REMINDERS, SHOP),
    )
    return whole


def _read() -> Excluded:
    row = Exclusions.objects.filter(pk=Exclusions.singleton_instance_id).first() or Exclusions()
    return Excluded(
        row.staff,
        tuple(row.groups) if has_groups() else (),
        compile_patterns(patterns_of(row.addresses)),
        tuple(row.categories),
        tuple(row.products),
        row.holding == Exclusions.Holding.ONLY,
    )


def has_groups() -> bool:
    """Return whether the shop's accounts can be in Django's groups."""
    try:
        return bool(get_user_model()._meta.get_field("groups").is_relation)
    except FieldDoesNotExist:
        return False


def members(groups: Collection[int], user_ids: Collection[Any]) -> set[Any]:
    """Return those of the accounts that are in any of the groups. No groups or accounts: asks nothing."""
    if not groups or not user_ids:
        return set()
    accounts = on_primary(get_user_model()._default_manager.filter(pk__in=user_ids, groups__in=groups))
    return set(accounts.values_list("pk", flat=True))


def excluded_products(excluded: Excluded, product_ids: Collection[Any]) -> set[Any]:
    """Return those of the products that are excluded. Without exclusions or products it asks nothing."""
    return products_within(product_ids, excluded.products, excluded.categories)


watch(REMINDERS, Exclusions)
