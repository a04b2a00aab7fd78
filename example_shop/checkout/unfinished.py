"""A cart frozen for a payment that was never finished comes back with the shopper."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from oscar.core.loading import get_class, get_model


def thaw_unfinished(request: HttpRequest) -> None:
    """Open the cart frozen for the payment in this session again.

    To be called before ``request.basket`` is looked at: Oscar then finds the cart by cookie or owner, as if
    it had never been frozen. A payment accepted all the same is checked against the cart when it returns.
    """
    submission = request.session.get("checkout_data", {}).get("submission", {})
    basket_id = submission.get("basket_id")
    if basket_id is None:
        return
    Basket = get_model("basket", "Basket")
    Basket.objects.filter(pk=basket_id, status=Basket.FROZEN).update(status=Basket.OPEN)
    get_class("checkout.utils", "CheckoutSessionData")(request)._flush_namespace("submission")


class ThawUnfinishedPaymentMiddleware:
    """Thaws the cart on the first page after the bank's that is none of the payment's own pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Thaw, then answer."""
        if "/bank/" not in request.path_info:
            thaw_unfinished(request)
        return self.get_response(request)
