"""The event of a hesitation: what is sent to the shop's own code and its webhooks."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.carts.events import stream_of
from support_plugin.carts.hesitation.models import Hesitation
from support_plugin.outbox.flows import NewEvent, store_events
from support_plugin.outbox.kinds import register
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.carts import existing_carts
from support_plugin.signals import shopper_hesitated

HESITATED = "cart.hesitated"


def store(hesitation: Hesitation) -> None:
    """Store the event of a new hesitation, in the caller's transaction."""
    cart = hesitation.cart_id
    key = f"cart:{cart}:{hesitation.period}:hesitated:{hesitation.kind}:{hesitation.page}"
    store_events([NewEvent(kind=HESITATED, stream=stream_of(cart), key=key, data=describe(hesitation))])


def describe(hesitation: Hesitation) -> dict[str, Any]:
    """Return what an event says of a hesitation, for JSON."""
    return {
        "hesitation": hesitation.pk,
        "cart": str(hesitation.cart_id),
        "kind": hesitation.kind,
        "page": hesitation.page,
        "at": clock.to_json(hesitation.at),
        "language": hesitation.language,
        "device": hesitation.device,
    }


def _load(event_id: UUID, data: dict[str, Any]) -> dict[str, Any]:
    """Return what receivers get: the rows as they are now, None for what is gone."""
    hesitation = Hesitation.objects.filter(pk=data["hesitation"]).first()
    cart = existing_carts([data["cart"]]).first()
    return {"event_id": event_id, "cart": cart, "hesitation": hesitation, "data": data}


def register_events() -> None:
    """Make the event known to the outbox. Called once, at start."""
    register(HESITATED, shopper_hesitated, _load, label=_("Shopper hesitated"), is_enabled=_is_enabled)


def _is_enabled() -> bool:
    return get_preferences().has_hesitation
