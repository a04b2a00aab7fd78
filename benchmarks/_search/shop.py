"""A database with a million texts, each as it was written and folded, both with the same kind of index."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from multiprocessing import Pool
from typing import Any

from benchmarks._search.texts import messages, names

CREATED = "2026-01-01T00:00:00Z"
# As the desk asks: hits of a group and one more; messages looked at for so many conversations.
HITS = 9
# In a database with the locale C, the trigrams of the unfolded texts would have no Persian or Arabic letters.
CREATE = "CREATE DATABASE search TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
# Table, column and index of both sides.
FOLDED = {
    "messages": ("support_plugin_messagetext", "support_plugin_messagetext_trgm"),
    "names": ("support_plugin_shoptext", "support_plugin_shoptext_trgm"),
}
UNFOLDED = {"messages": ("support_plugin_message", "body"), "names": ("bench_names", "name")}


@contextmanager
def database(address: str) -> Iterator[Any]:
    """Make an empty database with the shop's tables; yield Django's connection to it."""
    import psycopg

    with psycopg.connect(address.replace("postgres://", "postgresql://"), autocommit=True) as server:
        server.execute(CREATE)
    os.environ["DATABASE_URL"] = address.rsplit("/", 1)[0] + "/search"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    yield connection
    connection.close()


def fill(connection: Any, rows: int) -> None:
    """Store half as many names and half as many messages, each in both forms."""
    from support_plugin.models import Conversation, Visitor

    conversation = Conversation.objects.create(visitor=Visitor.objects.create())
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_names (id serial PRIMARY KEY, name text NOT NULL)")
        # They are built faster when the rows are there, by the code of the app's own migration.
        cursor.execute(f"DROP INDEX {FOLDED['messages'][1]}, {FOLDED['names'][1]}")
    _fill_names(connection, rows // 2)
    _fill_messages(connection, rows // 2, conversation.pk)
    _build_indexes(connection)


def _fill_names(connection: Any, count: int) -> None:
    copy = (
        "COPY bench_names (name) FROM STDIN",
        "COPY support_plugin_shoptext (kind, object_id, text) FROM STDIN",
    )
    _copy(connection, copy[0], ((name,) for name in names(count)))
    with Pool(2) as pool:
        folded = pool.imap(_fold, names(count), chunksize=5000)
        rows = (("customer", str(number), text) for number, text in enumerate(folded, 1))
        _copy(connection, copy[1], rows)


def _fill_messages(connection: Any, count: int, conversation: int) -> None:
    columns = (
        "conversation_id, seq, sender, kind, closed_by, client_id, body, choices, "
        "attachment_count, created_at, is_withdrawn, assistant"
    )
    rows = (
        (conversation, seq, "shopper", "", "", f"{seq:032x}", body, "[]", 0, CREATED, False, "")
        for seq, body in enumerate(messages(count), 1)
    )
    _copy(connection, f"COPY support_plugin_message ({columns}) FROM STDIN", rows)
    with connection.cursor() as cursor, Pool(2) as pool:
        cursor.execute("SELECT id FROM support_plugin_message ORDER BY seq")
        ids = [pk for (pk,) in cursor.fetchall()]
        folded = pool.imap(_fold, messages(count), chunksize=5000)
        _copy(
            connection,
            "COPY support_plugin_messagetext (message_id, text) FROM STDIN",
            zip(ids, folded, strict=True),
        )


def _fold(text: str) -> str:
    """Return what the app stores for a text."""
    from support_plugin.search.fields import FoldedField
    from support_plugin.text.folding import squeeze

    return str(FoldedField().get_prep_value(squeeze(text)))


def _copy(connection: Any, statement: str, rows: Any) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _build_indexes(connection: Any) -> None:
    from support_plugin.models import MessageText, ShopText
    from support_plugin.search.indexes import add_index

    for model in (MessageText, ShopText):
        assert add_index(connection, model)
    with connection.cursor() as cursor:
        for table, column in UNFOLDED.values():
            cursor.execute(f"CREATE INDEX {table}_bench ON {table} USING gin ({column} gin_trgm_ops)")
        cursor.execute("VACUUM ANALYZE")


def sides(about: str, query: str) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """Return the app's own search for a query, and the same of the texts as they were written."""
    from support_plugin.chat.search import newest_hits
    from support_plugin.models import ShopText
    from support_plugin.search.queries import find_ids

    if about == "messages":
        return lambda: newest_hits(query, HITS), lambda: _plain_messages(query)
    return lambda: find_ids(ShopText.Kind.CUSTOMER, query, HITS), lambda: _plain_names(query)


def _plain_messages(query: str) -> dict[int, int]:
    from support_plugin.chat.search import HITS_EACH
    from support_plugin.models import Message

    found = _holding(Message.objects.all(), "body", query).order_by("-pk")
    newest: dict[int, int] = {}
    for pk, conversation in found.values_list("pk", "conversation")[: HITS * HITS_EACH]:
        newest.setdefault(conversation, pk)
    return newest


def _plain_names(query: str) -> list[int]:
    found = _holding(_names().objects.all(), "name", query).order_by("-pk")
    return list(found.values_list("pk", flat=True)[:HITS])


def _holding(rows: Any, column: str, query: str) -> Any:
    for word in query.split():
        rows = rows.filter(**{f"{column}__contains": word})
    return rows


@cache
def _names() -> Any:
    from django.db import models

    meta = type("Meta", (), {"app_label": "benchmarks", "managed": False, "db_table": "bench_names"})
    return type("Name", (models.Model,), {"__module__": __name__, "name": models.TextField(), "Meta": meta})


def uses_index(about: str) -> bool:
    """Return whether PostgreSQL answers the app's question for a rare word by its index."""
    from support_plugin.models import MessageText, ShopText
    from support_plugin.search.queries import matching

    found = (
        matching(MessageText.objects.all(), "SF-104417").order_by("-pk")[:HITS]
        if about == "messages"
        else matching(ShopText.objects.filter(kind="customer"), "shopper4711@").order_by("-pk")[:HITS]
    )
    return FOLDED[about][1] in found.explain()


def index_sizes(connection: Any) -> dict[str, int]:
    """Return how large each index is, in megabytes."""
    indexes = {f"{about}, folded": index for about, (_table, index) in FOLDED.items()}
    indexes |= {f"{about}, unfolded": f"{table}_bench" for about, (table, _column) in UNFOLDED.items()}
    with connection.cursor() as cursor:
        return {name: _size(cursor, index) for name, index in indexes.items()}


def _size(cursor: Any, index: str) -> int:
    cursor.execute("SELECT pg_relation_size(%s::regclass)", [index])
    return round(cursor.fetchone()[0] / 2**20)
