"""Sending an event to an endpoint, and what its answer means."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from support_plugin import clock
from support_plugin.conf import get_config
from support_plugin.outbox.models import Event
from support_plugin.outbox.texts import LONGEST_ERROR
from support_plugin.outbox.webhooks.models import WebhookEndpoint
from support_plugin.outbox.webhooks.signing import signed_headers
from support_plugin.text.cleaning import clean_line
from support_plugin.web.private_addresses import NoAnswer, NotPublic, ask
from support_plugin.web.retry_after import seconds_to_wait

# Seconds for one call.
DEADLINE = 10
GONE = 410


@dataclass(frozen=True)
class Answer:
    """What an endpoint said. ``problem`` is "" for success, else what the admin reads."""

    problem: str = ""
    is_gone: bool = False
    # Seconds; 0 for nothing said.
    retry_after: float = 0


def internal_hosts() -> list[str]:
    """Return what the developer allows besides the open internet, as "host:port"."""
    return [host.lower() for host in get_config()["WEBHOOK_INTERNAL_HOSTS"]]


def send(endpoint: WebhookEndpoint, event: Event, secrets: list[str], now: datetime) -> Answer:
    """Send an event, signed with these secrets; return the answer. Takes 10 seconds at most."""
    body = body_of(event)
    sent_at = clock.aware(now)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "django-oscar-support",
        **signed_headers(secrets, str(event.pk), sent_at, body),
    }
    try:
        if not may_be_asked(endpoint.url):
            raise NotPublic("only https")
        answer = ask(
            endpoint.url,
            method="POST",
            headers=headers,
            body=body,
            deadline=DEADLINE,
            reads=4 * LONGEST_ERROR,
            internal=internal_hosts(),
        )
    except (NoAnswer, NotPublic) as error:
        return Answer(clean_line(str(error), LONGEST_ERROR))
    if 200 <= answer.status < 300:
        return Answer()
    said = answer.body.decode(errors="replace")
    problem = clean_line(f"HTTP {answer.status} {said}", LONGEST_ERROR)
    return Answer(problem, answer.status == GONE, seconds_to_wait(answer.retry_after, sent_at))


def may_be_asked(url: str) -> bool:
    """Return whether the address is encrypted, or need not be: while developing, and inside."""
    scheme, _colon, rest = url.partition("://")
    return scheme.lower() == "https" or settings.DEBUG or rest.partition("/")[0].lower() in internal_hosts()


def body_of(event: Event) -> bytes:
    """Return what is sent: the same in each attempt."""
    content: dict[str, Any] = {
        "type": event.kind,
        "timestamp": clock.to_json(event.created_at),
        "data": event.data,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
