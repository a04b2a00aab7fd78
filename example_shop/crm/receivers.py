"""The shop's own code that receives signals of carts."""

from typing import Any
from uuid import UUID

from example_shop.crm.flows import note
from example_shop.crm.models import Told
from support_plugin import signals

SIGNALS = {
    "cart.hesitated": signals.shopper_hesitated,
    "cart.abandoned": signals.cart_abandoned,
    "cart.returned": signals.cart_returned,
    "cart.recovered": signals.cart_recovered,
    "cart.expired": signals.cart_expired,
}


def connect() -> None:
    """Connect a receiver to each of the signals."""
    for kind, signal in SIGNALS.items():
        signal.connect(_receiver(kind), weak=False, dispatch_uid="example_shop.crm")


def _receiver(kind: str) -> Any:
    def receive(event_id: UUID, data: dict[str, Any], **kwargs: Any) -> None:
        note(event_id, Told.Way.SIGNAL, kind, data)

    return receive
