import pytest

from support_plugin.signals import cart_abandoned


@pytest.fixture(autouse=True)
def _commits(commits):
    """Carts are followed after the commit."""


@pytest.fixture
def announced(commits):
    """The announcements as they come: [(cart's key, idle_since)]."""
    heard = []

    def hear(sender, cart, idle_since, **kwargs):
        heard.append((cart.pk, idle_since))

    cart_abandoned.connect(hear)
    yield heard
    cart_abandoned.disconnect(hear)
