import pytest

from support_plugin.visitors.subscriptions.flows import subscribe
from support_plugin.visitors.subscriptions.queries import Subscriber
from support_plugin.visitors.subscriptions.rules import Browser
from tests.helpers.push_service import BrowserKeys, certificate, push_keys, push_service  # noqa: F401


@pytest.fixture
def agree(db, push_keys):  # noqa: F811
    """Return a function by which somebody agrees in a browser of this name."""

    def do(who, name="browser", language="en"):
        browser = Browser(f"https://push.example/send/{name}", **BrowserKeys().json)
        return subscribe(who, browser, push_keys.key_id, language)

    return do


@pytest.fixture
def guest():
    return Subscriber(visitor_hash="a" * 64)
