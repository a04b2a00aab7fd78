"""Each mistake an installer can make is named, with an id and a hint."""

from copy import deepcopy

import pytest
from django.contrib.sites.models import Site
from django.core.checks import run_checks
from django.test import override_settings
from django.urls import set_script_prefix

from support_plugin.checks.lines import check_app_order
from support_plugin.checks.shop import check_translation

pytestmark = pytest.mark.any_database


def found(**changes):
    """Return the ids of the app's messages under changed settings; each must come with a hint."""
    with override_settings(**changes):
        messages = [m for m in run_checks(databases=[]) if str(m.id).startswith("support_plugin.")]
    assert all(message.hint for message in messages)
    return [message.id for message in messages]


def test_the_example_shop_has_nothing_to_complain_about():
    assert found() == []


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ([], "E001"),
        ("text", "E001"),
        ({"MESAGE_MAX_LENGTH": 5}, "E002"),
        ({7: 5}, "E002"),
        ({"MESSAGE_MAX_LENGTH": "5"}, "E003"),
        ({"MESSAGE_MAX_LENGTH": True}, "E003"),
        ({"MESSAGE_MAX_LENGTH": 0}, "E003"),
        ({"POLL_SECONDS": -3}, "E003"),
        ({"WEBSOCKET_PATH": "support"}, "E003"),
        ({"WEBSOCKET_PATH": "/"}, "E003"),
        ({"SITE_URL": "shop.example"}, "E003"),
        ({"ADDRESS_HEADER": "HTTP_X_REAL_IP"}, "E003"),
        ({"ADDRESS_HEADER": "X-Real-IP: "}, "E003"),
        ({"PEOPLE_PER_ADDRESS": 0}, "E003"),
        ({"SITE_URL": "//shop.example"}, "E003"),
        ({"SITE_URL": "https://[shop"}, "E003"),
        ({"ADAPTER": "no.such.Adapter"}, "E004"),
        ({"ADAPTER": "support_plugin.conf.get_config"}, "E004"),
    ],
)
def test_a_wrong_setting_is_named(chosen, expected):
    assert found(SUPPORT_PLUGIN=chosen) == [f"support_plugin.{expected}"]


def test_a_misspelt_key_gets_the_right_one_as_a_hint():
    with override_settings(SUPPORT_PLUGIN={"MESAGE_MAX_LENGTH": 5}):
        hints = [m.hint for m in run_checks(databases=[]) if m.id == "support_plugin.E002"]
    assert hints == ["Did you mean MESSAGE_MAX_LENGTH?"]


def test_a_missing_or_early_middleware_is_named(settings):
    ours = "support_plugin.middleware.SupportMiddleware"
    others = [name for name in settings.MIDDLEWARE if name != ours]
    assert found(MIDDLEWARE=others) == ["support_plugin.E007"]
    assert found(MIDDLEWARE=[ours, *others]) == ["support_plugin.E008"]


def test_a_missing_url_include_is_named():
    assert "support_plugin.E009" in found(ROOT_URLCONF="tests.urls_without_support")


def test_a_missing_navigation_entry_is_named():
    assert found(OSCAR_DASHBOARD_NAVIGATION=[]) == ["support_plugin.W010"]


def test_an_unwrapped_asgi_application_is_named():
    assert found(ASGI_APPLICATION="tests.urls_without_support.application") == ["support_plugin.W011"]
    assert found(ASGI_APPLICATION="tests.no_such_module.application") == ["support_plugin.W011"]


def test_a_missing_channel_layer_is_named():
    assert found(CHANNEL_LAYERS={}) == ["support_plugin.W012"]


