"""What test_statements.py has noted in a process of its own."""

import threading

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sites.models import Site
from django.db import connections


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
def test_skipped():
    get_user_model().objects.filter(pk=1).exists()
    pytest.skip("what another database would do")
