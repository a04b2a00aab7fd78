"""The offers for everybody that come with the shop's facts are those that the shop itself would ask for."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from oscar.apps.offer.managers import ActiveOfferManager
from oscar.core.loading import get_class, get_model

from support_plugin.shop.offers.site_parts import read_site_offers
from tests.helpers.shopping import offer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def applicator():
    return get_class("offer.applicator", "Applicator")()


@pytest.fixture(autouse=True)
def offers():
    """Offers of all kinds and times."""
    now, one = timezone.now(), offer("Percentage", 10)
    kinds = (
        {"priority": 5},
        {"priority": -1, "start_datetime": now - DAY, "end_datetime": now + DAY},
        {"start_datetime": now + DAY},
        {"end_datetime": now - DAY},
        {"status": "Suspended"},
        {"offer_type": "Voucher"},
    )
    make = get_model("offer", "ConditionalOffer").objects.create
    parts = {"condition": one.condition, "benefit": one.benefit}
    return [one, *(make(name=f"Offer {number}", **parts, **fields) for number, fields in enumerate(kinds))]


def read(applicator):
    return [one.pk for one in read_site_offers(applicator)]


def test_they_are_those_that_oscar_finds_in_its_order(applicator, offers):
    asked = [one.pk for one in applicator.get_site_offers()]
    assert read(applicator) == asked == [offers[1].pk, offers[0].pk, offers[2].pk]


def test_they_come_with_the_shops_facts(applicator):
    with CaptureQueriesContext(connection) as captured:
        for one in read_site_offers(applicator):
            assert one.condition.range.includes_all_products
            assert one.benefit.value == 10
    assert len(captured) == 1


def test_what_is_done_to_them_is_done_to_no_other_readers(applicator):
    first, second = list(read_site_offers(applicator)), list(read_site_offers(applicator))
    assert not {id(one) for one in first} & {id(one) for one in second}
    assert first[0].condition is not second[0].condition


def test_a_shop_that_asks_for_others_gets_those(applicator, offers):
    class Own(type(applicator)):
        def get_site_offers(self):
            return super().get_site_offers().filter(priority=5)

    class Listed(type(applicator)):
        def get_site_offers(self):
            return [offers[3]]

    assert read(Own()) == [offers[1].pk]
    assert read(Listed()) == [offers[3].pk]


def test_a_shop_with_a_manager_of_its_own_is_asked_by_that(applicator, offers, monkeypatch):
    class Own(ActiveOfferManager):
        def get_queryset(self):
            return super().get_queryset().filter(priority=5)

    model = get_model("offer", "ConditionalOffer")
    manager = Own()
    manager.model = model
    monkeypatch.setattr(model, "active", manager)
    assert read(applicator) == [offers[1].pk]


def test_a_shop_with_an_order_of_its_own_gets_that(applicator, offers, monkeypatch):
    model = get_model("offer", "ConditionalOffer")
    monkeypatch.setattr(model._meta, "ordering", ["pk"])
    assert read(applicator) == [offers[0].pk, offers[1].pk, offers[2].pk]
