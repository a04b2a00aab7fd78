"""What the shop tells support_plugin about itself."""

from support_plugin.adapters import SupportAdapter

from example_shop.checkout.payment import BANK, CASH

# How an order was paid, and the way to pay that the checkout knows it by.
_WAYS = {"bank": BANK, "cash-on-delivery": CASH}


class Adapter(SupportAdapter):
    """Knows the shop's ways to pay."""

    def payment_choice(self, order: object) -> str:
        """Return the way to pay of the checkout's form."""
        return _WAYS.get(super().payment_choice(order), "")
