"""What happens when a shopper seems to hesitate."""

from typing import Any

from django.db import transaction

from support_plugin import clock
from support_plugin.carts.hesitation import events
from support_plugin.carts.hesitation.models import Hesitation
from support_plugin.carts.hesitation.rules import Occasion
from support_plugin.carts.models import CartActivity
from support_plugin.database.turns import take_turns


@transaction.atomic
def note_hesitation(cart_id: Any, occasion: Occasion, language: str = "", device: str = "") -> bool:
    """Store a hesitation with its event; return False, and store nothing, where that is known already.

    However often it is reported, and from how many tabs: once for each kind and page in a period of the cart.
    """
    take_turns(Hesitation)
    hesitation, is_new = Hesitation.objects.get_or_create(
        cart_id=cart_id,
        period=_period(cart_id),
        kind=occasion.kind.value,
        page=occasion.page.value,
        defaults={"at": clock.now(), "language": language, "device": device},
    )
    if is_new:
        events.store(hesitation)
    return is_new


def _period(cart_id: Any) -> int:
    """Return the number of the abandonment that this belongs to: the one under way, else the next."""
    # Locked: so a cart's events are stored one after the other.
    activity = CartActivity.objects.select_for_update(of=("self",)).filter(pk=cart_id).first()
    if activity is None:
        return 1
    return activity.period if activity.abandonment_id is not None else activity.period + 1
