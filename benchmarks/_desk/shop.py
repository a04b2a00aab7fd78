"""A shop whose desk has many conversations: 20 messages each, one of twenty still open."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from benchmarks._search.shop import _fold
from benchmarks._search.texts import messages

MESSAGES_EACH = 20
# One conversation of so many is open; of those every second one waits.
OPEN_EACH = 20
TEXTS = 2000
FILL_MESSAGES = """
INSERT INTO support_plugin_message
    (conversation_id, seq, sender, kind, closed_by, client_id, body, choices, attachment_count,
    created_at, is_withdrawn, assistant)
SELECT c.id, s, CASE s %% 2 WHEN 1 THEN 'shopper' ELSE 'agent' END, '', '', gen_random_uuid(),
    (%s::text[])[1 + (c.id * 7 + s * 13) %% %s], '[]', 0, c.updated_at, false, ''
FROM support_plugin_conversation c, generate_series(1, %s) s WHERE c.id > %s
"""
FILL_FOLDED = """
INSERT INTO support_plugin_messagetext (message_id, text)
SELECT m.id, (%s::text[])[1 + (m.conversation_id * 7 + m.seq * 13) %% %s]
FROM support_plugin_message m WHERE m.conversation_id > %s
"""


def fill(connection: Any, count: int) -> None:
    """Add conversations until there are ``count``, as after months of a busy shop."""
    from support_plugin.models import Conversation, Visitor
    from support_plugin.search.indexes import add_index

    there, last = Conversation.objects.count(), Conversation.objects.order_by("-pk").first()
    after = last.pk if last else 0
    rows = list(_conversations(count - there))
    visitors = Visitor.objects.bulk_create([Visitor() for _row in rows], batch_size=5000)
    for row, visitor in zip(rows, visitors, strict=True):
        row.visitor = visitor
    Conversation.objects.bulk_create(rows, batch_size=2000)
    written = list(messages(TEXTS))
    folded = [_fold(text) for text in written]
    from support_plugin.models import MessageText

    with connection.cursor() as cursor:
        # It is built faster when the rows are there.
        cursor.execute("DROP INDEX IF EXISTS support_plugin_messagetext_trgm")
        cursor.execute(FILL_MESSAGES, [written, TEXTS, MESSAGES_EACH, after])
        cursor.execute(FILL_FOLDED, [folded, TEXTS, after])
    assert add_index(connection, MessageText)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _conversations(count: int) -> Iterator[Any]:
    from support_plugin import clock
    from support_plugin.models import Conversation

    now = clock.now()
    for number in range(count):
        is_open = number % OPEN_EACH == 0
        ago = timedelta(minutes=1 + number * 7919 % (600 if is_open else 200_000))
        waits = is_open and number % (2 * OPEN_EACH) == 0
        yield Conversation(
            status="open" if is_open else "closed",
            language=("fa", "fa", "ar", "en")[number // OPEN_EACH % 4],
            page_path="/fa/basket/",
            last_seq=MESSAGES_EACH,
            folded_seq=MESSAGES_EACH,
            agent_seen_seq=MESSAGES_EACH - waits,
            updated_at=now - ago,
            waiting_since=now - ago if waits else None,
            queue_at=now - ago if waits else None,
        )
