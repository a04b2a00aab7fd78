"""What the notice of the shipping cost shows."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.template import Context

from support_plugin.notices.texts import describe_days
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.quotes import Quote, quote_cart


@dataclass(frozen=True)
class ShippingNotice:
    """A quote in words."""

    quote: Quote
    # Empty where the shop's method tells no delivery time.
    delivery: str


def shipping_notice(request: HttpRequest, page: Context | None = None) -> ShippingNotice | None:
    """Return the notice for the shopper's cart; None where there is nothing true to say.

    ``page`` is the template context of the shop's page; what its view has worked out is used.
    """
    if not get_preferences().notices_enabled:
        return None
    quote = quote_cart(request, page)
    return ShippingNotice(quote, describe_days(quote.delivery_days)) if quote else None
