"""Both arms of a comparison stand side by side on the owner's page, measured alike."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from support_plugin import clock
from support_plugin.carts.models import CartActivity
from support_plugin.carts.reports.comparisons import compare_exposed
from support_plugin.carts.reports.confidence import Comparison, Share
from support_plugin.visitors.arms.models import Exposure
from tests.carts.orders import staff_order
from tests.factories import make_user
from tests.helpers.shopping import make_cart

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

DAY = timedelta(days=1)


@pytest.fixture
def exposed():
    """Return a function that stores an exposure of a new account, which ordered so long after it, or not."""

    def make(is_held_out=False, after=None, days_ago=20, capability="launcher", key=""):
        number = get_user_model().objects.count()
        at = clock.now() - days_ago * DAY
        user = None if key else make_user(f"p{number}@example.com")
        if after is not None:
            order = staff_order(make_cart(), user)
            type(order).objects.filter(pk=order.pk).update(date_placed=at + after)
            if key:
                CartActivity.objects.update_or_create(
                    cart_id=order.basket_id, defaults={"visitor_hash": key, "last_active_at": at}
                )
        return Exposure.objects.create(
            capability=capability, user=user, visitor_hash=key, is_held_out=is_held_out, percent=50, at=at
        )

    return make


def shares(capability="launcher"):
    return compare_exposed(capability, clock.now() - 30 * DAY, clock.now() + DAY)


def test_an_order_counts_within_the_days_of_the_first_showing_and_in_both_arms_alike(exposed, prefer):
    prefer(won_back_days=5)
    for is_held_out in (False, True):
        for after in (-DAY, timedelta(0), 4 * DAY, 6 * DAY, None):
            exposed(is_held_out, after)
    assert shares() == Comparison(Share(5, 2), Share(5, 2))


def test_a_guests_order_is_found_by_the_browser_alone(exposed, prefer):
    exposed(key="a" * 64, after=DAY)
    exposed(key="b" * 64)
    exposed()
    assert shares().treated == Share(3, 1)


def test_people_whose_days_are_not_over_are_not_counted_yet(exposed, prefer):
    prefer(won_back_days=7)
    exposed(after=DAY, days_ago=6)
    exposed(after=DAY, days_ago=8)
    assert shares().treated == Share(1, 1)


def test_capabilities_are_counted_apart(exposed):
    exposed(after=DAY)
    exposed(capability="prompts", is_held_out=True)
    assert shares("prompts") == Comparison(Share(0, 0), Share(1, 0))
    assert shares("launcher") == Comparison(Share(1, 1), Share(0, 0))


@pytest.fixture
def owner(client):
    client.force_login(make_user("owner@example.com", ("view_abandonment",), is_staff=True))
    return client


def page(owner):
    with translation.override("en"):
        return owner.get(reverse("support_plugin:carts"))


def test_the_page_shows_the_capabilities_with_a_share_alone(owner, prefer, exposed):
    exposed(after=DAY)
    assert "With and without" not in page(owner).content.decode()
    prefer(launcher_holdout_percent=10, prompt_holdout_percent=5)
    rows = page(owner).context["comparisons"]
    assert [row.name for row in rows] == ["Proactive help", "The chat’s button"]
    assert [arm.people for arm in rows[1].arms] == ["1", "0"]
    assert rows[1].difference == "Not yet known"
    assert "With and without" in page(owner).content.decode()


def test_while_the_bounds_leave_a_doubt_it_is_not_yet_known(owner, prefer, exposed):
    prefer(launcher_holdout_percent=50)
    for is_held_out in (True, False):
        exposed(is_held_out)
    exposed(False, DAY)
    assert page(owner).context["comparisons"][0].difference.startswith("Not yet known: between")
    for _person in range(20):
        exposed(False, DAY)
        exposed(True)
    assert "percentage points (" in page(owner).context["comparisons"][0].difference


def test_without_a_share_the_page_asks_nothing_of_it(owner, prefer, exposed):
    exposed(after=DAY)
    with CaptureQueriesContext(connection) as asked:
        page(owner)
    assert not [one for one in asked if "exposure" in one["sql"] or "holdoutarm" in one["sql"]]
