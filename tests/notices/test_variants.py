"""A product with variants: the span over them, and the exact figures of the one that is chosen."""

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from oscar.core.loading import get_model
from oscar.test import factories

from support_plugin.notices.models import NoticeSettings
from support_plugin.shop.quotes import families
from tests.helpers.shopping import TEHRAN, find_part, make_address, make_product, put_into_cart
from tests.notices.test_slots import BOX, LINE, money

pytestmark = pytest.mark.django_db
LIGHT, HEAVY = 500, 1800  # grams: 650,000 and 750,000 Rial within the capital


@pytest.fixture
def resident(client, shopper):
    client.force_login(shopper)
    make_address(shopper, TEHRAN, line4="تهران")
    return client


def make_parent(*children):
    """Return a product with variants: (price in Rial or None, weight in grams) of each."""
    parent = factories.create_product(structure="parent", title="چای")
    for number, (price, weight) in enumerate(children):
        child = factories.create_product(
            structure="child",
            title=f"چای {number}",
            price=price,
            num_in_stock=9 if price is not None else None,
        )
        child.parent, child.weight_grams, child.product_class = parent, weight, None
        child.save()
    return parent


def children_of(parent):
    return list(parent.children.order_by("pk"))


def show(client, product):
    return client.get(product.get_absolute_url()).content.decode()


def choose(client, product):
    return client.get(reverse("support_plugin:notice-product", args=[product.pk]))


def line_of(html):
    return find_part(html, LINE, "</summary>")


def test_the_page_of_a_product_with_variants_says_the_span_over_them(resident):
    line = line_of(show(resident, make_parent((2_000_000, LIGHT), (5_000_000, HEAVY))))
    assert money(650_000) in line
    assert money(750_000) in line


def test_variants_that_cost_the_same_to_send_have_one_amount_and_depend_on_nothing(resident):
    html = show(resident, make_parent((2_000_000, LIGHT), (5_000_000, LIGHT)))
    assert f"<strong><bdi>{money(650_000)}</bdi></strong>" not in html  # the totals differ
    assert line_of(html).count(money(650_000)) == 1
    assert "support-notice-charge" in html


@pytest.mark.parametrize(("child", "charge", "price"), [(0, 650_000, 2_000_000), (1, 750_000, 5_000_000)])
def test_the_chosen_variant_has_its_exact_figures_and_its_price(resident, child, charge, price):
    parent = make_parent((2_000_000, LIGHT), (5_000_000, HEAVY))
    html = choose(resident, children_of(parent)[child]).content.decode()
    assert f"<strong><bdi>{money(charge)}</bdi></strong>" in html
    assert f"<bdi data-support-price>{money(price)}</bdi>" in html
    assert money(price + charge) in find_part(html, "<dl>", "</dl>")


def test_a_variant_without_a_price_is_left_out(resident):
    parent = make_parent((2_000_000, LIGHT), (None, HEAVY))
    assert money(750_000) not in line_of(show(resident, parent))
    assert money(650_000) in line_of(show(resident, parent))
    assert choose(resident, children_of(parent)[1]).status_code == 404


def test_without_a_variant_to_buy_there_is_no_notice(resident):
    assert BOX not in show(resident, make_parent())
    assert BOX not in show(resident, make_parent((None, LIGHT)))


def test_a_free_variant_and_a_dear_one_are_no_free_product(resident):
    html = show(resident, make_parent((20_000_000, LIGHT), (2_000_000, LIGHT)))
    assert "رایگان" not in line_of(html)
    assert money(650_000) in line_of(html)


def test_with_a_cart_no_second_total_is_named(resident):
    parent = make_parent((2_000_000, LIGHT), (5_000_000, HEAVY))
    put_into_cart(resident, make_product(price=1_000_000))
    html = show(resident, parent)
    assert html.count("support-notice-total") == 0


@pytest.mark.parametrize("fault", ["hidden", "hidden parent", "unknown"])
def test_a_product_that_shoppers_may_not_see_has_no_notice(resident, fault):
    parent = make_parent((2_000_000, LIGHT))
    [child] = children_of(parent)
    if fault == "hidden":
        get_model("catalogue", "Product").objects.filter(pk=child.pk).update(is_public=False)
    elif fault == "hidden parent":
        get_model("catalogue", "Product").objects.filter(pk=parent.pk).update(is_public=False)
    else:
        child.pk = 10**8
    assert choose(resident, child).status_code == 404


def test_the_admins_switch_and_the_limit_hold_for_variants_too(resident, settings):
    [child] = children_of(make_parent((2_000_000, LIGHT)))
    settings.SUPPORT_PLUGIN = {"QUOTES_PER_MINUTE": 1, "PEOPLE_PER_ADDRESS": 1}
    assert [choose(resident, child).status_code for _number in range(4)][-1] == 429
    settings.SUPPORT_PLUGIN = {}
    NoticeSettings.objects.create(on_product=False)
    assert choose(resident, child).status_code == 404


CHOOSE_FIRST = "برای دیدن هزینهٔ ارسال، یکی را انتخاب کنید."


def test_of_very_many_variants_one_is_to_be_chosen_first_and_no_amount_is_named(resident):
    parent = make_parent(*[(2_000_000, LIGHT)] * 20, *[(5_000_000, HEAVY)] * 20)
    html = show(resident, parent)
    assert CHOOSE_FIRST in line_of(html)
    assert money(650_000) not in html
    assert money(750_000) not in html
    assert "data-support-variant-url" in html
    chosen = choose(resident, children_of(parent)[39]).content.decode()
    assert f"<strong><bdi>{money(750_000)}</bdi></strong>" in chosen
    assert CHOOSE_FIRST not in chosen


def test_of_very_many_variants_none_costs_a_query_or_a_quote(resident, monkeypatch):
    quoted = []
    monkeypatch.setattr(families, "quote_product", lambda *given: quoted.append(given))
    put_into_cart(resident, make_product(price=1_000_000))
    counts = []
    for number in (30, 60):
        parent = make_parent(*[(2_000_000, LIGHT)] * number)
        request = RequestFactory().get("/")
        page = resident.get(parent.get_absolute_url()).wsgi_request
        request.user, request.session, request.basket, request.strategy = (
            page.user,
            page.session,
            page.basket,
            page.strategy,
        )
        with CaptureQueriesContext(connection) as asked:
            found = families.quote_family(request, parent)
        assert not found.alone.is_known
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 4, counts
    assert not quoted


def test_of_very_many_variants_that_cannot_be_bought_nothing_is_said(resident):
    assert BOX not in show(resident, make_parent(*[(None, LIGHT)] * 30))


def test_the_next_page_asks_for_no_variant_again(resident, settings):
    settings.SUPPORT_PLUGIN = {"PREFERENCES_CACHE_SECONDS": 600}
    counts = []
    for variants in (1, 6):
        parent = make_parent(*[(2_000_000, LIGHT)] * variants)
        NoticeSettings.objects.all().delete()
        show(resident, parent)
        with CaptureQueriesContext(connection) as asked:
            show(resident, parent)
        NoticeSettings.objects.create(on_product=False)
        show(resident, parent)
        with CaptureQueriesContext(connection) as plain:
            show(resident, parent)
        counts.append(len(asked) - len(plain))
    assert counts[1] <= counts[0] + 1, counts
