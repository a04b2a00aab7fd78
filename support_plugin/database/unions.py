"""Queries of unlike columns as one statement, which is put together once."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import connections
from django.db.models import QuerySet

from support_plugin.database.prepared import fill


class UnionRead:
    """Reads several querysets by one statement. ``Param`` may stand in their conditions.

    Each must be a ``values_list()`` with an empty ``order_by()``, unless it is sliced. ``using``: the
    database of all of them.
    """

    def __init__(self, queries: Sequence["QuerySet[Any]"], using: str) -> None:
        self._using = using
        self._parts = [_Part(query, using) for query in queries]
        most: Counter[str] = Counter()
        for part in self._parts:
            most |= Counter(part.types)
        slots = [(kind, number) for kind, times in most.items() for number in range(times)]
        selects = [part.select(number, slots) for number, part in enumerate(self._parts)]
        self._sql = " UNION ALL ".join(selects)
        self._params = [param for part in self._parts for param in part.params]

    def __call__(self, **values: Any) -> list[list[tuple[Any, ...]]]:
        """Return each queryset's rows, in no order; with a value for each ``Param``."""
        connection = connections[self._using]
        found: list[list[tuple[Any, ...]]] = [[] for _part in self._parts]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, fill(self._params, values, connection))
            for number, *columns in cursor.fetchall():
                found[number].append(self._parts[number].read(columns, connection))
        return found


class _Part:
    """One queryset's SELECT, and where its columns are in the rows of the whole."""

    def __init__(self, query: "QuerySet[Any]", using: str) -> None:
        compiler = query.query.get_compiler(using)
        self._sql, self.params = compiler.as_sql(with_col_aliases=True)
        connection = compiler.connection
        self._quote = connection.ops.quote_name
        expressions = [expression for expression, _sql, _alias in compiler.select]
        self._names = [alias for _expression, _sql, alias in compiler.select]
        # PostgreSQL wants one type in a column of the whole, and NULL of that type.
        self._is_typed = connection.vendor == "postgresql"
        self.types = [self._type_of(expression.output_field, connection) for expression in expressions]
        self._converters: list[tuple[int, Any, Any]] = [
            (place, convert, expression)
            for place, (converters, expression) in compiler.get_converters(expressions).items()
            for convert in converters
        ]
        self._places: list[int] = []

    def _type_of(self, field: Any, connection: Any) -> str:
        """Return the type that a column of the whole must have for a field, without its length."""
        # SQLite's driver reads a whole column as the first SELECT declares it: a day is no moment there.
        declared = None if self._is_typed else field.db_type(connection)
        return str(declared or field.cast_db_type(connection)).partition("(")[0]

    def select(self, number: int, slots: list[tuple[str, int]]) -> str:
        """Return the SELECT with a column for each of the slots: (type, which of that type)."""
        seen: Counter[str] = Counter()
        names: dict[tuple[str, int], str] = {}
        for name, kind in zip(self._names, self.types, strict=True):
            names[kind, seen[kind]] = name
            self._places.append(slots.index((kind, seen[kind])))
            seen[kind] += 1
        columns = [self._quote(names[slot]) if slot in names else self._null(slot[0]) for slot in slots]
        # Names of columns, and numbers.
        return f"SELECT {number}, {', '.join(columns)} FROM ({self._sql}) fact{number}"  # noqa: S608

    def _null(self, kind: str) -> str:
        return f"CAST(NULL AS {kind})" if self._is_typed else "NULL"

    def read(self, columns: Sequence[Any], connection: Any) -> tuple[Any, ...]:
        """Return a row as the queryset would give it."""
        row = [columns[place] for place in self._places]
        for place, convert, expression in self._converters:
            row[place] = convert(row[place], expression, connection)
        return tuple(row)
