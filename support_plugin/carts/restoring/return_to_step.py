"""Redirecting a returning shopper to the step of the checkout where the cart was left."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from support_plugin.carts.incentives.codes import allow_code, apply
from support_plugin.carts.incentives.queries import codes_for
from support_plugin.carts.models import Step
from support_plugin.carts.restoring.models import SharedCart
from support_plugin.carts.restoring.queries import LeftCart
from support_plugin.shop.checkout.conditions import furthest_page

# The pages of the shop's checkout, by the step they are; before it there is the basket page.
CHECKOUT_PAGES = {
    Step.GATEWAY: "index",
    Step.ADDRESS: "shipping-address",
    Step.METHOD: "shipping-method",
    Step.PAYMENT: "payment-details",
    Step.PREVIEW: "preview",
}


def apply_codes(request: HttpRequest, left: LeftCart) -> None:
    """Put the codes that went out for it into the cart, or say why one gives nothing."""
    if isinstance(left.origin, SharedCart):
        return
    for code in codes_for(left.origin):
        allow_code(request, code)
        if reason := apply(request, code):
            messages.warning(request, reason)


def redirect_to_step(request: HttpRequest, left: LeftCart) -> HttpResponse:
    """Redirect to the step where the cart was left, or to the last one before it whose conditions hold."""
    page = CHECKOUT_PAGES.get(Step(left.origin.step))
    return redirect(furthest_page(request, page) if page else "basket:summary")
