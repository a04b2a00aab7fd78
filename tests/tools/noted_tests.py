"""What test_statements.py has noted in a process of its own."""

import threading

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sites.models import Site
from django.db import connection, connections, transaction

from support_plugin.database.turns import take_turns_for
from support_plugin.search.indexes import has_index
from support_plugin.search.models import ShopText


def test_of_nothing():
    pass


@pytest.mark.django_db
def test_of_users():
    get_user_model().objects.filter(pk=1).exists()


@pytest.mark.django_db
def test_of_users_and_sites():
    get_user_model().objects.filter(pk=2).exists()
    Site.objects.filter(pk=1).exists()


@pytest.mark.django_db
def test_of_a_thread():
    def ask():
        get_user_model().objects.filter(pk=1).exists()
        connections.close_all()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()


@pytest.mark.django_db
def test_of_tables():
    connection.introspection.table_names()


@pytest.mark.django_db
def test_of_tables_and_the_vendor():
    has_index(connection, ShopText)


@pytest.mark.django_db
def test_skipped():
    get_user_model().objects.filter(pk=1).exists()
    pytest.skip("what another database would do")


@pytest.mark.django_db
def test_of_locked_users():
    with transaction.atomic():
        get_user_model().objects.filter(pk=1).select_for_update().exists()


@pytest.mark.django_db
def test_of_users_in_turn():
    with transaction.atomic():
        take_turns_for(Site, ["a"])
        get_user_model().objects.filter(pk=1).exists()