def test_files_in_a_default_storage_that_may_be_public_are_named(settings):
    elsewhere = {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    assert found(STORAGES=elsewhere) == ["support_plugin.W013"]
    assert found(STORAGES={**elsewhere, "support_private": elsewhere["default"]}) == []


def test_an_app_that_stands_after_oscar_is_named(settings, monkeypatch):
    from django.apps import apps

    configs = list(apps.get_app_configs())
    monkeypatch.setattr(apps, "get_app_configs", lambda: configs[1:] + configs[:1])
    assert [m.id for m in check_app_order()] == ["support_plugin.E006"]
    monkeypatch.setattr(apps, "get_app_configs", lambda: configs[:1])
    assert [m.id for m in check_app_order()] == ["support_plugin.E005"]


def test_a_gateway_that_reveals_who_has_an_account_is_named(settings):
    assert found(OSCAR_ALLOW_GUEST_CHECKOUT_WITH_ACCOUNT=True) == []
    assert found(OSCAR_ALLOW_GUEST_CHECKOUT_WITH_ACCOUNT=False) == ["support_plugin.W014"]
    assert found(OSCAR_ALLOW_GUEST_CHECKOUT_WITH_ACCOUNT=False, OSCAR_ALLOW_ANON_CHECKOUT=False) == []
    # Oscar 4.1 does not know the setting, and stops such guests.
    del settings.OSCAR_ALLOW_GUEST_CHECKOUT_WITH_ACCOUNT
    assert found() == ["support_plugin.W014"]


@pytest.mark.parametrize(
    ("code", "translated", "ids"),
    [
        ("fa", False, ["support_plugin.W015"]),
        ("ar-iq", False, ["support_plugin.W015"]),
        ("fa", True, []),
        ("en-gb", False, []),
        ("de", False, []),
    ],
)
def test_a_persian_or_arab_shop_without_translation_is_warned(code, translated, ids):
    with override_settings(USE_I18N=translated, LANGUAGE_CODE=code):
        assert [message.id for message in check_translation()] == ids


def test_pages_that_cannot_say_their_language_are_named(settings):
    without = deepcopy(settings.TEMPLATES)
    without[0]["OPTIONS"]["context_processors"].remove("django.template.context_processors.i18n")
    assert found(TEMPLATES=without) == ["support_plugin.W017"]
    plain = [name for name in settings.MIDDLEWARE if "LocaleMiddleware" not in name]
    assert found(TEMPLATES=without, MIDDLEWARE=plain, LANGUAGE_CODE="fa") == ["support_plugin.W017"]
    assert found(TEMPLATES=without, MIDDLEWARE=plain, LANGUAGE_CODE="en-gb") == []
    assert "support_plugin.W017" not in found(TEMPLATES=without, USE_I18N=False)


@pytest.mark.parametrize(
    ("prefix", "cookie_path", "socket", "ids"),
    [
        ("/shop", "/shop/", None, []),
        ("/shop/", "/shop", None, []),
        ("/shop", "/", None, []),
        ("/shop", "/other/", None, ["support_plugin.E037"]),
        ("/shop", "/sho", None, ["support_plugin.E037"]),
        ("/shop", "/shop/", "/shop/support/ws/", ["support_plugin.E037"]),
        # The server may send its prefix with each request: pages have the cookie's path then, too.
        (None, "/shop/", None, []),
        # The pages are below the cookie's path, the socket is not.
        (None, "/fa/", None, ["support_plugin.E037"]),
        (None, "/fa/", "/fa/ws/", []),
    ],
)
def test_a_socket_to_which_no_session_is_sent_is_named(prefix, cookie_path, socket, ids):
    chosen = {"WEBSOCKET_PATH": socket} if socket else {}
    changes = {
        "FORCE_SCRIPT_NAME": prefix,
        "SESSION_COOKIE_PATH": cookie_path,
        "SUPPORT_PLUGIN": chosen,
        "LANGUAGE_CODE": "fa",
    }
    set_script_prefix(f"{prefix.rstrip('/')}/" if prefix else "/")
    try:
        assert found(**changes) == ids
    finally:
        set_script_prefix("/")


@pytest.mark.django_db
def test_a_site_that_nobody_has_named_is_named_by_the_database_check(settings):
    def messages():
        checked = run_checks(tags=["support_plugin"], databases=["default"])
        return [message for message in checked if message.id == "support_plugin.W038"]

    Site.objects.update_or_create(pk=settings.SITE_ID, defaults={"domain": "example.com", "name": "x"})
    [message] = messages()
    assert "'example.com'" in message.msg
    assert "SITE_URL" in message.hint
    Site.objects.update_or_create(pk=settings.SITE_ID, defaults={"domain": "shop.example"})
    assert messages() == []
    Site.objects.all().delete()
    assert len(messages()) == 1
    settings.SUPPORT_PLUGIN = {"SITE_URL": "https://shop.example"}
    assert messages() == []
    # Without databases, as in runserver, nothing is asked.
    settings.SUPPORT_PLUGIN = {}
    assert "support_plugin.W038" not in found()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, False),
        ({"USE_X_FORWARDED_HOST": True}, True),
        ({"SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https")}, True),
        ({"USE_X_FORWARDED_HOST": True, "SUPPORT_PLUGIN": {"ADDRESS_HEADER": "X-Real-IP"}}, False),
    ],
)
def test_a_shop_behind_a_proxy_is_asked_whose_address_it_counts(changes, expected):
    with override_settings(**changes):
        ids = {message.id for message in run_checks(include_deployment_checks=True, databases=[])}
    assert ("support_plugin.W040" in ids) == expected
