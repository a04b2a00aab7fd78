"""Transactions that read before they write, on databases without row locks."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.db import connections, router


def take_turns(model: Any) -> None:
    """Have this transaction wait for its turn at once, where the database has one lock for all (SQLite).

    SQLite gives its lock to whoever writes first, and refuses to let a transaction write that has read what
    another changed since. To be called first in the transaction; elsewhere it does nothing.
    """
    connection = connections[router.db_for_write(model)]
    if not connection.features.has_select_for_update:
        table, key = model._meta.db_table, model._meta.pk.column
        quote = connection.ops.quote_name
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {quote(table)} SET {quote(key)} = {quote(key)} WHERE 1 = 0")  # noqa: S608


def take_turns_for(model: Any, names: Iterable[str]) -> None:
    """Have this transaction wait for all others that have called this with one of the names, until they end.

    What they have changed is seen by the next statement. Where the database has one lock for all (SQLite), it
    does nothing: there, a statement that writes sees what was written before.
    """
    connection = connections[router.db_for_write(model)]
    if connection.vendor == "postgresql":
        # In one order for all, or two would wait for each other.
        keys = sorted({_key(f"{model._meta.db_table}:{name}") for name in names})
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(one) FROM unnest(%s::bigint[]) AS one", [keys])


def _key(name: str) -> int:
    return int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)


def unlocked(rows: Any) -> Any:
    """Return those of the rows that no other transaction has locked, and lock them until this one ends."""
    if connections[rows.db].features.has_select_for_update:
        return rows.select_for_update(of=("self",), skip_locked=True)
    return rows
