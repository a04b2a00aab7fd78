"""What only the database can tell: ``manage.py check --database default``, and ``migrate``."""

from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections

from support_plugin.search.indexes import has_index
from support_plugin.search.models import ShopText


@register(Tags.database)
def check_search_index(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """PostgreSQL has the search's index."""
    for connection in (connections[alias] for alias in databases or ()):
        if connection.vendor != "postgresql":
            continue
        table = ShopText._meta.db_table
        if table in connection.introspection.table_names() and not has_index(connection, ShopText):
            hint = (
                "Have the database's owner run CREATE EXTENSION pg_trgm; "
                "then run manage.py support_index_search."
            )
            message = "The search has no index: this database's user may not install pg_trgm."
            return [Warning(message, hint=hint, id="support_plugin.W016")]
    return []
