"""Each of the five lines that install the app: left out, written twice, or in the wrong place."""

import subprocess
import sys
import textwrap
from types import ModuleType

import pytest
from django.apps import apps
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.core.asgi import get_asgi_application
from django.core.checks import run_checks
from django.core.checks.registry import registry
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from django.urls import include, path

from support_plugin.asgi import with_support
from support_plugin.desk.navigation import CARTS_NAVIGATION, SUPPORT_NAVIGATION
from support_plugin.middleware import SupportMiddleware
from tools.paths import ROOT
from tools.run.shop import clean_environment

MIDDLEWARE = "support_plugin.middleware.SupportMiddleware"
OTHERS = [name for name in settings.MIDDLEWARE if name != MIDDLEWARE]
NAVIGATION = [entry for entry in settings.OSCAR_DASHBOARD_NAVIGATION if entry != SUPPORT_NAVIGATION]
WITHOUT_CARTS = [entry for entry in settings.OSCAR_DASHBOARD_NAVIGATION if entry != CARTS_NAVIGATION]
OURS = path("", include("support_plugin.urls"))


def oscars():
    return path("", include(apps.get_app_config("oscar").urls[0]))


def found(**changes):
    """Return the app's messages under changed settings."""
    with override_settings(**changes):
        return list(run_checks(tags=["support_plugin"], databases=[]))


def ids(messages):
    return sorted(str(message.id).removeprefix("support_plugin.") for message in messages)


def urlconf(*patterns, base=""):
    """Return a URLconf of these patterns, as ROOT_URLCONF may name it."""
    module = ModuleType("urls_for_test")
    module.urlpatterns = [path(base, include(list(patterns)))] if base else list(patterns)
    return module


def other_asgi(monkeypatch, application):
    module = ModuleType("asgi_for_test")
    module.application = application
    monkeypatch.setitem(sys.modules, "asgi_for_test", module)
    return "asgi_for_test.application"


# MIDDLEWARE


@pytest.mark.parametrize(
    ("order", "expected", "named"),
    [
        (OTHERS, "E007", MIDDLEWARE),
        ([MIDDLEWARE, *OTHERS], "E008", "AuthenticationMiddleware"),
        ([*OTHERS, MIDDLEWARE, MIDDLEWARE], "W031", MIDDLEWARE),
        ((*OTHERS, MIDDLEWARE), None, ""),
    ],
    ids=["omitted", "misplaced", "doubled", "a tuple"],
)
def test_a_middleware_line_that_is_missing_misplaced_or_doubled_is_named(order, expected, named):
    messages = found(MIDDLEWARE=order)
    assert ids(messages) == ([expected] if expected else [])
    assert all(named in message.hint for message in messages)


# urls.py


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (lambda: [oscars()], ["E009"]),
        (lambda: [OURS, OURS, oscars()], ["W032"]),
        (lambda: [oscars(), OURS], ["W033"]),
        (lambda: [OURS, oscars(), OURS], ["W032"]),
        (lambda: [path("support/", include("support_plugin.urls")), oscars()], ["W034"]),
        (lambda: [OURS, *i18n_patterns(oscars())], ["W034"]),
        (lambda: [OURS, path("shop/", include([oscars()]))], ["W034"]),
        (lambda: [OURS, oscars()], []),
        (lambda: [path("shop/", include([OURS, oscars()]))], []),
        (lambda: i18n_patterns(OURS, oscars()), []),
        (lambda: [OURS], []),
    ],
    ids=[
        "omitted",
        "doubled",
        "after Oscar's",
        "doubled, around Oscar's",
        "below a path of its own",
        "not below the language",
        "not below Oscar's path",
        "right",
        "right, below a path",
        "right, below the language",
        "a shop without Oscar's pages",
    ],
)
def test_a_urls_line_that_is_missing_misplaced_or_doubled_is_named(patterns, expected):
    messages = found(ROOT_URLCONF=urlconf(*patterns()))
    assert ids(messages) == expected
    assert all('include("support_plugin.urls")' in message.hint for message in messages)


