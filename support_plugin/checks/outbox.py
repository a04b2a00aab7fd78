"""What the outbox needs: a worker that can be woken, and the secrets of its webhooks."""

from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections

from support_plugin.checks.tag import TAG
from support_plugin.outbox.framework import has_worker
from support_plugin.outbox.webhooks.endpoint_secrets import derive, find_secret, fingerprint_of
from support_plugin.outbox.webhooks.models import WebhookEndpoint


@register(TAG)
def check_task_backend(**kwargs: Any) -> list[CheckMessage]:
    """Where the project has workers for Django's tasks, they take the outbox's."""
    try:
        if not has_worker():
            return []
        from support_plugin.outbox.tasks import deliver  # noqa: F401
    except Exception as error:
        hint = "Mend TASKS; its default backend must have the queue 'default' (QUEUES)."
        message = f"Events can't wake a worker and wait for support_tick: {error}"
        return [Warning(message, hint=hint, id="support_plugin.W045")]
    return []


@register(Tags.database, TAG)
def check_secrets(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The webhooks' secrets hang on a SECRET_KEY that stays."""
    if not any(_has_table(alias) for alias in databases or ()):
        return []
    endpoints = list(WebhookEndpoint.objects.filter(is_enabled=True))
    old = [
        endpoint for endpoint in endpoints if fingerprint_of(derive(endpoint.seed)) != endpoint.fingerprint
    ]
    if not old:
        return []
    names = ", ".join(repr(endpoint.name) for endpoint in old)
    lost = [endpoint for endpoint in old if not find_secret(endpoint.seed, endpoint.fingerprint)]
    message = f"The secrets of these webhooks were made with another SECRET_KEY: {names}."
    hint = (
        "Put the SECRET_KEY of before into SECRET_KEY_FALLBACKS, or make new secrets in Django admin."
        if lost
        else "Make new secrets in Django admin before you remove it from SECRET_KEY_FALLBACKS."
    )
    return [Warning(message, hint=hint, id="support_plugin.W046")]


def _has_table(alias: str) -> bool:
    return WebhookEndpoint._meta.db_table in connections[alias].introspection.table_names()
