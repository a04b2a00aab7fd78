"""Secrets of webhooks: made, found again, and replaced.

A secret is derived from the project's SECRET_KEY and a random seed; only the seed is stored. So a copy of the
database alone signs nothing, and yet the secret is there when something has to be signed. While an older
SECRET_KEY is among SECRET_KEY_FALLBACKS, the secrets made with it go on.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.crypto import salted_hmac

from support_plugin.outbox.webhooks.models import WebhookEndpoint

SCHEME = "whsec_"
# For how long the secret before signs too, after a new one was made.
ROTATION = timedelta(hours=24)


def new_seed() -> str:
    """Return a seed nobody can guess (256 random bits)."""
    return secrets.token_hex(32)


def derive(seed: str, key: str | bytes | None = None) -> str:
    """Return the secret of a seed, as whoever receives webhooks has to enter it."""
    secret = salted_hmac("support_plugin.outbox.webhooks", seed, secret=key, algorithm="sha256").digest()
    return SCHEME + base64.b64encode(secret).decode()


def fingerprint_of(secret: str) -> str:
    """Return by what a secret is recognised; it gives nothing of it away."""
    return hashlib.sha256(secret.encode()).hexdigest()[:16]


def find_secret(seed: str, fingerprint: str) -> str:
    """Return the secret of a seed, made with the SECRET_KEY or one of its fallbacks; "" for another one's."""
    for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        secret = derive(seed, key)
        if hmac.compare_digest(fingerprint_of(secret), fingerprint):
            return secret
    return ""


def current_secrets(endpoint: WebhookEndpoint, now: datetime) -> list[str]:
    """Return the endpoint's secret, and for a while after a change the one before; none where it is lost."""
    found = [find_secret(endpoint.seed, endpoint.fingerprint)]
    if endpoint.old_until is not None and now < endpoint.old_until:
        found.append(find_secret(endpoint.old_seed, endpoint.old_fingerprint))
    return [secret for secret in found if secret] if found[0] else []


def give_secret(endpoint: WebhookEndpoint, now: datetime) -> str:
    """Give an endpoint a new secret, and return it, this once; the row is not saved.

    For a day, the one before it goes on signing too: only that one, so that a second change ends the use of
    a secret that has leaked.
    """
    if endpoint.seed:
        endpoint.old_seed, endpoint.old_fingerprint = endpoint.seed, endpoint.fingerprint
        endpoint.old_until = now + ROTATION
    endpoint.seed = new_seed()
    secret = derive(endpoint.seed)
    endpoint.fingerprint = fingerprint_of(secret)
    return secret
