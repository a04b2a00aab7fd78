"""The pretend customer system believes the shop alone, and does nothing the second time."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from example_shop.crm.flows import NAME, connect_webhook, latest, note
from example_shop.crm.models import Told
from support_plugin.carts.models import Obstacle
from support_plugin.outbox.webhooks.endpoint_secrets import current_secrets
from support_plugin.outbox.webhooks.models import WebhookEndpoint
from support_plugin.outbox.webhooks.signing import signed_headers

pytestmark = pytest.mark.django_db
DATA = {"cart": "7", "obstacle": "unanswered", "lines": []}


def call_webhook(client, event_id, *, secret=None):
    """Send a webhook's call, signed with the shop's secret unless there is another one."""
    now = datetime.now(UTC)
    secrets = [secret] if secret else current_secrets(WebhookEndpoint.objects.get(name=NAME), now)
    body = json.dumps({"type": "cart.abandoned", "timestamp": now.isoformat(), "data": DATA}).encode()
    headers = signed_headers(secrets, str(event_id), now, body)
    return client.post(reverse("crm:hook"), body, "application/json", headers=headers).status_code


def test_what_comes_again_is_counted_and_shown_as_one_event(client):
    connect_webhook("http://127.0.0.1:8000/crm/hook/")
    connect_webhook("http://127.0.0.1:8001/crm/hook/")
    event_id = uuid4()
    note(event_id, Told.Way.SIGNAL, "cart.abandoned", DATA)
    assert [call_webhook(client, event_id) for _time in range(2)] == [204, 204]
    (line,) = latest()
    assert (line.cart, line.why, line.signals, line.webhooks) == ("7", [Obstacle.UNANSWERED.label], 1, 2)


def test_nobody_else_is_believed(client):
    assert client.post(reverse("crm:hook"), "{}", "application/json").status_code == 403
    connect_webhook("http://127.0.0.1:8000/crm/hook/")
    assert client.post(reverse("crm:hook"), "{}", "application/json").status_code == 403
    assert call_webhook(client, uuid4(), secret="whsec_bm9ib2R5") == 403
    assert client.get(reverse("crm:hook")).status_code == 405
    assert not Told.objects.exists()
