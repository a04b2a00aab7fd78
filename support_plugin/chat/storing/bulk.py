"""The three statements by which many messages are stored at once, written by hand: what Django makes of them
costs several times as much of this process's time.
"""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from itertools import chain

from django.db import connection

from support_plugin.chat.models import Conversation, Message

# What storing a message reads of its conversation, and receivers of its signal may; more comes on demand.
NEEDED = (
    "id",
    "public_id",
    "visitor_id",
    "status",
    "agent_id",
    "language",
    "shop_only",
    "last_seq",
    "waiting_since",
    "part_waits",
    "snoozed_until",
    "away_since",
    "updated_at",
    "department_id",
    "head_start_reasons",
    "assistant",
    "assistant_due_at",
)
# Always in the same order, so that two processes with the same conversations can't block each other.
LOCK = "SELECT {columns} FROM {table} WHERE id IN ({ids}) AND status = %s ORDER BY id {for_update}"

# PostgreSQL only: all rows are one text, of which no value is quoted on its own.
INSERT = """
INSERT INTO {table} ({columns})
SELECT {columns} FROM json_to_recordset(%s) AS new ({types})
RETURNING id
"""

# Both PostgreSQL and SQLite name the columns of VALUES so.
UPDATE = """
UPDATE {table}
SET last_seq = new.column2,
    waiting_since = CASE new.column3 WHEN 0 THEN NULL WHEN 1 THEN waiting_since ELSE %s END,
    queue_at = CASE new.column3 WHEN 0 THEN NULL WHEN 1 THEN queue_at ELSE %s END,
    is_weighed = CASE new.column3 WHEN 2 THEN %s ELSE is_weighed END,
    away_since = CASE new.column4 WHEN 1 THEN %s ELSE away_since END,
    updated_at = %s,
    changed_at = %s,
    changed = changed + 1
FROM (VALUES {rows}) AS new
WHERE id = new.column1
"""
OPEN = Conversation.Status.OPEN.value
NOBODY_WAITS, AS_BEFORE, SINCE_NOW = range(3)


def lock_conversations(ids: Collection[int]) -> list[Conversation]:
    """Return the open ones of the conversations, which then are locked until the transaction ends."""
    for_update = "FOR UPDATE"
    if not connection.features.has_select_for_update:
        # SQLite has one lock for all, and gives it to whoever writes first.
        Conversation.objects.filter(pk__in=ids, status=OPEN).update(status=OPEN)
        for_update = ""
    statement = LOCK.format(
        columns=", ".join(NEEDED),
        table=Conversation._meta.db_table,
        ids=", ".join(["%s"] * len(ids)),
        for_update=for_update,
    )
    # Where a router sends reads to a copy, this is none.
    return list(Conversation.objects.using(connection.alias).raw(statement, [*ids, OPEN]))


def insert_messages(messages: Sequence[Message], now: datetime) -> None:
    """Store new messages, all written at ``now``, and give them their primary keys."""
    if connection.vendor != "postgresql":
        Message.objects.bulk_create(messages)
        return
    statement, columns = _insertion()
    for message in messages:
        message.created_at = now
    rows = [{column: getattr(message, name) for column, name in columns} for message in messages]
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(rows, default=str, ensure_ascii=False)])
        for message, (pk,) in zip(messages, cursor.fetchall(), strict=True):
            message.pk = pk
            message._state.adding = False


@cache
def _insertion() -> tuple[str, list[tuple[str, str]]]:
    """Return the statement, and each column with the name of the attribute it takes."""
    fields = [field for field in Message._meta.local_concrete_fields if not field.primary_key]
    columns = [(str(field.column), field.attname) for field in fields]
    statement = INSERT.format(
        table=Message._meta.db_table,
        columns=", ".join(column for column, _name in columns),
        types=", ".join(f"{field.column} {field.db_type(connection)}" for field in fields),
    )
    return statement, columns


def update_conversations(conversations: Sequence[Conversation], now: datetime) -> None:
    """Store the conversations' last number and since when their shoppers wait; they changed ``now``."""
    rows = [(c.pk, c.last_seq, _waiting(c, now), int(c.away_since == now)) for c in conversations]
    values = ", ".join(["(%s, %s, %s, %s)"] * len(rows))
    statement = UPDATE.format(table=Conversation._meta.db_table, rows=values)
    time = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(statement, [time, time, False, time, time, time, *chain.from_iterable(rows)])


def _waiting(conversation: Conversation, now: datetime) -> int:
    if conversation.waiting_since is None:
        return NOBODY_WAITS
    return SINCE_NOW if conversation.waiting_since == now else AS_BEFORE
