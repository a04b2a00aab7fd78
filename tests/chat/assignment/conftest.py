"""Agents who are there, and shoppers who wait."""

from datetime import timedelta

import pytest

from support_plugin import cache, clock
from support_plugin.chat.team.models import Agent
from support_plugin.chat.team.presence import store_presence
from support_plugin.models import QueueSettings
from tests.factories import ConversationFactory


@pytest.fixture
def assigns(db):
    """Have the rounds give conversations to agents."""
    QueueSettings.objects.update_or_create(pk=QueueSettings.singleton_instance_id, defaults={"assigns": True})
    cache.clear()


@pytest.fixture
def at_desk(db):
    """Return a function that opens the desks of these users; others who were there have left."""

    def open_desks(*users, **profile):
        store_presence("one", {user.pk for user in users})
        if profile:
            Agent.objects.filter(pk__in=[user.pk for user in users]).update(**profile)

    return open_desks


@pytest.fixture
def waiting(db):
    """Return a function that makes a conversation whose shopper has waited for so many minutes."""

    def make(minutes=1, **values):
        since = clock.now() - timedelta(minutes=minutes)
        return ConversationFactory(waiting_since=since, **values)

    return make


@pytest.fixture
def holder():
    """Return a function that returns whose a conversation is now, by primary key."""

    def ask(conversation):
        conversation.refresh_from_db()
        return conversation.agent_id

    return ask
