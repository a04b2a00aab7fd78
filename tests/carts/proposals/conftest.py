import pytest

from tests.carts.proposals.world import World
from tests.chat.helpers import Browser
from tests.helpers.shopping import put_into_cart


@pytest.fixture
def world(db, agent):
    """A guest with two of one product and one of another in the cart, who asked something; and an agent."""
    world = World(Browser(), Browser(agent), agent)
    world.fill()
    return world


@pytest.fixture
def account_world(db, agent, shopper):
    """The same for a shopper with an account."""
    world = World(Browser(shopper), Browser(agent), agent)
    world.fill()
    return world


@pytest.fixture
def put():
    """Return a function that puts a product into a browser's cart."""
    return put_into_cart
