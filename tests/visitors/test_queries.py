"""Who is logged in with a session, read where no cookie can be sent."""

from importlib import import_module

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from support_plugin.visitors.queries import session_user

pytestmark = pytest.mark.django_db

ENGINES = ["db", "cached_db", "cache", "file", "signed_cookies"]


@pytest.fixture(params=ENGINES)
def logged_in(request, settings, client, shopper, tmp_path):
    """A shopper's browser, with a basket in its session, logged in before SECRET_KEY was rotated."""
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{request.param}"
    settings.SESSION_FILE_PATH = str(tmp_path)
    client.force_login(shopper)
    session = client.session
    session["checkout"] = "address"
    session.save()
    # Only a cookie that holds the session changes with it.
    client.cookies[django_settings.SESSION_COOKIE_NAME] = session.session_key
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the next key, which is long enough to be one"
    return client


def cookie_of(client):
    return client.cookies[django_settings.SESSION_COOKIE_NAME].value


def held_by(key):
    store = import_module(django_settings.SESSION_ENGINE).SessionStore(key)
    return dict(store.items())


def test_a_rotated_key_costs_nobody_their_session_when_a_socket_asks_first(logged_in, shopper):
    before = held_by(cookie_of(logged_in))
    assert before["checkout"] == "address"
    for _again in range(2):
        assert session_user(cookie_of(logged_in)) == shopper
    assert held_by(cookie_of(logged_in)) == before
    page = logged_in.get(reverse("support_plugin:api-session"))
    assert page.wsgi_request.user == shopper
    assert page.wsgi_request.session["checkout"] == "address"


def test_a_session_that_is_no_longer_valid_is_left_to_the_browsers_next_request(logged_in, shopper):
    before = held_by(cookie_of(logged_in))
    shopper.set_password("another")
    shopper.save()
    assert not session_user(cookie_of(logged_in)).is_authenticated
    assert held_by(cookie_of(logged_in)) == before


@pytest.mark.parametrize("key", [None, "", "made-up", "x" * 5000, "\x00"])
def test_a_made_up_session_is_nobodys_and_stores_nothing(key):
    assert not session_user(key).is_authenticated
    assert not held_by(key)
