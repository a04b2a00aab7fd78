"""Which cart another became a part of: Oscar notes only that it did."""

from collections.abc import Callable
from functools import wraps
from typing import Any


def signal_merges(receiver: Callable[[Any, Any], None]) -> None:
    """Call ``receiver(kept, merged)`` with both carts after Oscar has merged them."""
    from oscar.apps.basket.abstract_models import AbstractBasket

    merge = AbstractBasket.merge

    @wraps(merge)
    def merge_and_signal(self: Any, basket: Any, *args: Any, **kwargs: Any) -> Any:
        done = merge(self, basket, *args, **kwargs)
        receiver(self, basket)
        return done

    AbstractBasket.merge = merge_and_signal
