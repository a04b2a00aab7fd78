"""The statements by which many messages are stored at once, written by hand: what Django makes of them
costs several times as much of this process's time.
"""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection, models

from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.waits.models import Wait

# What storing a message reads of its conversation, and receivers of its signal may; more comes on demand.
NEEDED = {
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
}
# In the model's order, as a model makes its instances of rows.
LOCKED_FIELDS = [field for field in Conversation._meta.concrete_fields if field.attname in NEEDED]
LOCKED_JSON = [place for place, field in enumerate(LOCKED_FIELDS) if isinstance(field, models.JSONField)]

# PostgreSQL only. Always in the same order, so that two processes with the same conversations can't block
# each other.
LOCK = "SELECT {columns} FROM {table} WHERE id IN ({ids}) AND status = %s ORDER BY id FOR UPDATE"

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
    is_weighed = CASE new.column3 WHEN 0 THEN %s WHEN 1 THEN is_weighed ELSE %s END,
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
    if connection.vendor != "postgresql":
        # SQLite has one lock for all, and gives it to whoever writes first.
        found = Conversation.objects.filter(pk__in=ids, status=OPEN)
        found.update(status=OPEN)
        # Where a router sends reads to a copy, this is none.
        return list(found.using(connection.alias).order_by("pk").only(*NEEDED))
    statement = LOCK.format(
        columns=", ".join(field.attname for field in LOCKED_FIELDS),
        table=Conversation._meta.db_table,
        ids=", ".join(f"{id:d}" for id in ids),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [OPEN])
        return [_locked(list(row)) for row in cursor.fetchall()]


def _locked(values: list[Any]) -> Conversation:
    for place in LOCKED_JSON:
        values[place] = json.loads(values[place])
    return Conversation.from_db(connection.alias, NEEDED, values)


def new_message(conversation: Conversation, agent: Any = None, **values: Any) -> Message:
    """Return a message of the conversation that is not stored yet; ``values`` by the columns' names.

    Django's constructor takes less than half the time where each value is given by its place.
    """
    given: dict[str, Any] = {
        "conversation_id": conversation.pk,
        "agent_id": agent.pk if agent else None,
        "choices": [],
    }
    message = Message(*{**_blank(), **given, **values}.values())
    Message.conversation.field.set_cached_value(message, conversation)
    if agent:
        Message.agent.field.set_cached_value(message, agent)
    return message


@cache
def _blank() -> dict[str, Any]:
    """Return a message's defaults, in the columns' order."""
    return {field.attname: field.get_default() for field in Message._meta.concrete_fields}


def insert_messages(messages: Sequence[Message], now: datetime) -> None:
    """Store new messages, all written at ``now``, and give them their primary keys."""
    if connection.vendor != "postgresql":
        Message.objects.bulk_create(messages)
        return
    for message in messages:
        message.created_at = now
    names = [field.attname for field in _columns(Message)]
    rows = [{name: getattr(message, name) for name in names} for message in messages]
    for message, pk in zip(messages, _insert(Message, rows), strict=True):
        message.pk = pk
        message._state.adding = False


def insert_waits(waits: Sequence[dict[str, Any]]) -> None:
    """Store waits that have ended, each as Wait.values_of returns it."""
    if connection.vendor != "postgresql":
        Wait.objects.bulk_create([Wait(**wait) for wait in waits])
        return
    _insert(Wait, waits)


def _insert(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> list[Any]:
    """Store rows, by the columns' names; return their primary keys. What a row does not name is NULL."""
    with connection.cursor() as cursor:
        cursor.execute(_insertion(model), [json.dumps(rows, default=str, ensure_ascii=False)])
        return [pk for (pk,) in cursor.fetchall()]


@cache
def _insertion(model: type[models.Model]) -> str:
    columns = [
        (connection.ops.quote_name(str(one.column)), one.db_type(connection)) for one in _columns(model)
    ]
    return INSERT.format(
        table=model._meta.db_table,
        columns=", ".join(name for name, _type in columns),
        types=", ".join(f"{name} {kind}" for name, kind in columns),
    )


@cache
def _columns(model: type[models.Model]) -> "tuple[models.Field[Any, Any], ...]":
    """Return the fields that a new row has; each one's ``attname`` is its column's name."""
    return tuple(field for field in model._meta.local_concrete_fields if not field.primary_key)


def update_conversations(conversations: Sequence[Conversation], now: datetime) -> None:
    """Store the conversations' last number and since when their shoppers wait; they changed ``now``."""
    # Numbers stand in the statement itself: to fill in hundreds of parameters costs more than the statement.
    rows = ", ".join(
        f"({c.pk:d}, {c.last_seq:d}, {_waiting(c, now):d}, {c.away_since == now:d})" for c in conversations
    )
    statement = UPDATE.format(table=Conversation._meta.db_table, rows=rows)
    time = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(statement, [time, time, True, False, time, time, time])


def _waiting(conversation: Conversation, now: datetime) -> int:
    if conversation.waiting_since is None:
        return NOBODY_WAITS
    return SINCE_NOW if conversation.waiting_since == now else AS_BEFORE
