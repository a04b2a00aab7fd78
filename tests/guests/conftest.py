"""A guest on the way to an order, and after it."""

import pytest

from tests.guests.buying import buy, start


@pytest.fixture
def guest(client):
    """A guest at the address step."""
    start(client)
    return client


@pytest.fixture
def order(client):
    """The order that ``client`` has placed as a guest."""
    return buy(client)
