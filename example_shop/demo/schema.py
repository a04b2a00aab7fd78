"""Whether the database fits the code: the demo's own outlives changes of unreleased migrations."""

from django.apps import apps
from django.db import connection


def missing_columns() -> list[str]:
    """Return the tables, and the columns as "table.column", that the models have and the database lacks."""
    missing: list[str] = []
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in apps.get_models(include_auto_created=True):
            # Oscar's factories for tests declare a model in its own app, which has no migrations.
            if not model._meta.managed or model._meta.app_label == "oscar":
                continue
            table = model._meta.db_table
            if table not in tables:
                missing.append(table)
                continue
            description = connection.introspection.get_table_description(cursor, table)
            there = {column.name for column in description}
            wanted = {field.column for field in model._meta.local_concrete_fields}
            missing += [f"{table}.{column}" for column in sorted(wanted - there)]
    return missing
