"""Text that is looked through in its folded form, by parts of words, with an index.

PostgreSQL: pg_trgm. In a database whose locale is C it sees ASCII letters and digits alone, so that Persian
and Arabic letters are stored as Latin capitals, of which folded text has none. SQLite: FTS5 with its trigram
tokenizer, where the library has them.
"""

from functools import cache
from typing import Any, cast

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import Contains

# Fewer letters than these have no place in the index.
SHORTEST = 3

# The rare ones share a capital with another letter; what distinguishes them is no letter for the index.
_CAPITALS = dict(zip("ابپتجچحخدرزسشصطعفقکگلمنوهی", "ABPTJCHXDRZSWEOVFQKGLMNUIY", strict=True))
_RARE = {"ث": "T\1", "ذ": "D\1", "ژ": "Z\1", "ض": "E\1", "ظ": "O\1", "غ": "G\1"}
_LETTERS = str.maketrans({**_CAPITALS, **_RARE})


class FoldedField(models.TextField):
    """Text as ``folding.squeeze`` gives it; ``field__holds="word"`` finds a squeezed word in it.

    It is only looked through: what is read from the database is in capitals.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"editable": False, **kwargs})

    def get_prep_value(self, value: Any) -> Any:
        """Return the text with its Persian and Arabic letters as Latin capitals."""
        prepared = super().get_prep_value(value)
        return prepared.translate(_LETTERS) if isinstance(prepared, str) else prepared


@FoldedField.register_lookup
class Holds(Contains):
    """The word stands somewhere in the text."""

    lookup_name = "holds"
    prepare_rhs = True

    def get_rhs_op(self, connection: BaseDatabaseWrapper, rhs: str) -> str:
        """Return what ``contains`` does: a LIKE in which the word's own signs mean themselves."""
        return str(cast(Any, connection).operators["contains"] % rhs)

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Ask the index's table; where there is none, or the word is too short for it, read all texts."""
        lhs, params = self.process_lhs(compiler, connection)
        model = self.lhs.target.model
        index = index_table(model._meta.db_table)
        if len(self.rhs) < SHORTEST or not _has_table(connection.alias, index):
            # Not LIKE: SQLite's takes capitals and small letters for the same.
            return f"INSTR({lhs}, %s) > 0", [*params, self.rhs]
        key = (
            f"{connection.ops.quote_name(self.lhs.alias)}.{connection.ops.quote_name(model._meta.pk.column)}"
        )
        phrase = '"' + self.rhs.replace('"', '""') + '"'
        return f"{key} IN (SELECT rowid FROM {index} WHERE {index} MATCH %s)", [phrase]  # noqa: S608 (names of ours)


def index_table(table: str) -> str:
    """Return the name of the table that is SQLite's index of another table's texts."""
    return f"{table}_fts"


@cache
def _has_table(alias: str, table: str) -> bool:
    # Once in each process: nobody upgrades the library meanwhile.
    return table in connections[alias].introspection.table_names()
