"""Redirecting a returning shopper to the step of the checkout where the cart was left."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from support_plugin.carts.incentives.codes import allow_code, apply
from support_plugin.carts.incentives.queries import codes_for
from support_plugin.carts.models import Step
from support_plugin.carts.restoring.models import SharedCart
from support_plugin.carts.restoring.queries import LeftCart
from support_plugin.carts.restoring.rules import CHECKOUT_PAGES
from support_plugin.shop.checkout.conditions import furthest_page

# Headers by which browsers mark prefetched and previewed pages.
PREFETCH_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


def apply_codes(request: HttpRequest, left: LeftCart) -> None:
    """Put the codes that went out for it into the cart, or say why one gives nothing."""
    if isinstance(left.origin, SharedCart):
        return
    for code in codes_for(left.origin):
        allow_code(request, code)
        if reason := apply(request, code):
            messages.warning(request, reason)


def is_prefetched(request: HttpRequest) -> bool:
    """Return whether a browser prefetches or previews the page: nobody has looked at it yet."""
    headers = [request.headers.get(name, "").lower() for name in PREFETCH_HEADERS]
    return any("prefetch" in one or "preview" in one for one in headers)


def redirect_to_step(request: HttpRequest, left: LeftCart) -> HttpResponse:
    """Redirect to the step where the cart was left, or to the last one before it whose conditions hold."""
    page = CHECKOUT_PAGES.get(Step(left.origin.step))
    return redirect(furthest_page(request, page) if page else "basket:summary")
