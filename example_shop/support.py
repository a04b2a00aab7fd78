"""What the shop tells support_plugin about itself."""

from example_shop.checkout.payment import BANK, CASH
from example_shop.shipping.rates import TEHRAN
from support_plugin.adapters import SupportAdapter
from support_plugin.shop.destinations import Destination

# How an order was paid, and the way to pay that the checkout knows it by.
_WAYS = {"bank": BANK, "cash-on-delivery": CASH}

# The post's two tariffs within Iran. What it costs abroad is told for a destination only.
_REGIONS = (Destination("IR", TEHRAN, source="region"), Destination("IR", "IR-07", source="region"))


class Adapter(SupportAdapter):
    """Knows the shop's ways to pay and its tariffs."""

    def quote_regions(self, request: object) -> tuple[Destination, ...]:
        """Return the capital, and a province for all the others."""
        return _REGIONS

    def payment_choice(self, order: object) -> str:
        """Return the way to pay of the checkout's form."""
        return _WAYS.get(super().payment_choice(order), "")
