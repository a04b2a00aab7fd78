"""Statements that Django puts together once and that run often, each time with other values.

Putting a long condition together costs several times what asking it does.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connections
from django.db.models import Expression, QuerySet
from django.db.models.sql import UpdateQuery


class Param(Expression):
    """A value within a query that is only known when its statement runs.

    ``output_field`` says how it is written for the database: a column's own field, or one like it.
    """

    def __init__(self, name: str, output_field: Any) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return a placeholder, with itself in place of a value."""
        return "%s", (self,)

    def prepare(self, value: Any, connection: Any) -> Any:
        """Return a value as the database takes it."""
        return self.output_field.get_db_prep_value(value, connection=connection, prepared=False)


def fill(params: Iterable[Any], values: Mapping[str, Any], connection: Any) -> list[Any]:
    """Return a statement's parameters with the values in the places of its ``Param``, by their names."""
    return [
        param.prepare(values[param.name], connection) if isinstance(param, Param) else param
        for param in params
    ]


class PreparedUpdate:
    """An UPDATE of the rows of a query with ``Param`` in its conditions or in what is set.

    ``using``: the database, as ``router.db_for_write`` names it.
    """

    def __init__(self, rows: "QuerySet[Any]", using: str, **values: Any) -> None:
        self._using = using
        query: Any = rows.query.chain(UpdateQuery)
        query.add_update_values(values)
        self._sql, self._params = query.get_compiler(self._using).as_sql()

    def __call__(self, **values: Any) -> int:
        """Run it with a value for each ``Param``; return how many rows it has changed."""
        connection = connections[self._using]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, fill(self._params, values, connection))
            return int(cursor.rowcount)
