"""When the line about customs and duties belongs to a shipping cost."""

from support_plugin.notices.queries import get_notice_settings
from support_plugin.shop.quotes.carts import CartQuote


def may_cost_customs(quote: CartQuote) -> bool:
    """Return whether the goods leave the home country; False where that or the destination is unknown."""
    home = get_notice_settings().home_country
    return bool(home and quote.destination and quote.destination.country not in ("", home))
