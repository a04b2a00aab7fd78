"""What the launcher passes to the panel: nothing at all where answers are off."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from support_plugin.answers.suggestions.models import ShopPage
from support_plugin.answers.suggestions.places import place_of
from support_plugin.preferences.models import SupportSettings

pytestmark = pytest.mark.django_db

PAGES = [
    ("basket:summary", ShopPage.BASKET),
    ("checkout:index", ShopPage.SIGN_IN),
    ("checkout:shipping-address", ShopPage.DELIVERY),
    ("checkout:shipping-method", ShopPage.DELIVERY),
    ("checkout:payment-method", ShopPage.PAYMENT),
    ("checkout:payment-details", ShopPage.PAYMENT),
    ("checkout:preview", ShopPage.PAYMENT),
    ("checkout:thank-you", ShopPage.ORDERED),
    ("customer:order-list", ShopPage.ACCOUNT),
    ("customer:login", ShopPage.SIGN_IN),
    ("catalogue:index", ShopPage.OTHER),
    ("search:search", ShopPage.OTHER),
]


def page(rf, name, **kwargs):
    """Return a request for a page of the shop."""
    path = reverse(name, kwargs=kwargs)
    request = rf.get(path)
    request.user, request.session, request.resolver_match = AnonymousUser(), {}, resolve(path)
    return request


def render(request):
    return Template("{% load support %}{% support_launcher %}").render(Context({"request": request}))


@pytest.mark.parametrize(("name", "place"), PAGES, ids=[name for name, _place in PAGES])
def test_each_page_has_its_place(rf, name, place):
    assert place_of(page(rf, name)) == place


def test_a_product_page_has_its_place(rf):
    assert place_of(page(rf, "catalogue:detail", product_slug="shoe", pk=1)) == ShopPage.PRODUCT


def test_a_page_that_is_not_the_shops_is_any_page(rf):
    assert place_of(rf.get("/")) == ShopPage.OTHER


def test_the_launcher_names_the_module_and_the_place(rf):
    SupportSettings.objects.create(answers_enabled=True)
    html = render(page(rf, "checkout:payment-details"))
    assert 'data-place="payment"' in html
    address = reverse("support_plugin:api-suggestions").removesuffix("suggestions/")
    assert f'data-answers="{address}"' in html
    assert "support_plugin/answers/suggestions.js" in html
    # What is cached for all pages leaves room for the next one's.
    assert 'data-place="basket"' in render(page(rf, "basket:summary"))


def test_switched_off_the_page_has_not_one_byte_more(rf):
    SupportSettings.objects.create(answers_enabled=False)
    html = render(page(rf, "basket:summary"))
    for word in ("suggestions", "data-place=", "data-answers", "support_plugin/answers"):
        assert word not in html
    # Every attribute stands on a line of its own; none is left empty by what is off.
    assert "\n\n" not in html.partition("<support-chat")[2].partition(">")[0]


def test_switched_on_the_page_costs_no_query(rf, settings):
    settings.SUPPORT_PLUGIN = {"PREFERENCES_CACHE_SECONDS": 600}
    SupportSettings.objects.create(answers_enabled=True)
    render(page(rf, "basket:summary"))
    with CaptureQueriesContext(connection) as asked:
        assert "data-place=" in render(page(rf, "checkout:thank-you"))
    assert [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]] == []
