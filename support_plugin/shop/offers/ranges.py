"""Which products are in a range of the shop's, asked once for many products and ranges."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from django.db import connections, router
from oscar.core.loading import get_model

from support_plugin.cache import SHOP, cached

# Set while the app asks "what if": only then may an answer be some seconds old.
_is_trial: ContextVar[bool] = ContextVar("support_plugin_trial", default=False)
_CATEGORIES = ("included_categories", "excluded_categories")
_RELATIONS = ("included_products", "excluded_products", "classes", *_CATEGORIES)


@contextmanager
def in_trial() -> Iterator[None]:
    """Let :class:`Members` answer from the app's cache. Never around what an order is charged by."""
    token = _is_trial.set(True)
    try:
        yield
    finally:
        _is_trial.reset(token)


def is_trial() -> bool:
    """Return whether the app asks "what if"."""
    return _is_trial.get()


class Members:
    """Takes the place of a range's ``contains_product``: each product is asked about once.

    Lives as long as the range's instance: for a page, or with the site's offers in the cache.
    """

    def __init__(self, product_range: Any) -> None:
        self.range, self.ask = product_range, product_range.contains_product
        # Found out on this page, and by ``page`` for all its ranges and products at once.
        self.known: dict[Any, bool] = {}
        self.page: Page | None = None

    def __call__(self, product: Any) -> bool:
        """Return whether a product is in the range."""
        pk = product.pk
        if pk in self.known:
            return self.known[pk]
        if is_trial() and pk in (facts := self.facts):
            return facts[pk]
        if self.page is not None and self.is_readable:
            self.page.learn(product)
        if pk not in self.known:
            self.known[pk] = self.ask(product)
        return self.known[pk]

    @property
    def facts(self) -> dict[Any, bool]:
        """What the app has found out about this range for its trials; some seconds old."""
        found: dict[Any, bool] = cached(("range members", self.range.pk), dict, (SHOP,))
        return found

    @property
    def is_readable(self) -> bool:
        """Whether the range is as Oscar makes it, so that its rows say all."""
        from oscar.apps.offer.abstract_models import AbstractRange
        from oscar.checks import use_productcategory_materialised_view

        own = type(self.range)
        names = ("contains_product", "all_products", "product_queryset")
        is_oscars = all(getattr(own, name) is getattr(AbstractRange, name) for name in names)
        return is_oscars and not self.range.proxy_class and not use_productcategory_materialised_view()


@dataclass
class Page:
    """The ranges and the products of one page, which are looked up together when the first is asked for."""

    members: list[Members] = field(default_factory=list)
    products: dict[Any, Any] = field(default_factory=dict)

    def learn(self, product: Any) -> None:
        """Find out which of the products, and this one, are in which range: one query."""
        self.products[product.pk] = product
        asked = [one for one in self.members if one.is_readable]
        for one, inside in _read_members(asked, self.products):
            one.known.update(inside)


def learn(members: Iterable[Members], products: Iterable[Any]) -> None:
    """Find out for the trials which of the products are in which range: one query for all of them."""
    asked = [one for one in members if one.is_readable]
    known = [one.known.keys() | one.facts.keys() for one in asked]
    new = {product.pk: product for product in products if any(product.pk not in pks for pks in known)}
    if new:
        for one, inside in _read_members(asked, new):
            one.facts.update(inside)


def _read_members(
    members: list[Members], products: dict[Any, Any]
) -> Iterator[tuple[Members, dict[Any, bool]]]:
    """Yield each range with {product's key: whether it is inside}; nothing where keys are no numbers."""
    if not members or not all(isinstance(pk, int) for pk in products):
        return
    traits = {pk: _traits_of(product) for pk, product in products.items()}
    keys = {key for one in traits.values() for key in one.keys}
    rules, paths = _read_rules([one.range.pk for one in members], keys)
    for found in traits.values():
        found.paths = {path for key in found.keys for path in paths.get(key, ())}
    for one in members:
        is_inside = partial(_is_inside, one.range.includes_all_products, rules[one.range.pk])
        yield one, {pk: is_inside(found) for pk, found in traits.items()}


@dataclass
class _Traits:
    """What a range may count a product by; as text, as in the rows of the rules."""

    # The product's own primary key.
    key: str
    # With the parent's.
    keys: set[str]
    classes: set[str]
    # Of categories, from the root on.
    paths: set[str] = field(default_factory=set)


