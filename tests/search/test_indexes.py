"""The search is answered by its index, on PostgreSQL as on SQLite."""

import pytest
from django.db import connection

from support_plugin.chat.folded_messages import MessageText
from support_plugin.search.fields import _has_table
from support_plugin.search.indexes import add_index, drop_index, has_index
from support_plugin.search.models import ShopText
from support_plugin.search.queries import matching

pytestmark = pytest.mark.django_db
INDEXED = [MessageText, ShopText]


def plan(model, query):
    """Return how the database would answer, were there more rows than it likes to read one by one."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_indexscan = off")
    return matching(model.objects.all(), query).explain()


def index_of(model):
    return f"{model._meta.db_table}_{'trgm' if connection.vendor == 'postgresql' else 'fts'}"


@pytest.fixture(autouse=True)
def _forget_tables():
    _has_table.cache_clear()
    yield
    _has_table.cache_clear()


@pytest.mark.parametrize("model", INDEXED)
@pytest.mark.parametrize("query", ["زعفران", "ﺯﻋﻔﺮﺍﻥ", "SF-1023", "۱۲۳۴", "مریم کریمی", "ثغظ ضذژ"])
def test_a_query_of_three_letters_or_more_asks_the_index(model, query):
    assert has_index(connection, model)
    assert index_of(model) in plan(model, query)


@pytest.mark.parametrize("model", INDEXED)
def test_without_the_index_the_same_query_reads_all_texts(model):
    drop_index(connection, model)
    _has_table.cache_clear()
    assert not has_index(connection, model)
    assert index_of(model) not in plan(model, "زعفران")
    assert list(matching(model.objects.all(), "زعفران")) == []
    assert add_index(connection, model)
    _has_table.cache_clear()
    assert index_of(model) in plan(model, "زعفران")


def test_an_index_made_late_knows_the_texts_from_before():
    drop_index(connection, ShopText)
    ShopText.objects.create(kind="product", object_id="1", text="زعفران")
    assert add_index(connection, ShopText)
    _has_table.cache_clear()
    assert [each.object_id for each in matching(ShopText.objects.all(), "زعفران")] == ["1"]
