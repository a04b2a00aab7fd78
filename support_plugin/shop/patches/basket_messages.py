"""What Oscar says after a cart was changed."""

from collections.abc import Callable
from typing import Any


def quieten_basket_messages(is_wanted: Callable[[], bool]) -> None:
    """Leave out what Oscar says of totals and offers after each change. Called once, when models are loaded.

    The notices show the total with shipping, and why it rose; a second total, without it, misleads. What was
    added to the cart is still confirmed. ``is_wanted`` tells whether the notices are shown: without them,
    and in a shop with methods of its own, everything is said as before.
    """
    from oscar.apps.basket.utils import BasketMessageGenerator

    def quiet(says: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
        def get_messages(generator: Any, *args: Any, **kwargs: Any) -> list[Any]:
            return [] if is_wanted() else says(generator, *args, **kwargs)

        return get_messages

    BasketMessageGenerator.get_new_total_messages = quiet(BasketMessageGenerator.get_new_total_messages)
    BasketMessageGenerator.get_offer_messages = quiet(BasketMessageGenerator.get_offer_messages)
