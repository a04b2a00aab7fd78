"""What the app finds out by itself of ranges and products is what Oscar says of them."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model

from support_plugin.shop.offers.ranges import Members, in_trial, learn
from tests.helpers.shopping import make_product

pytestmark = pytest.mark.django_db


def make_world(seed):
    """Return products with and without variants, and ranges of all kinds."""
    rng = random.Random(seed)
    category, product = get_model("catalogue", "Category"), get_model("catalogue", "Product")
    kinds = [get_model("catalogue", "ProductClass").objects.create(name=f"Kind {n}") for n in range(3)]
    roots = [category.add_root(name=f"Root {n}") for n in range(2)]
    categories = [*roots, *(rng.choice(roots).add_child(name=f"Leaf {n}") for n in range(3))]
    categories = list(category.objects.all())
    products = [make_product() for _ in range(4)]
    for one in products:
        one.product_class = rng.choice(kinds)
        one.save()
        one.categories.set(rng.sample(categories, rng.randrange(3)))
    parent = products[0]
    parent.structure = product.PARENT
    parent.save()
    products += [product.objects.create(structure="child", parent=parent, title=f"C{n}") for n in range(2)]
    ranges = [make_range(rng, number, products, kinds, categories) for number in range(6)]
    return products, ranges


def make_range(rng, number, products, kinds, categories):
    found = get_model("offer", "Range").objects.create(
        name=f"Range {number}", includes_all_products=rng.random() < 0.4
    )
    for one in rng.sample(products, rng.randrange(3)):
        found.add_product(one)
    found.excluded_products.set(rng.sample(products, rng.randrange(2)))
    found.classes.set(rng.sample(kinds, rng.randrange(2)))
    found.included_categories.set(rng.sample(categories, rng.randrange(2)))
    found.excluded_categories.set(rng.sample(categories, rng.randrange(2)))
    return found


@pytest.mark.parametrize("seed", range(25))
def test_trials_know_the_members_of_a_range_as_oscar_does(seed):
    products, ranges = make_world(seed)
    model = get_model("offer", "Range")
    theirs = {(one.pk, product.pk): one.contains_product(product) for one in ranges for product in products}
    members = [Members(model.objects.get(pk=one.pk)) for one in ranges]
    learn(members, products)
    with in_trial(), CaptureQueriesContext(connection) as captured:
        ours = {(one.range.pk, product.pk): one(product) for one in members for product in products}
    assert ours == theirs
    assert not captured.captured_queries


def test_what_trials_know_is_read_in_one_query_however_many_ranges_and_products():
    products, ranges = make_world(1)
    rows = get_model("catalogue", "Product").objects.select_related("parent")
    products = list(rows.filter(pk__in=[product.pk for product in products]))
    members = [Members(one) for one in ranges]
    with CaptureQueriesContext(connection) as captured:
        learn(members, products)
    assert len(captured) == 1
    with CaptureQueriesContext(connection) as captured:
        learn([Members(one) for one in ranges], products)
    assert not captured.captured_queries


def test_what_is_charged_never_comes_from_what_trials_know():
    product = make_product()
    goods = get_model("offer", "Range").objects.create(name="Tea")
    goods.add_product(product)
    members = Members(goods)
    learn([members], [product])
    # Without a signal: the cache does not know of it.
    get_model("offer", "RangeProduct").objects.filter(range=goods)._raw_delete("default")
    assert members.facts == {product.pk: True}
    assert not members(product)


def test_a_range_with_rules_of_the_shops_own_is_asked_itself(monkeypatch):
    product = make_product()
    goods = get_model("offer", "Range").objects.create(name="Tea")
    monkeypatch.setattr(type(goods), "contains_product", lambda self, product: True)
    members = Members(goods)
    learn([members], [product])
    assert members(product)
    assert not members.facts


def test_what_trials_know_ends_with_the_next_change_of_the_shop():
    product = make_product()
    goods = get_model("offer", "Range").objects.create(name="Tea")
    learn([Members(goods)], [product])
    goods.add_product(product)
    members = Members(get_model("offer", "Range").objects.get())
    learn([members], [product])
    with in_trial():
        assert members(product)
