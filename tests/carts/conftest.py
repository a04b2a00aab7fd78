from datetime import timedelta

import pytest
from django.utils import timezone

from support_plugin.outbox.models import Event


@pytest.fixture(autouse=True)
def _commits(commits):
    """Carts are followed after the commit."""


@pytest.fixture
def stored(db):
    """Return a function that returns which events are stored, in order: [(kind, cart's key)]."""

    def read():
        events = Event.objects.order_by("created_at", "pk").values_list("kind", "data__cart")
        return [(kind.removeprefix("cart."), int(cart)) for kind, cart in events]

    return read


@pytest.fixture
def later():
    """Return a function that returns the time in so many hours."""
    start = timezone.now()
    return lambda hours: start + timedelta(hours=hours)
