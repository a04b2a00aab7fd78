"""Sending one message to a browser's push service, and what its answer means."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from support_plugin import clock
from support_plugin.outbox.channels.base import Rejected, Sent, TryLater
from support_plugin.outbox.push.base64url import decode, encode
from support_plugin.outbox.push.encryption import encrypt
from support_plugin.outbox.push.keys import PushKeys, get_push_keys
from support_plugin.outbox.push.vapid import authorization
from support_plugin.outbox.texts import LONGEST_ERROR
from support_plugin.text.cleaning import clean_line
from support_plugin.web.private_addresses import Answer, NotPublic, NotReached, UnknownHost, ask
from support_plugin.web.retry_after import seconds_to_wait

Urgency = Literal["very-low", "low", "normal", "high"]
# Seconds for which a push service keeps a message for a browser that is away.
TTL = 4 * 3600
# Seconds for one call.
DEADLINE = 10
# Bytes of a message's JSON, so that its record stays below what every push service takes.
LARGEST = 3072
# What a topic may be (RFC 8030, section 5.4).
TOPIC = re.compile("[A-Za-z0-9_-]{1,32}")
GONE = (404, 410)
TOO_LARGE, TOO_MANY = 413, 429


@dataclass(frozen=True)
class Target:
    """One browser: its push service's address, and its two keys in base64url."""

    endpoint: str
    p256dh: str
    auth: str


def push(target: Target, payload: Mapping[str, Any], *, ttl: int, urgency: Urgency, topic: str) -> Sent:
    """Send a message; return what the push service says of it. Takes 10 seconds at most.

    ``ttl``: seconds for which it is kept; ``topic``: it replaces one of the same topic that still waits.
    Raises TryLater and Rejected; NoAnswer where the service may have got it.
    """
    keys = get_push_keys()
    if keys is None:
        raise TryLater("web push is not configured")
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    if len(text) > LARGEST:
        raise Rejected(f"the message has {len(text)} bytes, more than {LARGEST}")
    try:
        body = encrypt(text, decode(target.p256dh), decode(target.auth))
    except ValueError as error:
        raise Rejected(f"the browser's keys are wrong: {error}", is_contact_dead=True) from error
    return _read(_ask(target.endpoint, body, _headers(keys, target.endpoint, ttl, urgency, topic)))


def _headers(keys: PushKeys, endpoint: str, ttl: int, urgency: Urgency, topic: str) -> dict[str, str]:
    headers = {
        "Authorization": authorization(keys, endpoint, clock.now()),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(ttl),
        "Urgency": urgency,
    }
    return {**headers, "Topic": _topic(topic)} if topic else headers


def _topic(name: str) -> str:
    return name if TOPIC.fullmatch(name) else encode(hashlib.sha256(name.encode()).digest())[:32]


def _ask(endpoint: str, body: bytes, headers: dict[str, str]) -> Answer:
    if not endpoint.startswith("https://"):
        raise Rejected("only https is called", is_contact_dead=True)
    try:
        return ask(
            endpoint, method="POST", headers=headers, body=body, deadline=DEADLINE, reads=LONGEST_ERROR
        )
    except (NotReached, UnknownHost) as error:
        raise TryLater(clean_line(str(error), LONGEST_ERROR)) from error
    except NotPublic as error:
        raise Rejected(clean_line(str(error), LONGEST_ERROR), is_contact_dead=True) from error


def _read(answer: Answer) -> Sent:
    if 200 <= answer.status < 300:
        return Sent(provider_id=answer.location)
    said = answer.body.decode(errors="replace")
    reason = clean_line(f"HTTP {answer.status} {said}", LONGEST_ERROR)
    if answer.status == TOO_MANY or answer.status >= 500:
        raise TryLater(reason, seconds_to_wait(answer.retry_after, clock.aware(clock.now())))
    raise Rejected(reason, is_contact_dead=answer.status in GONE)
