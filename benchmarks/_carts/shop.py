"""A database with as many open carts as wanted, of which some are due."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

CREATE = "CREATE DATABASE carts TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
# Two lines a cart; changed within the last month, none of them within the last hours.
CARTS = """
INSERT INTO basket_basket (id, status, date_created)
SELECT n, 'Open', now() - interval '20 days' FROM generate_series(%(first)s, %(last)s) AS n
"""
LINES = """
INSERT INTO basket_line (basket_id, product_id, stockrecord_id, line_reference, quantity, price_currency,
    price_excl_tax, price_incl_tax, date_created, date_updated, tax_code)
SELECT n, %(product)s, %(record)s, n || '-' || part, 1 + n %% 3, 'IRR', 900000, 1000000,
    now() - interval '20 days', now() - interval '10 days' + (n %% 100000) * interval '1 second', ''
FROM generate_series(%(first)s, %(last)s) AS n, generate_series(1, 2) AS part
"""
FOLLOWED = """
INSERT INTO support_plugin_cartactivity (cart_id, last_active_at, idle_from, visitor_hash, email, language,
    device, source, campaign, step, obstacle, period)
SELECT n, now(), now(), '', '', 'fa', 'phone', '', '', n %% 7 * 10, '', 0
FROM generate_series(%(first)s, %(last)s) AS n
"""
DUE = """
UPDATE support_plugin_cartactivity
SET idle_from = now() - interval '2 hours', last_active_at = now() - interval '2 hours', period = 0,
    abandonment_id = NULL, obstacle = ''
WHERE cart_id %% %(every)s = 0 AND cart_id <= %(last)s
"""
NOTHING_STORED = (
    "UPDATE support_plugin_cartactivity SET abandonment_id = NULL WHERE abandonment_id IS NOT NULL",
    "DELETE FROM support_plugin_abandonment",
    "DELETE FROM support_plugin_delivery",
    "DELETE FROM support_plugin_deliveryqueue",
    "DELETE FROM support_plugin_event",
)


@contextmanager
def database(address: str) -> Iterator[Any]:
    """Make an empty database with the shop's tables; yield Django's connection to it."""
    import psycopg

    with psycopg.connect(address.replace("postgres://", "postgresql://"), autocommit=True) as server:
        server.execute(CREATE)
    os.environ["DATABASE_URL"] = address.rsplit("/", 1)[0] + "/carts"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    yield connection
    connection.close()


def make_product() -> dict[str, Any]:
    """Return what a line refers to."""
    from oscar.test.factories import create_product, create_stockrecord

    product = create_product(title="زعفران")
    return {"product": product.pk, "record": create_stockrecord(product, num_in_stock=1000).pk}


def add_carts(connection: Any, first: int, last: int, refers: dict[str, Any]) -> None:
    """Add the open carts with these numbers, followed and not due within the next hour."""
    with connection.cursor() as cursor:
        for statement in (CARTS, LINES, FOLLOWED):
            cursor.execute(statement, {"first": first, "last": last, **refers})
        cursor.execute("VACUUM ANALYZE")


def make_due(connection: Any, carts: int, due: int) -> None:
    """Forget what was abandoned, and let ``due`` of ``carts`` carts be due, spread over all of them."""
    with connection.cursor() as cursor:
        for statement in NOTHING_STORED:
            cursor.execute(statement)
        every = carts // due
        cursor.execute(DUE, {"every": every, "last": every * due})
        cursor.execute("VACUUM ANALYZE")


def settle(connection: Any) -> None:
    """Let the server be done with what it has to write after so many changes: an idle shop's has not."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def check_stored(connection: Any, due: int) -> None:
    """Raise RuntimeError where not each due cart was stored, with its event."""
    with connection.cursor() as cursor:
        for table in ("support_plugin_abandonment", "support_plugin_event"):
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
            if (found := cursor.fetchone()[0]) != due:
                raise RuntimeError(f"{table} has {found} rows for {due} carts")
