"""The shop's categories, and which products are within some."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from oscar.core.loading import get_model

from support_plugin.database.primary import on_primary


def category_choices() -> list[tuple[str, str]]:
    """Return all categories as (primary key as text, name with those above it), in the order of the tree."""
    found: list[tuple[str, str]] = []
    above: list[str] = []
    for category in on_primary(get_model("catalogue", "Category")._default_manager.order_by("path")):
        above[category.depth - 1 :] = [str(category.name)]
        found.append((str(category.pk), " › ".join(above)))
    return found


def with_descendants(ids: Collection[Any]) -> set[Any]:
    """Return the keys of these categories and of all below them; those that are gone are left out."""
    if not ids:
        return set()
    model = get_model("catalogue", "Category")
    below = Q(pk__in=[])
    for path in model._default_manager.filter(pk__in=ids).values_list("path", flat=True):
        below |= Q(path__startswith=path)
    return set(on_primary(model._default_manager.filter(below)).values_list("pk", flat=True))


def products_within(ids: Collection[Any], products: Collection[Any], categories: Collection[Any]) -> set[Any]:
    """Return those of the products that are among ``products``, or in one of the categories; one statement.

    A variant is where its parent is. Without anything to look for, it asks nothing.
    """
    ids = {pk for pk in ids if pk is not None}
    if not ids or not (products or categories):
        return set()
    wanted = Q(pk__in=products) | Q(parent__in=products)
    if categories:
        wanted |= Q(categories__in=categories) | Q(parent__categories__in=categories)
    found = on_primary(get_model("catalogue", "Product")._default_manager.filter(wanted, pk__in=ids))
    return set(found.values_list("pk", flat=True))
