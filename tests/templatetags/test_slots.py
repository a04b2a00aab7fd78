import logging

import pytest
from django.db import DatabaseError, connection, transaction
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import resolve, reverse

from support_plugin.preferences.models import SupportSettings
from support_plugin.templatetags import _slots_chat

pytestmark = pytest.mark.django_db


def page(rf: RequestFactory, name: str, **kwargs):
    """Return a request for one of the shop's pages."""
    path = reverse(name, kwargs=kwargs)
    request = rf.get(path)
    request.resolver_match = resolve(path)
    return request


def render(request, text="{% load support %}[{% support_launcher %}]"):
    return Template(text).render(Context({"request": request}))


def test_the_launcher_stands_on_basket_checkout_and_products_and_nowhere_else(rf):
    assert "<support-chat" in render(page(rf, "catalogue:detail", product_slug="a", pk=1))
    assert "<support-chat" in render(page(rf, "basket:summary"))
    assert "<support-chat" in render(page(rf, "checkout:index"))
    for name in ("catalogue:index", "customer:login", "search:search"):
        assert render(page(rf, name)) == "[]"


def test_while_an_answer_may_come_it_stands_on_every_page_for_shoppers(rf):
    rf.cookies["support_awaited"] = "1"
    for name in ("catalogue:index", "customer:login", "search:search"):
        assert "<support-chat" in render(page(rf, name))
    for name in ("dashboard:index", "support_plugin:chat"):
        assert render(page(rf, name)) == "[]"
    SupportSettings.objects.create(chat_enabled=False)
    assert render(page(rf, "catalogue:index")) == "[]"


def test_the_launchers_colours_are_a_style_sheet_of_their_own(rf, client):
    SupportSettings.objects.create(accent_colour="#C0FFEE")
    html = render(page(rf, "basket:summary"))
    sheet = reverse("support_plugin:chat-colours", args=["c0ffee"])
    assert f'<link rel="stylesheet" href="{sheet}">' in html
    answer = client.get(sheet)
    assert answer["Content-Type"] == "text/css"
    assert "max-age" in answer["Cache-Control"]
    assert b"--support-accent: #c0ffee; --support-on-accent: #000000;" in answer.content
    assert client.get(sheet.replace("c0ffee", "red")).status_code == 404


def test_the_admin_chooses_the_pages(rf):
    SupportSettings.objects.create(launcher_pages=["catalogue"])
    assert render(page(rf, "basket:summary")) == "[]"
    assert "<support-chat" in render(page(rf, "catalogue:index"))


def test_the_admin_switches_the_chat_off(rf, client):
    SupportSettings.objects.create(chat_enabled=False)
    assert render(page(rf, "basket:summary")) == "[]"
    assert client.get(reverse("support_plugin:chat")).status_code == 404


def test_the_launcher_has_no_inline_script_or_style(rf):
    html = render(page(rf, "basket:summary"))
    assert " style=" not in html
    assert html.count("<script") == html.count('<script type="module" src=')


@pytest.fixture
def broken(monkeypatch):
    """A slot whose room fails."""

    def fail(error):
        def launcher(request):
            raise error

        monkeypatch.setattr(_slots_chat, "launcher", launcher)

    return fail


@pytest.mark.parametrize("error", [ValueError("broken"), DatabaseError("away"), KeyError("request")])
def test_a_slot_that_fails_renders_nothing_and_is_logged(rf, broken, caplog, error):
    broken(error)
    with caplog.at_level(logging.ERROR):
        assert render(page(rf, "basket:summary")) == "[]"
    assert "support_launcher" in caplog.text


def test_a_slot_without_a_request_does_not_break_the_page(caplog):
    assert Template("{% load support %}[{% support_launcher %}]").render(Context({})) == "[]"


def test_a_failed_query_in_a_slot_leaves_the_pages_transaction_usable(rf, monkeypatch):
    def launcher(request):
        connection.cursor().execute("SELECT * FROM no_such_table")

    monkeypatch.setattr(_slots_chat, "launcher", launcher)
    with transaction.atomic():
        assert render(page(rf, "basket:summary")) == "[]"
        assert SupportSettings.objects.count() == 0


def test_the_whole_basket_page_stands_when_the_app_is_broken(client, broken):
    broken(RuntimeError("broken"))
    response = client.get(reverse("basket:summary"))
    assert response.status_code == 200
    assert b"<support-chat" not in response.content
