"""What Oscar says after a cart was changed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.template.loader import render_to_string

from support_plugin.web.in_place import is_in_place

# They answer with the basket page itself, which shows the total and the ways on.
BASKET_PAGES = ("basket:summary", "basket:saved")


def quieten_basket_messages(is_wanted: Callable[[], bool]) -> None:
    """Leave out what Oscar says of totals and offers after each change. Called once, when models are loaded.

    The notices show the total with shipping, and why it rose; a second total, without it, misleads. What was
    added to the cart is still confirmed, and the buttons beside Oscar's total stay. ``is_wanted`` returns
    whether the notices are shown: without them, and in a shop with methods of its own, everything is said
    as before.
    """
    from oscar.apps.basket.utils import BasketMessageGenerator

    oscars_totals = BasketMessageGenerator.get_new_total_messages
    oscars_offers = BasketMessageGenerator.get_offer_messages

    def get_new_total_messages(generator: Any, basket: Any, include_buttons: bool = True) -> list[Any]:
        if not is_wanted():
            return oscars_totals(generator, basket, include_buttons)
        return _next_steps(basket) if include_buttons and _leads_elsewhere(basket) else []

    def get_offer_messages(generator: Any, *args: Any, **kwargs: Any) -> list[Any]:
        return [] if is_wanted() else oscars_offers(generator, *args, **kwargs)

    BasketMessageGenerator.get_new_total_messages = get_new_total_messages
    BasketMessageGenerator.get_offer_messages = get_offer_messages


def _leads_elsewhere(basket: Any) -> bool:
    """Return whether the answer is a page that leads neither to the cart nor to the checkout."""
    request = getattr(basket.strategy, "request", None) if basket.has_strategy else None
    if request is None:
        return True
    match = request.resolver_match
    return not is_in_place(request) and (match is None or match.view_name not in BASKET_PAGES)


def _next_steps(basket: Any) -> list[tuple[int, str]]:
    # A shop's own template gets what Oscar's does.
    context = {"basket": basket, "include_buttons": True}
    return [(messages.INFO, render_to_string("support_plugin/basket/next_steps.html", context))]
