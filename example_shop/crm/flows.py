"""Noting what is received, once for each event and way, and showing it in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise

from example_shop.crm.models import Told
from support_plugin.carts.hesitation.models import Kind, Page
from support_plugin.carts.models import Obstacle
from support_plugin.outbox.kinds import find_kind
from support_plugin.outbox.webhooks.endpoint_secrets import give_secret
from support_plugin.outbox.webhooks.models import WebhookEndpoint

NAME = "CRM"
SHOWN = 12
KEPT = ("cart", "obstacle", "kind", "page", "order")


def note(event_id: UUID | str, way: Told.Way, kind: str, data: Mapping[str, Any]) -> None:
    """Note an event; one that comes again is counted, and nothing is done the second time."""
    kept = {name: data[name] for name in KEPT if data.get(name)}
    row, is_new = Told.objects.get_or_create(
        event_id=event_id, way=way, defaults={"kind": kind, "data": kept}
    )
    if not is_new:
        Told.objects.filter(pk=row.pk).update(times=F("times") + 1)


@dataclass
class Line:
    """One event, as the demo's page shows it: how often each way brought it."""

    what: str | Promise
    cart: str
    why: list[str | Promise]
    signals: int = 0
    webhooks: int = 0


def latest() -> list[Line]:
    """Return the last events that were received, the newest first."""
    lines: dict[UUID, Line] = {}
    for row in Told.objects.order_by("-at", "-pk")[: 2 * SHOWN]:
        line = lines.setdefault(row.event_id, _line(row))
        if row.way == Told.Way.SIGNAL:
            line.signals = row.times
        else:
            line.webhooks = row.times
    return list(lines.values())[:SHOWN]


def _line(row: Told) -> Line:
    kind = find_kind(row.kind)
    why = [
        names(row.data[name]).label
        for name, names in (("kind", Kind), ("page", Page), ("obstacle", Obstacle))
        if row.data.get(name) in names.values
    ]
    return Line(kind.label if kind else row.kind, row.data.get("cart", ""), why)


def connect_webhook(url: str) -> None:
    """Have the shop's webhooks call this address of ours, with all events of carts."""
    endpoint = WebhookEndpoint.objects.filter(name=NAME).first()
    if endpoint is None:
        endpoint = WebhookEndpoint(name=NAME)
        give_secret(endpoint, timezone.now())
    endpoint.url = url
    endpoint.kinds = [
        f"cart.{kind}" for kind in ("hesitated", "abandoned", "returned", "recovered", "expired")
    ]
    endpoint.save()
