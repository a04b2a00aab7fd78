"""Whoever receives webhooks verifies them by the library of the standard."""

from datetime import timedelta

import pytest
from django.core import serializers
from standardwebhooks import Webhook, WebhookVerificationError

from support_plugin import clock as app_clock
from support_plugin.models import WebhookEndpoint
from support_plugin.outbox.flows import deliver_due
from support_plugin.outbox.webhooks.managing import rotate_secret
from tests.outbox.test_flows import store

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_what_is_sent_is_signed_small_and_has_the_events_id(endpoint, server):
    [event] = store(7)
    assert deliver_due() == 1
    [(headers, body)] = server.got
    content = Webhook(endpoint.secret).verify(body, headers)
    assert set(content) == {"type", "timestamp", "data"}
    assert (content["type"], content["data"]) == ("test.happened", {"number": 7})
    assert headers["webhook-id"] == str(event)
    assert headers["content-type"] == "application/json"


def test_another_secret_or_another_body_does_not_verify(endpoint, make_endpoint, server):
    store(7)
    deliver_due()
    headers, body = server.got[0]
    other = make_endpoint(server.url)
    for secret, text in ((other.secret, body), (endpoint.secret, body + b" ")):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(text, headers)


def test_a_changed_secret_and_the_one_before_both_verify_for_a_day(endpoint, server):
    new = rotate_secret(endpoint)
    store(1)
    deliver_due()
    headers, body = server.got[0]
    for secret in (new, endpoint.secret):
        Webhook(secret).verify(body, headers)
    WebhookEndpoint.objects.update(old_until=app_clock.now() - timedelta(seconds=1))
    store(2)
    deliver_due()
    headers, body = server.got[1]
    Webhook(new).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(endpoint.secret).verify(body, headers)


def test_a_second_change_ends_the_first_secret_at_once(endpoint, server):
    rotate_secret(endpoint)
    rotate_secret(endpoint)
    store(1)
    deliver_due()
    headers, body = server.got[0]
    with pytest.raises(WebhookVerificationError):
        Webhook(endpoint.secret).verify(body, headers)


def test_the_database_has_no_secret(endpoint):
    stored = serializers.serialize("json", WebhookEndpoint.objects.all())
    assert endpoint.secret.removeprefix("whsec_") not in stored
    assert "whsec_" not in stored


def test_a_secret_outlives_the_shops_key_while_that_is_a_fallback(endpoint, server, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 9, [settings.SECRET_KEY]
    store(1)
    deliver_due()
    headers, body = server.got[0]
    Webhook(endpoint.secret).verify(body, headers)


def test_a_lost_secret_pauses_the_endpoint_until_it_has_another(endpoint, server, settings):
    settings.SECRET_KEY = "another" * 9
    store(1)
    assert deliver_due() == 0
    endpoint.refresh_from_db()
    assert (endpoint.pause_reason, server.got) == ("secret", [])
    secret = rotate_secret(endpoint)
    assert deliver_due() == 1
    headers, body = server.got[0]
    Webhook(secret).verify(body, headers)
