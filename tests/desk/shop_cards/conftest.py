"""Shoppers with orders, and agents who send cards."""

from typing import Any
from uuid import uuid4

import pytest
from oscar.core.loading import get_model
from oscar.test import factories

from support_plugin import clock
from support_plugin.carts.models import CartActivity
from support_plugin.chat.models import Conversation
from support_plugin.visitors.cookies import hash_key, read_key
from tests.chat.helpers import Browser


class Desk:
    """An agent's browser, at one conversation."""

    def __init__(self, agent: Any, conversation: Conversation) -> None:
        self.browser, self.conversation = Browser(agent), conversation

    def call(self, method: str, name: str, data: Any = None, query: str = "") -> Any:
        """Call one of the addresses of cards."""
        from django.urls import reverse

        if query:
            return self.browser.get(
                reverse(f"support_plugin:{name}", args=[self.conversation.public_id]) + query
            )
        return self.browser.call(method, name, self.conversation.public_id, data=data)

    def send(self, **card: Any) -> Any:
        """Send a card; ``client_id`` is new unless it is given."""
        return self.call("POST", "api-cards", {"client_id": str(uuid4()), **card})


def make_order(number: str, user: Any = None, key: str = "", **fields: Any) -> Any:
    """Return an order of an account, or of the browser with this key."""
    order = factories.create_order(user=user, number=number)
    values = {"user": user, "guest_email": "" if user else "guest@example.com", "status": "Pending", **fields}
    get_model("order", "Order").objects.filter(pk=order.pk).update(**values)
    if key:
        CartActivity.objects.update_or_create(
            pk=order.basket_id, defaults={"visitor_hash": hash_key(key), "last_active_at": clock.now()}
        )
    return get_model("order", "Order").objects.get(pk=order.pk)


def conversation_of(browser: Browser) -> Conversation:
    """Return the conversation that this browser begins."""
    return Conversation.objects.get(public_id=browser.start().json()["conversation"]["id"])


def key_of(browser: Browser) -> str:
    """Return the key in a guest's cookie."""
    return str(read_key({name: morsel.value for name, morsel in browser.cookies.items()}))


@pytest.fixture
def guest(db: None) -> Browser:
    """A guest's browser."""
    return Browser()


@pytest.fixture
def customer(shopper: Any) -> Browser:
    """The browser of a shopper with an account."""
    return Browser(shopper)
