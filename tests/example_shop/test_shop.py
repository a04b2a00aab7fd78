"""Languages, search, settings."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import AsyncClient, override_settings
from django.urls import reverse

from example_shop.middleware import ContentSecurityPolicyMiddleware
from tests.factories import make_user


def test_the_root_leads_to_persian_whatever_the_browser_asks_for(client):
    assert client.get("/", headers={"accept-language": "en"})["Location"] == "/fa/"


def test_the_root_leads_to_the_language_once_chosen(client):
    client.post("/i18n/setlang/", {"language": "ar", "next": "/ar/"})
    assert client.get("/")["Location"] == "/ar/"


@pytest.mark.parametrize("word", ["Tea فارسی", "tea عربی", "عربي"])
def test_search_finds_every_word_in_every_language_and_spelling(client, tea, word):
    results = client.get("/fa/search/", {"q": word}).context["page_obj"].object_list
    assert tea.pk in [int(result.pk) for result in results]


def test_search_finds_nothing_where_one_word_is_missing(client, tea):
    results = client.get("/fa/search/", {"q": "tea nowhere"}).context["page_obj"].object_list
    assert results == []


@pytest.mark.parametrize("order", ["price-asc", "price-desc", "title-asc", "newest", "rating"])
def test_a_category_lists_its_own_products_in_any_order(client, rug, order):
    category = rug.categories.get()
    page = client.get(category.get_absolute_url(), {"sort_by": order}, follow=True)
    found = [result.object for result in page.context["page_obj"].object_list]
    assert {product.upc for product in found} == {"RUG", "BOWL"}
    if order.startswith("price"):
        assert [product.upc for product in found][:: 1 if order == "price-asc" else -1] == ["BOWL", "RUG"]


def test_the_policy_header_is_sent_when_set():
    with override_settings(CONTENT_SECURITY_POLICY="script-src 'self'"):
        response = ContentSecurityPolicyMiddleware(lambda request: HttpResponse())(None)
    assert response["Content-Security-Policy"] == "script-src 'self'"


@pytest.mark.filterwarnings("error:StreamingHttpResponse")
async def test_pictures_are_sent_asynchronously_and_whole():
    content = b"picture" * 20_000
    folder = settings.MEDIA_ROOT / "test"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "picture.webp").write_bytes(content)
    response = await AsyncClient().get("/media/test/picture.webp")
    assert response.is_async
    assert b"".join([chunk async for chunk in response]) == content


def test_the_dashboards_product_form_asks_for_the_weight(client, tea):
    client.force_login(make_user("owner@example.com", is_staff=True, is_superuser=True))
    page = client.get(reverse("dashboard:catalogue-product", args=[tea.pk])).content.decode()
    assert 'name="weight_grams" value="400"' in page


@pytest.mark.parametrize("plugin", ["0", "1"])
def test_the_shop_passes_its_checks_with_and_without_the_app(tmp_path, plugin):
    code = (
        "import django; django.setup(); from django.conf import settings; from django.apps import apps;"
        "from django.core.management import call_command; call_command('check', fail_level='WARNING');"
        "import example_shop.asgi; print(apps.is_installed('support_plugin'),"
        "any('support_plugin' in name for name in settings.MIDDLEWARE))"
    )
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "example_shop.settings",
        "EXAMPLE_SHOP_PLUGIN": plugin,
        "EXAMPLE_SHOP_VAR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == f"{plugin == '1'} {plugin == '1'}"
