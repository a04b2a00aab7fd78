"""An agent on duty whose browser takes notifications, and shoppers who wait."""

import json
from datetime import timedelta

import pytest

from support_plugin import clock
from support_plugin.chat.team.models import Agent
from support_plugin.visitors.subscriptions.flows import subscribe
from support_plugin.visitors.subscriptions.models import PushSubscription
from support_plugin.visitors.subscriptions.queries import Subscriber
from support_plugin.visitors.subscriptions.rules import Browser
from tests.factories import ConversationFactory
from tests.helpers.push_service import BrowserKeys, certificate, push_keys, push_service  # noqa: F401

MINUTE = timedelta(minutes=1)
DUTY = PushSubscription.Purpose.DUTY


class Phone:
    """An agent's browser that is notified."""

    def __init__(self, service, user, key_id, name="phone", language="fa"):
        self.service, self.keys, self.path = service, BrowserKeys(), f"/send/{name}"
        browser = Browser(service.endpoint(name), **self.keys.json)
        self.row = subscribe(Subscriber(user.pk, purpose=DUTY), browser, key_id, language)

    @property
    def got(self):
        """Return what it was sent, decrypted."""
        return [
            json.loads(self.keys.decrypt(body)) for path, _head, body in self.service.got if path == self.path
        ]


@pytest.fixture
def phone_of(db, push_service, push_keys):  # noqa: F811
    """Return a function that has an agent's phone be notified."""

    def make(user, name="phone", language="fa"):
        return Phone(push_service, user, push_keys.key_id, name, language)

    return make


@pytest.fixture
def on_duty(db):
    """Return a function by which users say that they are on duty for an hour."""

    def begin(*users):
        for user in users:
            until = clock.now() + 60 * MINUTE
            Agent.objects.update_or_create(user=user, defaults={"on_duty_until": until})

    return begin


@pytest.fixture
def waits(db):
    """Return a function that makes a conversation whose shopper has waited for so many minutes."""

    def make(minutes=0, **values):
        since = clock.now() - minutes * MINUTE
        values.setdefault("assigned_at", since if values.get("agent") else None)
        return ConversationFactory(waiting_since=since, updated_at=since, **values)

    return make
