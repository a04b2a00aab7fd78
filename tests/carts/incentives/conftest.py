"""A shopper's cart with a million Rial in it, and incentives for those who left one."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from support_plugin.carts.incentives.issuing import issue
from support_plugin.carts.incentives.models import Incentive
from support_plugin.carts.models import Abandonment
from support_plugin.visitors.contacts import EMAIL, contact_hash
from tests.guests.buying import make_country
from tests.helpers.shopping import make_product, put_into_cart


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def make_incentive(**fields):
    """Return an incentive of ten per cent."""
    given = {"name": "For you", "value": 10, "currency": "IRR", **fields}
    return Incentive.objects.create(**given)


def leave(email="", user=None, **fields):
    """Return an abandonment of a cart worth a million Rial, by a guest with this address or an account."""
    now = timezone.now()
    times = {"idle_since": now - timedelta(hours=2), "abandoned_at": now - timedelta(hours=1), "period": 1}
    worth = {"currency": "IRR", "value": Decimal(1_000_000)}
    return Abandonment.objects.create(email=email, user=user, **{**times, **worth, **fields})


def give(incentive, left, now=None):
    """Return the code that the person of this abandonment gets."""
    contacts = [contact_hash(EMAIL, left.email)] if left.email else []
    return issue(incentive, left, contacts=contacts, now=now)


@pytest.fixture
def incentive(db):
    """Ten per cent off everything."""
    return make_incentive()


@pytest.fixture
def filled(client):
    """A guest's browser with something in the cart."""
    make_country("IR")
    put_into_cart(client, make_product())
    return client


@pytest.fixture
def guests_code(incentive):
    """A code that a guest got."""
    return give(incentive, leave("a@example.com")).code
