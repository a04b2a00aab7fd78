"""Between tests with real transactions the tables are emptied: tests/helpers/databases.py."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.sites.models import Site
from django.core.management import call_command
from django.db import connection

from support_plugin.chat.models import Message
from tests.factories import MessageFactory

pytestmark = pytest.mark.django_db(transaction=True)


def filled_tables():
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"SELECT count(*) FROM {quote(name)}")  # noqa: S608
            if cursor.fetchone()[0]:
                yield name


def flush(**options):
    call_command("flush", interactive=False, verbosity=0, reset_sequences=False, **options)


def test_no_table_keeps_a_row_whatever_refers_to_it():
    MessageFactory()
    assert {Message._meta.db_table, Message.conversation.field.related_model._meta.db_table} <= set(
        filled_tables()
    )
    flush(inhibit_post_migrate=True)
    assert list(filled_tables()) == []


def test_what_is_there_after_migrating_is_there_again_even_when_all_tables_were_empty():
    flush(inhibit_post_migrate=True)
    flush(inhibit_post_migrate=False)
    assert Site.objects.exists()
    assert Permission.objects.exists()
