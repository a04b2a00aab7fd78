"""The events of carts: what is sent to the shop's own code and its webhooks."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.carts.models import Abandonment, Step
from support_plugin.outbox.flows import NewEvent, store_events
from support_plugin.outbox.kinds import register
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.carts import existing_carts
from support_plugin.signals import cart_abandoned, cart_expired, cart_recovered, cart_returned

ABANDONED, RETURNED, RECOVERED, EXPIRED = "abandoned", "returned", "recovered", "expired"
SIGNALS = {
    ABANDONED: cart_abandoned,
    RETURNED: cart_returned,
    RECOVERED: cart_recovered,
    EXPIRED: cart_expired,
}
LABELS = {
    ABANDONED: _("Cart abandoned"),
    RETURNED: _("Shopper is back at the cart"),
    RECOVERED: _("Abandoned cart bought after all"),
    EXPIRED: _("Abandoned cart given up"),
}


def store(kind: str, abandonments: Sequence[Abandonment], **more: Any) -> None:
    """Store one event for each of these, in the caller's transaction; ``more`` goes into each one's data."""
    store_events([_event(kind, abandonment, more) for abandonment in abandonments])


def stream_of(cart_id: Any) -> str:
    """Return the name under which a cart's events keep their order."""
    return f"cart:{cart_id}"


def stream_of_abandonment(abandonment: Abandonment) -> str:
    """Return the same for the cart that was left, or for what is known of one that is gone."""
    cart = abandonment.cart_id
    return stream_of(f"gone-{abandonment.pk}" if cart is None else cart)


def _event(kind: str, abandonment: Abandonment, more: dict[str, Any]) -> NewEvent:
    stream = stream_of_abandonment(abandonment)
    return NewEvent(
        kind=f"cart.{kind}",
        stream=stream,
        key=f"{stream}:{abandonment.period}:{kind}",
        data={**describe(abandonment), **more},
    )


def describe(abandonment: Abandonment) -> dict[str, Any]:
    """Return what an event says of an abandonment, for JSON: amounts as text, times in ISO 8601."""
    user, cart = abandonment.user_id, abandonment.cart_id
    return {
        "abandonment": abandonment.pk,
        "cart": None if cart is None else str(cart),
        "customer": None if user is None else str(user),
        "idle_since": clock.to_json(abandonment.idle_since),
        "abandoned_at": clock.to_json(abandonment.abandoned_at),
        "step": Step(abandonment.step).name.lower(),
        "obstacle": abandonment.obstacle or None,
        "language": abandonment.language,
        "device": abandonment.device,
        "source": abandonment.source,
        "campaign": abandonment.campaign,
        "value": str(abandonment.value),
        "currency": abandonment.currency,
        "lines": abandonment.lines,
        "order": abandonment.order_number or None,
    }


def _load(event_id: UUID, data: dict[str, Any]) -> dict[str, Any]:
    """Return what receivers get: the rows as they are now, None for what is gone."""
    abandonment = Abandonment.objects.filter(pk=data["abandonment"]).first()
    cart = existing_carts([data["cart"]]).first() if data["cart"] else None
    return {"event_id": event_id, "cart": cart, "abandonment": abandonment, "data": data}


def register_events(kinds: Iterable[str] = SIGNALS) -> None:
    """Make the events known to the outbox. Called once, at start."""
    for kind in kinds:
        register(f"cart.{kind}", SIGNALS[kind], _load, label=LABELS[kind], is_enabled=_is_enabled)


def _is_enabled() -> bool:
    return get_preferences().carts_enabled
