"""What the tests of cards share."""

from uuid import uuid4

import pytest

from support_plugin.chat import flows
from support_plugin.chat.cards import registry
from support_plugin.chat.cards.registry import Card
from support_plugin.chat.models import Message
from tests.factories import ConversationFactory


@pytest.fixture
def conversation(db):
    """A guest's open conversation."""
    return ConversationFactory()


@pytest.fixture
def send(conversation):
    """Return a function that sends a card as the shop."""

    def send(kind, data, client_id=None):
        card = Card(kind, data)
        return flows.send_message(conversation, Message.Sender.SYSTEM, client_id or uuid4(), "", card=card)

    return send


@pytest.fixture
def register(monkeypatch):
    """Return a function that registers a kind for this test."""
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    return registry.register
