"""How far it is to free shipping, on a page."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from support_plugin.notices.current_quote import present_destination, regions_for
from support_plugin.notices.hints import Hint, make_hints
from support_plugin.notices.queries import get_notice_settings
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.carts import present_cart
from support_plugin.shop.free_shipping.gaps import Gap, free_shipping_gap
from support_plugin.shop.free_shipping.products import products_closing


@dataclass(frozen=True)
class Progress:
    """How far it is to free shipping."""

    gap: Gap
    products: list[Any]
    hints: tuple[Hint, ...] = ()

    @property
    def percent(self) -> int:
        """From 0 to 99: it is not free yet."""
        return min(int(self.gap.progress * 100), 99)


def free_shipping(request: HttpRequest) -> Progress | None:
    """Return what is missing to free shipping; None where it cannot apply."""
    if not (get_preferences().notices_enabled and get_notice_settings().shows_progress):
        return None
    if present_cart(request).is_empty:
        return None
    destination = present_destination(request)
    gap = free_shipping_gap(request, destination, regions_for(request, destination))
    if gap is None:
        return None
    products = products_closing(request, gap)
    return Progress(gap, products, make_hints(request, products))
