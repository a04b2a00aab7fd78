"""What the shop reports to support_plugin about itself."""

from django.http import HttpRequest
from django.urls import reverse

from example_shop.bank.answers import BANK_ANSWER, describe_answer
from example_shop.checkout.payment import BANK, CASH, list_payment_methods
from example_shop.shipping.rates import TEHRAN
from support_plugin.adapters import PaymentWay, SupportAdapter
from support_plugin.shop.checkout.session import running_checkout
from support_plugin.shop.places.destinations import Destination

# How an order was paid, and the way to pay that the checkout knows it by.
_WAYS = {"bank": BANK, "cash-on-delivery": CASH}

# The post's two tariffs within Iran. What it costs abroad is quoted for a destination only.
_REGIONS = (Destination("IR", TEHRAN, source="region"), Destination("IR", "IR-07", source="region"))


class Adapter(SupportAdapter):
    """Knows the shop's ways to pay and its tariffs."""

    def quote_regions(self, request: object) -> tuple[Destination, ...]:
        """Return the capital, and a province for all the others."""
        return _REGIONS

    def payment_ways(self, request: HttpRequest) -> list[PaymentWay]:
        """Return the ways open to the checkout's address; the bank's page takes the money at once."""
        checkout = running_checkout(request)
        if checkout is None:
            return []
        methods = list_payment_methods(checkout.get_shipping_address(request.basket))
        return [PaymentWay(code, str(label), code == BANK) for code, label in methods]

    def all_payment_ways(self) -> list[PaymentWay]:
        """Return all ways; cash is taken within Iran only, which the checkout knows."""
        return [PaymentWay(code, str(label), code == BANK) for code, label in list_payment_methods(None)]

    def payment_refusal(self, request: HttpRequest) -> str:
        """Return what the bank answered."""
        return describe_answer(request.session.get(BANK_ANSWER, ""))

    def payment_url(self, order: object) -> str:
        """Return where an order that waits to be paid on delivery is paid at the bank."""
        # Here, as it reads Oscar's models.
        from example_shop.checkout.placed import is_unpaid

        if not is_unpaid(order):
            return ""
        return reverse("checkout:pay-order", args=[order.number, order.verification_hash()])

    def payment_choice(self, order: object) -> str:
        """Return the way to pay of the checkout's form."""
        return _WAYS.get(super().payment_choice(order), "")