def _traits_of(product: Any) -> _Traits:
    parent = product.parent if product.parent_id else None
    relatives = [product] if parent is None else [product, parent]
    classes = {str(one.product_class_id) for one in relatives if one.product_class_id}
    return _Traits(str(product.pk), {str(one.pk) for one in relatives}, classes)


# The rows of a range's relations, by the relation's name.
_Rules = dict[str, set[str]]


def _read_rules(ranges: list[Any], products: set[str]) -> tuple[dict[Any, _Rules], dict[str, set[str]]]:
    """Return the rows that may concern these products, and the paths of the products' categories.

    In SQL, since it is one statement for six tables, which Django takes longer to put together than the
    database to answer.
    """
    model = get_model("offer", "Range")
    connection = connections[router.db_for_read(model)]
    parts, values = [], []
    for name in _RELATIONS:
        sql, is_of_products = _sql_of(model, name, connection.ops.quote_name)
        parts.append(sql % (_marks(ranges), _marks(products) if is_of_products else ""))
        values += [name, *ranges, *(map(int, products) if is_of_products else ())]
    parts.append(_sql_of_paths(connection.ops.quote_name) % _marks(products))
    values += ["", *map(int, products)]
    rules: dict[Any, _Rules] = {pk: {} for pk in ranges}
    paths: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        for pk, name, text in cursor.fetchall():
            found = (
                rules[pk].setdefault(name.strip(), set())
                if name.strip()
                else paths.setdefault(str(pk), set())
            )
            found.add(text.strip())
    return rules, paths


@cache
def _sql_of(model: Any, name: str, quote: Callable[[str], str]) -> tuple[str, bool]:
    """Return a relation's part of the statement, with holes for values; and whether it asks for products."""
    relation = model._meta.get_field(name)
    is_of_products = name.endswith("products")
    source, target = _columns_of(relation, quote)
    if name in _CATEGORIES:
        return _join_paths(relation, source, target, quote) + "%s", False
    where = f"{source} IN (%s)" + (f" AND {target} IN (%s)" if is_of_products else "%s")
    table = quote(relation.remote_field.through._meta.db_table)
    return f"SELECT {source}, {_texts(target)} FROM {table} WHERE {where}", is_of_products  # noqa: S608


@cache
def _sql_of_paths(quote: Callable[[str], str]) -> str:
    relation = get_model("catalogue", "Product")._meta.get_field("categories")
    return _join_paths(relation, *_columns_of(relation, quote), quote)


def _columns_of(relation: Any, quote: Callable[[str], str]) -> tuple[str, str]:
    through = relation.remote_field.through._meta
    names = (relation.m2m_field_name(), relation.m2m_reverse_field_name())
    source, target = (quote(through.get_field(name).column) for name in names)
    return source, target


def _join_paths(relation: Any, source: str, target: str, quote: Callable[[str], str]) -> str:
    category = relation.remote_field.model._meta
    table = quote(relation.remote_field.through._meta.db_table)
    join = f"{table} r JOIN {quote(category.db_table)} c ON c.{quote(category.pk.column)} = r.{target}"
    path = f"c.{quote(category.get_field('path').column)}"
    return f"SELECT r.{source}, {_texts(path)} FROM {join} WHERE r.{source} IN (%s)"  # noqa: S608


def _texts(column: str) -> str:
    # A type that all databases know for a cast; it may fill up with blanks.
    return f"CAST(%%s AS CHAR(40)), CAST({column} AS CHAR(255))"


def _marks(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _is_inside(includes_all: bool, rules: _Rules, product: _Traits) -> bool:
    """Return whether a product is in a range, by the rules of Oscar's ``Range.product_queryset``."""
    excluded = rules.get("excluded_products", set())
    if includes_all:
        return product.key not in excluded and not _is_below(product, rules.get("excluded_categories"))
    is_included = (
        product.keys & rules.get("included_products", set())
        or product.classes & rules.get("classes", set())
        or _is_below(product, rules.get("included_categories"))
    )
    return bool(is_included) and not product.keys & excluded


def _is_below(product: _Traits, categories: set[str] | None) -> bool:
    above = tuple(categories or ())
    return any(path.startswith(above) for path in product.paths)
