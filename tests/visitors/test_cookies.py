import pytest
from django.core import signing
from django.http import HttpRequest, HttpResponse

from support_plugin.notices.destination import choice_cookie
from support_plugin.visitors import cookies


def jar(response):
    return {name: morsel.value for name, morsel in response.cookies.items()}


def test_a_key_comes_back_as_it_was_sent():
    response = HttpResponse()
    key = cookies.new_key()
    cookies.set_key(response, key)
    assert cookies.read_key(jar(response)) == key


@pytest.mark.parametrize("value", ["", "x", ":::", "key:1:signature", None])
def test_what_we_did_not_sign_is_no_key(value):
    assert cookies.read_key({} if value is None else {"support_visitor": value}) is None


def test_an_empty_or_foreign_signed_value_is_no_key():
    assert (
        cookies.read_key({"support_visitor": signing.get_cookie_signer(salt=cookies.SALT).sign("")}) is None
    )
    assert (
        cookies.read_key({"support_visitor": signing.get_cookie_signer(salt="sessions").sign("key")}) is None
    )


def test_an_old_key_is_no_key(settings, monkeypatch):
    response = HttpResponse()
    cookies.set_key(response, cookies.new_key())
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + 181 * 24 * 3600)
    assert cookies.read_key(jar(response)) is None


def test_the_cookie_is_as_careful_as_the_session(settings):
    settings.SESSION_COOKIE_SECURE = True
    response = HttpResponse()
    cookies.set_key(response, "key")
    morsel = response.cookies["support_visitor"]
    assert morsel["secure"]
    assert morsel["httponly"]
    assert morsel["samesite"] == "Lax"


@pytest.mark.parametrize("samesite", ["None", "Strict", "Lax", False])
def test_the_apps_cookies_go_where_the_sessions_goes(settings, samesite):
    settings.SESSION_COOKIE_SAMESITE = samesite
    settings.SESSION_COOKIE_SECURE = True
    settings.SESSION_COOKIE_DOMAIN, settings.SESSION_COOKIE_PATH = ".example.test", "/shop/"
    response = HttpResponse()
    cookies.set_key(response, "key")
    choice_cookie.keep_choice(HttpRequest(), response, {"country": "IR"})
    set_ones = dict(response.cookies)
    deleting = HttpResponse()
    cookies.delete_key(deleting)
    choice_cookie.forget_choice(deleting)
    for morsel in [*set_ones.values(), *deleting.cookies.values()]:
        assert (morsel["samesite"], morsel["domain"], morsel["path"]) == (
            samesite or "",
            ".example.test",
            "/shop/",
        )


def test_only_a_hash_is_stored():
    key = cookies.new_key()
    assert key not in cookies.hash_key(key)
    assert len(cookies.hash_key(key)) == 64
