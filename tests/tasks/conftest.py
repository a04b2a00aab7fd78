from datetime import timedelta

import pytest
from django.utils import timezone

from support_plugin.carts.abandoning import announce_abandoned
from support_plugin.carts.models import Abandonment
from support_plugin.tasks.flows import make_task
from tests.helpers.shopping import make_cart


@pytest.fixture(autouse=True)
def _commits(commits):
    """Carts are followed after the commit."""


@pytest.fixture
def left(shopper):
    """A cart of the shopper's that was left."""
    cart = make_cart(idle=timedelta(hours=2), owner=shopper)
    announce_abandoned()
    return Abandonment.objects.get(cart=cart)


@pytest.fixture
def task(left):
    """To call the shopper."""
    return make_task("a", "call", timezone.now(), "راز مشتری", abandonment=left)
