"""Making and dropping the indexes.

SQLite's are kept by triggers. Django rebuilds a table to alter it there, and drops its triggers with it: a
migration that alters a table with folded text must end with ``drop_index`` and ``add_index``.
"""

import logging
from typing import Any

from django.db import DatabaseError, transaction

from support_plugin.search.fields import index_table

logger = logging.getLogger(__name__)

# The rows of FTS5's table say where the words stand; the texts themselves stay in ours.
SQLITE = (
    "CREATE VIRTUAL TABLE {index} USING fts5(text, content='{table}', content_rowid='{key}', "
    "tokenize='trigram case_sensitive 1')",
    "INSERT INTO {index} ({index}) VALUES ('rebuild')",
    "CREATE TRIGGER {index}_added AFTER INSERT ON {table} BEGIN {add} END",
    "CREATE TRIGGER {index}_removed AFTER DELETE ON {table} BEGIN {remove} END",
    "CREATE TRIGGER {index}_changed AFTER UPDATE ON {table} BEGIN {remove} {add} END",
)
ADD = "INSERT INTO {index} (rowid, text) VALUES (new.{key}, new.text);"
REMOVE = "INSERT INTO {index} ({index}, rowid, text) VALUES ('delete', old.{key}, old.text);"
SQLITE_PARTS = ("added", "removed", "changed")


def add_index(connection: Any, model: Any) -> bool:
    """Index the model's ``text`` where the database can, and return whether it is; once is enough."""
    table, key = model._meta.db_table, model._meta.pk.column
    if has_index(connection, model):
        return True
    if connection.vendor == "postgresql":
        return _add_trigrams(connection, table)
    if connection.vendor == "sqlite" and _has_tokenizer(connection):
        names = {"index": index_table(table), "table": table, "key": key}
        names |= {"add": ADD.format(**names), "remove": REMOVE.format(**names)}
        with connection.cursor() as cursor:
            for statement in SQLITE:
                cursor.execute(statement.format(**names))
        return True
    return False


def has_index(connection: Any, model: Any) -> bool:
    """Return whether the model's ``text`` is indexed."""
    table = model._meta.db_table
    if connection.vendor == "sqlite":
        return index_table(table) in connection.introspection.table_names()
    with connection.cursor() as cursor:
        return f"{table}_trgm" in connection.introspection.get_constraints(cursor, table)


def _add_trigrams(connection: Any, table: str) -> bool:
    """Whoever owns the database may install the extension; for others its owner does, and they go on."""
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute(f"CREATE INDEX {table}_trgm ON {table} USING gin (text gin_trgm_ops)")
    except DatabaseError as error:
        logger.warning("%s is searched without an index: %s", table, error)
        return False
    return True


def drop_index(connection: Any, model: Any) -> None:
    """Take the index away, where there is one."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP INDEX IF EXISTS {table}_trgm")
        elif connection.vendor == "sqlite":
            for part in SQLITE_PARTS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {index_table(table)}_{part}")
            cursor.execute(f"DROP TABLE IF EXISTS {index_table(table)}")


def _has_tokenizer(connection: Any) -> bool:
    """Return whether this SQLite knows FTS5 and its trigrams, which came with 3.34."""
    with connection.cursor() as cursor:
        options = {name for (name,) in cursor.execute("PRAGMA compile_options").fetchall()}
    return "ENABLE_FTS5" in options and connection.Database.sqlite_version_info >= (3, 34)
