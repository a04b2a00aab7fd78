"""The exclusions in Django admin: one page, what is saved, what is refused."""

import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import translation
from oscar.core.loading import get_model

from support_plugin.carts.reminders.exclusions.models import Exclusions
from support_plugin.carts.reminders.exclusions.queries import get_exclusions
from tests.helpers.shopping import make_product

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

PAGE = "admin:support_plugin_exclusions_changelist"


@pytest.fixture
def save(admin_client):
    """Return a function that sends the page, and returns what is refused: {field: errors}."""

    def send(**fields):
        with translation.override("en"):
            answer = admin_client.post(reverse(PAGE), {"holding": "any", **fields})
            if answer.status_code == 302:
                return {}
            # Their digits are those of the language in which they are read.
            return {name: list(found) for name, found in answer.context["adminform"].form.errors.items()}

    return send


def test_staff_are_excluded_before_anybody_saved_anything(django_assert_num_queries):
    with django_assert_num_queries(1):
        for _again in range(3):
            assert get_exclusions().staff
    assert not Exclusions.objects.exists()


def test_all_is_saved_and_shown_again(save, admin_client):
    group = Group.objects.create(name="Wholesale")
    category = get_model("catalogue", "Category").add_root(name="Clothes").add_child(name="Shirts")
    product = make_product(upc="SAMPLE-1")
    chosen = {"groups": [group.pk], "categories": [category.pk], "products": "SAMPLE-1", "holding": "only"}
    assert save(**chosen, staff="on", addresses=" Shop.example \r\n\r\n*@x.example") == {}
    row = Exclusions.objects.get()
    assert (row.groups, row.categories, row.products) == ([group.pk], [str(category.pk)], [str(product.pk)])
    assert row.addresses == "shop.example\n*@x.example"
    html = admin_client.get(reverse(PAGE)).content.decode()
    page = " ".join(html.split())
    assert re.search(rf'name="groups" value="{group.pk}"[^>]* checked>\s*Wholesale', page)
    assert re.search(rf'name="categories" value="{category.pk}"[^>]* checked>\s*Clothes › Shirts', page)
    assert get_exclusions().holds_only
    assert save() == {}
    assert not get_exclusions().staff


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"addresses": "shop.example\nAnn <ann@shop.example>"}, "addresses"),
        ({"addresses": "a@b@c"}, "addresses"),
        ({"groups": ["999"]}, "groups"),
        ({"groups": ["x"]}, "groups"),
        ({"categories": ["999"]}, "categories"),
        ({"products": "NOTHING"}, "products"),
        ({"holding": "none"}, "holding"),
    ],
)
def test_what_is_unknown_is_refused_at_its_field(save, fields, field):
    assert list(save(**fields)) == [field]
    assert not Exclusions.objects.filter(addresses__gt="").exists()


def test_a_wrong_address_is_named_with_its_line(save):
    [error] = save(addresses="shop.example\n\nno thing")["addresses"]
    assert error == "Line 3: no thing is no e-mail address or domain."


def test_outsiders_are_sent_away_and_staff_without_the_right_refused(shopper, staff):
    for user, status in ((None, 302), (shopper, 302), (staff, 403)):
        client = Client()
        if user:
            client.force_login(user)
        assert client.get(reverse(PAGE)).status_code == status
        assert client.post(reverse(PAGE), {"holding": "any", "addresses": "x.example"}).status_code == status
    assert not Exclusions.objects.filter(addresses__gt="").exists()
