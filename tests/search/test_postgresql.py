"""The search's index on PostgreSQL, and several processes at once."""

import re
import threading
from itertools import product
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from support_plugin.chat.erasing import delete_conversation
from support_plugin.chat.folded_messages import MessageText, fold_all, fold_messages, is_behind
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.search import find_messages, newest_hits
from support_plugin.chat.storing.messages import store_messages
from support_plugin.chat.storing.new import NewMessage
from support_plugin.checks.database import check_search_index
from support_plugin.search.indexes import add_index, drop_index, has_index
from support_plugin.search.models import ShopText
from support_plugin.search.queries import matching
from support_plugin.text.folding import squeeze
from tests.factories import ConversationFactory, MessageFactory
from tests.helpers.threads import at_once, errors_in

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")
ROWS = 20_000


@pytest.fixture
def many():
    """So many texts that reading them all costs more than asking the index."""
    words = ["سلام", "کفش", "ارسال", "تهران", "قیمت", "رنگ", "موجود", "دارید"]
    lines = [" ".join(words[(n * k) % 8] for k in (1, 3, 5, 7)) + f" {n}" for n in range(ROWS)]
    conversation = ConversationFactory(last_seq=ROWS)
    sender = Message.Sender.SHOPPER
    Message.objects.bulk_create(
        Message(conversation=conversation, seq=n + 1, sender=sender, client_id=uuid4(), body=line)
        for n, line in enumerate(lines)
    )
    fold_all()
    ShopText.objects.bulk_create(
        ShopText(kind="product", object_id=str(n), text=squeeze(line)) for n, line in enumerate(lines)
    )
    with connection.cursor() as cursor:
        for model in (ShopText, MessageText):
            # What autovacuum does: new entries wait in a list, which is read from end to end.
            cursor.execute(f"SELECT gin_clean_pending_list('{model._meta.db_table}_trgm')")
            cursor.execute(f"ANALYZE {model._meta.db_table}")
        cursor.execute(f"ANALYZE {Message._meta.db_table}")


QUERIES = {
    "messages": lambda word: find_messages(word)[:50],
    "texts": lambda word: matching(MessageText.objects.all(), word),
    "shop": lambda word: matching(ShopText.objects.filter(kind="product"), word),
}


@pytest.mark.django_db
@pytest.mark.usefixtures("many")
def test_the_database_asks_the_index_for_a_rare_word_and_shows_when_it_is_gone():
    for query, word in product(QUERIES.values(), ["۱۹۹۹۹", "دارید 19998", "زرافه"]):
        plan = query(word).explain()
        assert "_trgm" in plan, plan
        # Of a table beside them, with a row or two, the planner may well read all.
        assert not re.search("Seq Scan on support_plugin_(messagetext|shoptext)", plan), plan
    for model in (ShopText, MessageText):
        drop_index(connection, model)
    for query in QUERIES.values():
        assert "_trgm" not in (plan := query("۱۹۹۹۹").explain()), plan
    assert find_messages("۱۹۹۹۹").count() == 1
    assert [warning.id for warning in check_search_index(databases=["default"])] == ["support_plugin.W016"]
    assert add_index(connection, ShopText)
    assert check_search_index(databases=["default"]) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("many")
def test_the_newest_hits_of_a_word_that_is_everywhere_are_read_from_the_newest_end():
    with connection.execute_wrapper(explaining := Explaining()):
        assert newest_hits("سلام", 5)
    assert "Seq Scan on support_plugin_messagetext" not in explaining.plans


class Explaining:
    """Keeps the plans of what is asked."""

    plans = ""

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith("SELECT"):
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {sql}", params)
                self.plans += "\n".join(line for (line,) in cursor.fetchall())
        return execute(sql, params, many, context)


@pytest.mark.django_db(transaction=True)
def test_who_may_not_install_the_extension_searches_without_an_index():
    for model in (ShopText, MessageText):
        drop_index(connection, model)
    table, owner = ShopText._meta.db_table, connection.settings_dict["USER"]
    try:
        with connection.cursor() as cursor:
            cursor.execute("DROP EXTENSION pg_trgm")
            cursor.execute("CREATE ROLE support_small")
            cursor.execute("GRANT ALL ON SCHEMA public TO support_small")
            cursor.execute(f"ALTER TABLE {table} OWNER TO support_small")
            cursor.execute("SET ROLE support_small")
        assert add_index(connection, ShopText) is False
        with transaction.atomic():
            assert add_index(connection, ShopText) is False
            assert not has_index(connection, ShopText)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute(f'ALTER TABLE {table} OWNER TO "{owner}"')
            cursor.execute("DROP OWNED BY support_small")
            cursor.execute("DROP ROLE support_small")
    call_command("support_index_search", verbosity=0)
    assert has_index(connection, ShopText)
    assert has_index(connection, MessageText)


def in_threads(*works):
    assert errors_in(at_once(*works, within=60)) == []


@pytest.mark.django_db(transaction=True)
def test_several_that_fold_at_once_double_and_lose_nothing():
    conversations = ConversationFactory.create_batch(6)
    for conversation in conversations:
        for number in range(20):
            MessageFactory(conversation=conversation, body=f"پیام {number}")
    in_threads(*[lambda: [fold_messages(limit=7) for _ in range(30)]] * 3)
    fold_all()
    assert MessageText.objects.count() == 120
    assert find_messages("پیام").count() == 120


@pytest.mark.django_db(transaction=True)
def test_folding_beside_writers_neither_blocks_them_nor_misses_what_they_say():
    conversations = ConversationFactory.create_batch(4)

    def write():
        for number in range(40):
            store_messages(
                [
                    NewMessage(each.pk, Message.Sender.SHOPPER, uuid4(), f"خبر {number}")
                    for each in conversations
                ]
            )

    in_threads(write, write, lambda: [fold_messages(limit=50) for _ in range(60)])
    fold_all()
    assert find_messages("خبر").count() == 320


@pytest.mark.django_db(transaction=True)
def test_what_is_erased_while_it_is_being_folded_leaves_no_text(monkeypatch):
    from support_plugin.chat import folded_messages

    message = MessageFactory(body="رازِ من")
    reading, erasing = threading.Event(), threading.Event()
    squeeze_slowly = folded_messages.squeeze

    def wait(text):
        reading.set()
        erasing.wait(1)
        return squeeze_slowly(text)

    monkeypatch.setattr(folded_messages, "squeeze", wait)

    def erase():
        reading.wait(10)
        delete_conversation(Conversation.objects.get(pk=message.conversation_id), Message.Sender.SHOPPER)
        erasing.set()

    in_threads(fold_messages, erase)
    assert not MessageText.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_conversation_that_is_being_written_in_is_not_waited_for():
    message = MessageFactory(body="خبر")
    with transaction.atomic():
        Conversation.objects.select_for_update().get(pk=message.conversation_id)
        in_threads(fold_messages)
        # Its text is stored; how far it is folded is noted the next time.
        assert find_messages("خبر").exists()
    assert is_behind()
    fold_messages()
    assert not is_behind()
