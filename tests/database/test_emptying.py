"""Between tests with real transactions the tables are emptied: tests/helpers/databases.py."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.db import connection

from support_plugin.chat.models import Message
from tests.factories import MessageFactory
from tests.helpers.databases import WRITTEN, empty, rows_of_migrating

pytestmark = pytest.mark.django_db(transaction=True)


def filled_tables():
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"SELECT count(*) FROM {quote(name)}")  # noqa: S608
            if cursor.fetchone()[0]:
                yield name


def test_no_table_keeps_a_row_whatever_refers_to_it():
    MessageFactory()
    assert {Message._meta.db_table, Message.conversation.field.related_model._meta.db_table} <= set(
        filled_tables()
    )
    empty(connection)
    assert set(filled_tables()) == set(WRITTEN)


@pytest.mark.parametrize("model", [Site, Permission, ContentType])
def test_what_is_there_after_migrating_is_there_again_when_a_test_has_deleted_it(model):
    empty(connection)
    before = rows_of_migrating(connection)
    model.objects.all().delete()
    empty(connection)
    assert len(rows_of_migrating(connection)) == len(before)


def test_what_a_test_has_changed_there_is_as_it_was():
    empty(connection)
    domain = Site.objects.get().domain
    Site.objects.update(domain="shop.example")
    Permission.objects.create(codename="new", content_type=ContentType.objects.first())
    empty(connection)
    assert Site.objects.get().domain == domain
    assert not Permission.objects.filter(codename="new").exists()


def test_what_nobody_has_changed_there_is_not_written_again():
    empty(connection)
    before = rows_of_migrating(connection)
    MessageFactory()
    empty(connection)
    assert rows_of_migrating(connection) == before
