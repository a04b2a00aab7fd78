"""The shop's own code that hears of carts."""

from typing import Any
from uuid import UUID

from example_shop.crm.flows import note
from example_shop.crm.models import Told
from support_plugin import signals

HEARD = {
    "cart.hesitated": signals.shopper_hesitated,
    "cart.abandoned": signals.cart_abandoned,
    "cart.returned": signals.cart_returned,
    "cart.recovered": signals.cart_recovered,
    "cart.expired": signals.cart_expired,
}


def connect() -> None:
    """Have each of the signals heard."""
    for kind, signal in HEARD.items():
        signal.connect(_receiver(kind), weak=False, dispatch_uid="example_shop.crm")


def _receiver(kind: str) -> Any:
    def hear(event_id: UUID, data: dict[str, Any], **kwargs: Any) -> None:
        note(event_id, Told.Way.SIGNAL, kind, data)

    return hear
