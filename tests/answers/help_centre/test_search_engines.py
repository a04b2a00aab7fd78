"""What search engines read of the help centre: addresses, languages, structured data, the sitemap."""

import json
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import clear_url_caches, include, path, set_urlconf

from support_plugin import cache, clock
from support_plugin.answers.help_centre.heads import make_head
from support_plugin.answers.help_centre.links import has_addresses_by_language, help_centre_url
from support_plugin.answers.help_centre.sitemaps import HelpCentreSitemap
from support_plugin.answers.models import Article, ArticleText
from support_plugin.preferences.models import SupportSettings
from tests.answers.conftest import add_article

pytestmark = pytest.mark.django_db
HOST = "http://testserver"


def head_of(client, address):
    return client.get(address).content.decode().split("</head>")[0]


def alternates_of(head):
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', head))


def canonical_of(head):
    return re.search(r'<link rel="canonical" href="([^"]+)">', head)[1]


def data_of(head):
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', head, re.S)[1])


@pytest.mark.parametrize("address", ["", "category/delivery/", "shipping-cost/"])
def test_a_page_names_its_address_and_that_of_each_language(client, centre, address):
    head = head_of(client, f"/ar/support/help/{address}?utm_source=x")
    assert canonical_of(head) == f"{HOST}/ar/support/help/{address}"
    assert alternates_of(head) == {
        code: f"{HOST}/{code}/support/help/{address}" for code in ("fa", "ar", "en")
    }
    assert 'name="robots"' not in head


def test_an_article_names_the_languages_alone_that_it_has(client, centre):
    ArticleText.objects.filter(article__key="shipping-cost", language="ar").delete()
    assert set(alternates_of(head_of(client, "/en/support/help/shipping-cost/"))) == {"fa", "en"}


def test_the_address_is_that_of_the_settings_whatever_host_asks(client, centre, settings):
    settings.SUPPORT_PLUGIN = {"SITE_URL": "https://shop.example"}
    settings.ALLOWED_HOSTS = ["*"]
    head = (
        client.get("/en/support/help/", headers={"host": "evil.example"}).content.decode().split("</head>")[0]
    )
    assert canonical_of(head) == "https://shop.example/en/support/help/"
    assert "evil.example" not in head


def test_an_article_is_a_question_with_its_answer_and_the_way_to_it(client, centre):
    way, page = data_of(head_of(client, "/en/support/help/shipping-cost/"))
    assert page["@type"] == "FAQPage"
    assert page["inLanguage"] == "en"
    [asked] = page["mainEntity"]
    assert asked["name"] == "How much does delivery cost?"
    assert asked["acceptedAnswer"]["text"] == "You see the cost in your cart."
    assert [step["name"] for step in way["itemListElement"]] == ["Help centre", "Delivery", asked["name"]]
    assert way["itemListElement"][1]["item"] == f"{HOST}/en/support/help/category/delivery/"


def test_no_text_ends_the_data_block(client, switched_on):
    text = "</script><script>alert(1)</script><!-- & \u2028"
    add_article("bad", en=(text, text))
    head = head_of(client, "/en/support/help/bad/")
    assert "<script>alert" not in head
    assert data_of(head)[1]["mainEntity"][0]["acceptedAnswer"]["text"] == text


def test_search_results_and_missing_languages_are_not_indexed(client, centre):
    for address in ("?q=delivery", "?q=zzz"):
        head = head_of(client, f"/en/support/help/{address}")
        assert '<meta name="robots" content="noindex, follow">' in head
        assert "ld+json" not in head
        assert canonical_of(head) == f"{HOST}/en/support/help/"


class TestSitemap:
    """The sitemap class, as Django's view calls it."""

    def urls(self):
        return HelpCentreSitemap().get_urls(site=SimpleNamespace(domain="shop.example"), protocol="https")

    def test_it_has_each_page_in_its_languages_with_date_and_alternates(self, centre):
        ArticleText.objects.filter(article__key="shipping-cost").exclude(language="fa").delete()
        changed = clock.now() + timedelta(days=1)
        ArticleText.objects.filter(article__key="shipping-cost").update(changed_at=changed)
        urls = {url["location"]: url for url in self.urls()}
        base = "https://shop.example"
        for code in ("fa", "ar", "en"):
            for address in ("", "category/delivery/", "category/account/", "refund-time/", "opening-hours/"):
                assert f"{base}/{code}/support/help/{address}" in urls
        only = urls[f"{base}/fa/support/help/shipping-cost/"]
        assert only["lastmod"] == changed
        assert [other["lang_code"] for other in only["alternates"]] == ["fa"]
        assert f"{base}/en/support/help/shipping-cost/" not in urls
        assert urls[f"{base}/fa/support/help/category/delivery/"]["lastmod"] == changed
        assert {
            other["location"] for other in urls[f"{base}/ar/support/help/refund-time/"]["alternates"]
        } == {f"{base}/{code}/support/help/refund-time/" for code in ("fa", "ar", "en")}

    def test_it_has_no_draft_and_nothing_that_ended(self, centre):
        now = clock.now()
        Article.objects.filter(key="shipping-cost").update(published_from=None)
        Article.objects.filter(key="lost-password").update(published_until=now)
        Article.objects.filter(key="refund-time").update(published_from=now + timedelta(hours=1))
        text = str(self.urls())
        assert "opening-hours" in text
        for gone in ("shipping-cost", "lost-password", "refund-time", "category/"):
            assert gone not in text

    def test_it_is_empty_without_articles_and_where_answers_are_off(self, centre):
        SupportSettings.objects.update(answers_enabled=False)
        cache.clear()
        assert self.urls() == []
        SupportSettings.objects.update(answers_enabled=True)
        Article.objects.update(published_from=None)
        cache.clear()
        assert self.urls() == []

    def test_it_asks_one_query_however_many_articles_there_are(self, centre, django_assert_num_queries):
        self.urls()
        with django_assert_num_queries(1):
            list(HelpCentreSitemap().items())


class OneAddress:
    """The addresses of a shop whose pages have the same ones in all languages."""

    urlpatterns = [path("", include("support_plugin.urls"))]


@override_settings(ROOT_URLCONF=OneAddress)
def test_where_all_languages_have_one_address_it_is_named_once(centre, rf):
    clear_url_caches()
    set_urlconf(None)
    try:
        assert not has_addresses_by_language(["fa", "ar", "en"])
        paths = {code: help_centre_url(code) for code in ("fa", "ar", "en")}
        head = make_head(rf.get("/support/help/"), alternates=paths)
        assert (head.canonical, head.alternates) == (f"{HOST}/support/help/", ())
        locations = [url["location"] for url in TestSitemap().urls()]
        assert len(locations) == len(set(locations)) == 7
    finally:
        clear_url_caches()


def test_a_warm_page_asks_few_queries(client, centre, settings):
    settings.SUPPORT_PLUGIN = {"PREFERENCES_CACHE_SECONDS": 600}

    def own(address):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return [query["sql"] for query in captured if "support_plugin_" in query["sql"]]

    assert own("/fa/support/help/") == []
    assert own("/fa/support/help/category/delivery/") == []
    assert len(own("/fa/support/help/shipping-cost/")) <= 2
    assert own("/fa/support/help/?q=هزینه") == []
