"""The shop's fork of Oscar's checkout app."""

from django.urls import URLPattern, path
from oscar.apps.checkout import apps


class CheckoutConfig(apps.CheckoutConfig):
    """Adds the way back from the bank."""

    name = "example_shop.checkout"

    def get_urls(self) -> list[URLPattern]:
        """Return Oscar's addresses and the shop's."""
        from example_shop.checkout.bank_return import BankReturnView
        from example_shop.checkout.placed import PayOrderView

        way_back = path("bank/<str:reference>/", BankReturnView.as_view(), name="bank-return")
        pay = path("pay/<str:number>/<str:proof>/", PayOrderView.as_view(), name="pay-order")
        return [*super().get_urls(), way_back, pay]