# The dashboard's navigation


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (NAVIGATION, ["W010"]),
        ([], ["W010"]),
        (None, ["W010"]),
        ([*NAVIGATION, SUPPORT_NAVIGATION, SUPPORT_NAVIGATION], ["W036"]),
        ([*NAVIGATION, {"label": "More", "children": [SUPPORT_NAVIGATION]}, SUPPORT_NAVIGATION], ["W036"]),
        ([*NAVIGATION, {"label": "More", "children": [SUPPORT_NAVIGATION]}], []),
        ([*NAVIGATION, *SUPPORT_NAVIGATION], ["E035"]),
        ([*NAVIGATION, [SUPPORT_NAVIGATION]], ["E035"]),
        ([*NAVIGATION, "support_plugin.desk.navigation.SUPPORT_NAVIGATION"], ["E035"]),
        ([*NAVIGATION, {"label": "Support", "url_name": "support_plugin:desk"}], ["E035"]),
        ([*WITHOUT_CARTS], ["W010"]),
        ([*WITHOUT_CARTS, CARTS_NAVIGATION, CARTS_NAVIGATION], ["W036"]),
        ([*WITHOUT_CARTS, {"label": "Carts", "url_name": "support_plugin:carts"}], ["E035"]),
    ],
    ids=[
        "omitted",
        "empty",
        "none",
        "doubled",
        "doubled in a menu",
        "in a menu",
        "without brackets",
        "too many brackets",
        "its name",
        "written by hand",
        "carts omitted",
        "carts doubled",
        "carts written by hand",
    ],
)
def test_a_navigation_line_that_is_missing_or_doubled_is_named(entries, expected):
    messages = found(OSCAR_DASHBOARD_NAVIGATION=entries)
    assert ids(messages) == expected
    assert all("SUPPORT_NAVIGATION" in message.hint for message in messages)


# asgi.py


def test_an_asgi_line_that_is_missing_or_not_last_is_named(monkeypatch):
    plain = other_asgi(monkeypatch, get_asgi_application())
    [message] = found(ASGI_APPLICATION=plain)
    assert message.id == "support_plugin.W011"
    assert "asgi_for_test" in message.hint

    async def around(scope, receive, send):
        await with_support(get_asgi_application())(scope, receive, send)

    assert ids(found(ASGI_APPLICATION=other_asgi(monkeypatch, around))) == ["W011"]


def test_the_asgi_line_written_twice_wraps_once():
    once = with_support(get_asgi_application())
    assert with_support(once) is once


def test_a_channel_layer_is_asked_for_only_where_there_are_sockets(monkeypatch):
    assert ids(found(CHANNEL_LAYERS={})) == ["W012"]
    plain = other_asgi(monkeypatch, get_asgi_application())
    assert ids(found(CHANNEL_LAYERS={}, ASGI_APPLICATION=plain)) == ["W011"]


@pytest.mark.parametrize("path", ["asgi", "no.such.module", "example_shop.asgi.nothing", ".asgi.application"])
def test_a_wrong_asgi_application_is_named(path):
    [message] = found(ASGI_APPLICATION=path)
    assert message.id == "support_plugin.W011"


@pytest.mark.parametrize("urlconf", ["urls", "urls_for_test", "shop.urls"])
def test_no_module_is_named_that_does_not_exist(urlconf, monkeypatch):
    module = ModuleType(urlconf)
    module.urlpatterns = [OURS, oscars()]
    monkeypatch.setitem(sys.modules, urlconf, module)
    changes = {"ROOT_URLCONF": urlconf, "ASGI_APPLICATION": None, "SETTINGS_MODULE": "settings"}
    [message] = found(**changes, WSGI_APPLICATION="wsgi.application")
    assert message.id == "support_plugin.W011"
    assert message.msg.startswith("There is no ASGI application")
    assert "In an asgi.py beside wsgi.py" in message.hint
    assert "silence" in message.hint


