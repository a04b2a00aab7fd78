"""Signatures of webhooks, as Standard Webhooks has them (https://www.standardwebhooks.com)."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime

from support_plugin.outbox.webhooks.endpoint_secrets import SCHEME


def signed_headers(secrets: Iterable[str], event_id: str, sent_at: datetime, body: bytes) -> dict[str, str]:
    """Return the headers that prove who sent a body, and when; a signature for each secret.

    ``sent_at`` must have a zone.
    """
    timestamp = str(int(sent_at.timestamp()))
    signed = b".".join([event_id.encode(), timestamp.encode(), body])
    signatures = []
    for secret in secrets:
        key = base64.b64decode(secret.removeprefix(SCHEME))
        digest = hmac.new(key, signed, hashlib.sha256).digest()
        signatures.append("v1," + base64.b64encode(digest).decode())
    return {
        "webhook-id": event_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(signatures),
    }
