"""The offer on the basket page, and the worker's script."""

import re

import pytest
from django.core.management import call_command
from django.template import Context, Template
from django.test.utils import override_settings
from django.urls import resolve, reverse, set_script_prefix
from django.utils import translation

from support_plugin.visitors.subscriptions.models import PushSubscription
from tests.carts.push.conftest import Browser
from tests.guests.buying import read
from tests.helpers.shopping import make_product, put_into_cart

pytestmark = pytest.mark.django_db


@pytest.fixture
def basket(client):
    """Return a function that opens the basket page with something in it, and returns its HTML."""
    put_into_cart(client, make_product())
    return lambda: read(client.get(reverse("basket:summary")))


def test_the_basket_page_offers_it_where_it_is_configured_and_reminders_are_on(offered, basket, push_keys):
    tag = re.search(r"<support-push[^>]*>", basket())[0]
    assert re.search(r"\shidden\s", tag)
    assert f'data-key="{push_keys.public}"' in tag
    assert 'data-worker="/fa/support/push/worker.js"' in tag
    assert 'data-url="/fa/support/api/v1/push/"' in tag
    assert 'data-language="fa"' in tag
    assert "push/offer.js" in basket()


def test_the_words_on_the_page_are_those_that_are_stored(offered, client):
    browser = Browser(client)
    put_into_cart(client, make_product())
    browser.subscribe(language="fa")
    with translation.override("fa"):
        html = read(client.get(reverse("basket:summary")))
    for line in PushSubscription.objects.get().wording.splitlines():
        assert f">{line}<" in html


@pytest.mark.parametrize("choice", [{"reminders_enabled": False}, {"carts_enabled": False}])
def test_without_reminders_the_page_has_no_byte_of_it(choice, offered, basket, prefer):
    with_it = basket()
    prefer(**{"reminders_enabled": True, **choice})
    assert "push" in with_it
    assert "push" not in basket()


def test_unconfigured_the_page_has_no_byte_of_it(prefer, basket):
    prefer(reminders_enabled=True)
    assert "push" not in basket()


def test_an_empty_basket_offers_nothing(offered, client):
    assert "support-push" not in read(client.get(reverse("basket:summary")))


def test_below_a_path_the_addresses_begin_with_it(offered, rf):
    set_script_prefix("/shop/")
    try:
        html = Template("{% load support %}{% support_push %}").render(Context({"request": rf.get("/")}))
    finally:
        set_script_prefix("/")
    assert 'data-worker="/shop/fa/support/push/worker.js"' in html
    assert 'data-url="/shop/fa/support/api/v1/push/"' in html


def test_the_worker_is_a_script_that_is_looked_at_again_each_time(offered, client):
    answer = client.get(reverse("support_plugin:push-worker"))
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert answer["X-Content-Type-Options"] == "nosniff"
    # Its scope is no larger than its folder.
    assert "Service-Worker-Allowed" not in answer
    assert "Set-Cookie" not in answer
    assert b'addEventListener("push"' in answer.content


@pytest.mark.parametrize("path", ["", "index.html", "worker", "anything/worker.js"])
def test_nothing_but_the_worker_lies_in_its_scope(path, offered, client):
    folder = reverse("support_plugin:push-worker").rpartition("/")[0]
    assert client.get(f"{folder}/{path}").status_code == 404


def test_unconfigured_there_is_no_worker(client, prefer):
    prefer(reminders_enabled=True)
    assert client.get(reverse("support_plugin:push-worker")).status_code == 404


def test_the_workers_call_is_where_it_looks_for_it():
    worker, api = reverse("support_plugin:push-worker"), reverse("support_plugin:api-push")
    assert worker.replace("push/worker.js", "api/v1/push/") == api
    assert resolve(api).url_name == "api-push"


def test_the_tick_forgets_what_is_useless(offered, capsys):
    Browser().subscribe()
    PushSubscription.objects.update(key_id="another")
    call_command("support_tick")
    assert not PushSubscription.objects.exists()


@override_settings(USE_I18N=False)
def test_without_translations_it_is_in_english(offered, rf):
    html = Template("{% load support %}{% support_push %}").render(Context({"request": rf.get("/")}))
    assert 'data-language="en"' in html