def test_the_real_module_is_found_beside_settings_or_wsgi():
    assert found(ASGI_APPLICATION=None, SETTINGS_MODULE="example_shop.settings.local") == []
    assert found(ASGI_APPLICATION=None, SETTINGS_MODULE="x", WSGI_APPLICATION="example_shop.wsgi.app") == []


# INSTALLED_APPS: Django reads it once, so each in a process of its own

SETTINGS = """
    from tests.packaging.plain_shop.settings import *
    DATABASES["default"]["NAME"] = Path(__file__).parent / "db.sqlite3"
    ROOT_URLCONF = "tests.packaging.plain_shop.urls"
    ASGI_APPLICATION = None
    SILENCED_SYSTEM_CHECKS = ["support_plugin.W011", "support_plugin.W017"]
"""


def check(tmp_path, *lines, words=("check",)):
    """Return what a command prints under changed settings, and its exit code."""
    text = textwrap.dedent(SETTINGS) + "\n".join(lines) + "\n"
    (tmp_path / "changed_settings.py").write_text(text)
    env = {
        **clean_environment(),
        "DJANGO_SETTINGS_MODULE": "changed_settings",
        "PYTHONPATH": f"{tmp_path}:{ROOT}",
    }
    done = subprocess.run(
        [sys.executable, "-m", "django", *words], env=env, capture_output=True, text=True, cwd=ROOT
    )
    return done.stdout + done.stderr, done.returncode


WITHOUT_APP = 'INSTALLED_APPS.remove("support_plugin")'


def test_the_app_left_out_is_named_and_nothing_breaks_before_that(tmp_path):
    said, code = check(tmp_path, WITHOUT_APP)
    assert code == 1
    assert "support_plugin.E030" in said
    assert "Add 'support_plugin' to INSTALLED_APPS, above 'oscar.config.Shop'" in said
    assert "Traceback" not in said


def test_the_app_left_out_is_named_where_only_the_urls_are_there(tmp_path):
    without = (
        WITHOUT_APP,
        "import sys",
        'del sys.modules["support_plugin.desk.navigation"], OSCAR_DASHBOARD_NAVIGATION[-1]',
    )
    said, code = check(tmp_path, *without)
    assert code == 1
    assert "ImproperlyConfigured: 'support_plugin' is missing in INSTALLED_APPS" in said


def test_the_app_written_twice_or_after_oscar_is_named(tmp_path):
    said, code = check(tmp_path, 'INSTALLED_APPS.append("support_plugin")')
    assert code == 1
    assert "duplicates: support_plugin" in said
    said, code = check(tmp_path, WITHOUT_APP, 'INSTALLED_APPS.append("support_plugin")')
    assert code == 1
    assert "support_plugin.E006" in said
    assert "Move 'support_plugin' above 'oscar.config.Shop'" in said


def test_checks_that_ask_the_database_leave_none_in_the_checkout(tmp_path):
    shop = ROOT / "tests" / "packaging" / "plain_shop"
    before = {path.name for path in shop.iterdir()}
    check(tmp_path, words=("check", "--database", "default"))
    assert {path.name for path in shop.iterdir()} - before == set()
    assert (tmp_path / "db.sqlite3").exists()


def test_without_the_app_neither_middleware_nor_socket_starts(monkeypatch):
    monkeypatch.setattr(apps, "is_installed", lambda name: name != "support_plugin")
    for start in (SupportMiddleware, with_support):
        with pytest.raises(ImproperlyConfigured, match="INSTALLED_APPS"):
            start(lambda request: None)


# All of them


def test_one_tag_runs_every_check_of_the_app():
    checks = registry.get_checks(include_deployment_checks=True)
    ours = [check for check in checks if check.__module__.startswith("support_plugin.")]
    assert len(ours) > 10
    assert [check.__name__ for check in ours if "support_plugin" not in check.tags] == []
