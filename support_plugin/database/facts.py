"""What belongs to the shop and most pages ask for: read together, in one statement, where it is not cached.

Rooms declare their facts; the first one that a page asks for brings all that are due. Each is cached for
itself (:mod:`support_plugin.cache`), so that a change of one kind lets no other be read again.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from typing import Any

from django.core.signals import setting_changed
from django.db import router
from django.db.models import DateTimeField, QuerySet

from support_plugin import clock
from support_plugin.cache import cached_together
from support_plugin.database.prepared import Param
from support_plugin.database.primary import PrimaryManager
from support_plugin.database.unions import UnionRead

# The moment of reading, in the conditions of a fact's queries.
NOW = Param("now", DateTimeField())

_facts: dict[Hashable, "Fact"] = {}
_kinds: dict[Hashable, Sequence[str]] = {}


def _never(value: Any) -> datetime | None:
    return None


@dataclass(frozen=True, eq=False)
class Fact:
    """A few rows of the shop's or the admin's, and what is made of them.

    ``key``: in the cache. ``kinds``: what it is made of. ``queries``: the querysets, without an order: whole
    rows, or ``values_list()``; all are put together once, and may compare with ``NOW``. ``make`` takes the
    rows of each and returns the fact; ``until`` returns when that ends by itself, None for never.
    """

    key: Hashable
    kinds: Sequence[str]
    queries: Callable[[], Sequence["QuerySet[Any]"]]
    make: Callable[..., Any]
    until: Callable[[Any], datetime | None] = _never

    # Returns the fact, from the cache. Shared: do not change it. No method: a page calls it a hundred times.
    read: Callable[[], Any] = field(init=False)

    def __post_init__(self) -> None:
        _facts[self.key] = self
        _kinds[self.key] = self.kinds
        object.__setattr__(self, "read", partial(cached_together, self.key, _kinds, _read))


def _read(keys: list[Hashable]) -> dict[Hashable, tuple[Any, datetime | None]]:
    plan = _plan(tuple(keys))
    databases = [_database_of(query.model) for _key, query, _fields in plan]
    found: dict[Hashable, list[Any]] = {key: [] for key in keys}
    rows = _rows(tuple(keys), tuple(databases))
    for (key, query, fields), using, own in zip(plan, databases, rows, strict=True):
        model: Any = query.model
        found[key].append([model.from_db(using, fields, row) for row in own] if fields else own)
    made = {key: _facts[key].make(*own) for key, own in found.items()}
    return {key: (value, _facts[key].until(value)) for key, value in made.items()}


def _rows(keys: tuple[Hashable, ...], databases: tuple[str, ...]) -> list[list[tuple[Any, ...]]]:
    """Return the rows of each query of the plan, by one statement for each database."""
    rows: list[list[tuple[Any, ...]]] = [[] for _using in databases]
    for places, read in _statements(keys, databases):
        for place, own in zip(places, read(now=clock.now()), strict=True):
            rows[place] = own
    return rows


@cache
def _plan(keys: tuple[Hashable, ...]) -> list[tuple[Hashable, "QuerySet[Any]", list[str]]]:
    """Return each query with its fact's key and, where it gives whole rows, the fields of its model."""
    plan: list[tuple[Hashable, QuerySet[Any], list[str]]] = []
    for key in keys:
        for query in _facts[key].queries():
            # Django marks by this that values_list() was called.
            if getattr(query, "_fields", None) is None:
                fields = [field.attname for field in query.model._meta.concrete_fields]
                plan.append((key, query.values_list(*fields), fields))
            else:
                plan.append((key, query, []))
    return plan


@cache
def _statements(keys: tuple[Hashable, ...], databases: tuple[str, ...]) -> list[tuple[list[int], UnionRead]]:
    """Return the statement of each database, with the places of its queries in the plan."""
    queries = [query for _key, query, _fields in _plan(keys)]
    found = []
    for using in dict.fromkeys(databases):
        places = [place for place, own in enumerate(databases) if own == using]
        found.append((places, UnionRead([queries[place] for place in places], using)))
    return found


def _database_of(model: Any) -> str:
    """Return where a model is read; a router may answer differently each time."""
    is_primary = isinstance(model._default_manager, PrimaryManager)
    return str(router.db_for_write(model) if is_primary else router.db_for_read(model))


def _forget(**kwargs: object) -> None:
    # What is asked may depend on any setting.
    _plan.cache_clear()
    _statements.cache_clear()


setting_changed.connect(_forget, dispatch_uid="support_plugin.database.facts")
