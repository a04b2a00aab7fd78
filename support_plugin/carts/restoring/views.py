"""The page behind a link to a cart that was left."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, re_path
from django.utils.translation import gettext as _
from django.views import View

from support_plugin import limits
from support_plugin.carts.restoring import flows, queries
from support_plugin.carts.restoring.models import RestoreLink
from support_plugin.carts.restoring.return_to_step import apply_codes, redirect_to_step
from support_plugin.carts.restoring.shown_lines import ShownLine
from support_plugin.errors import Refused
from support_plugin.formats.numbers import in_readers_digits
from support_plugin.shop.cart_copies import Shortfall
from support_plugin.shop.carts import present_cart
from support_plugin.text.bidi import isolate
from support_plugin.web.prefetching import is_prefetched

TEMPLATE = "support_plugin/carts/restored.html"
# The address is a key: it goes to no other page and into no cache or index.
HEADERS = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


class RestoreCart(View):
    """Shows a cart that was left, or asked for, to whoever has its link; they may take it up themselves.

    Never logs anybody in, and shows nobody's name, address or e-mail address. GET changes nothing; in the
    browser that has the cart still, it leads to where its shopper stopped.
    """

    http_method_names = ("get", "head", "post")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Count it, answer it, and keep the address to ourselves."""
        try:
            limits.spend("restore_links", limits.Who.of(request))
            response = super().dispatch(request, *args, **kwargs)
        except Refused as refused:
            response = _render(request, "wait", refused.code.status, detail=refused.detail)
            response.headers["Retry-After"] = str(refused.retry_after)
        for name, value in HEADERS.items():
            response.headers[name] = value
        # Django would write the address into the log of what was refused.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show the cart; where it is still this browser's own, lead to it."""
        found = _find(request, token)
        if found is None:
            return _render(request, "over", HTTPStatus.GONE)
        link, left = found
        if not queries.has_it_already(request, left.origin):
            return _show(request, left)
        if request.method == "GET" and not is_prefetched(request):
            flows.note_use(link)
            apply_codes(request, left)
        return redirect_to_step(request, left)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Copy the cart into this browser's own; ask first where that has something else in it."""
        found = _find(request, token)
        if found is None:
            return _render(request, "over", HTTPStatus.GONE)
        link, left = found
        flows.note_use(link)
        if queries.has_it_already(request, left.origin):
            return redirect_to_step(request, left)
        choice = request.POST.get("choice", "")
        if choice == "keep":
            return redirect("basket:summary")
        if not present_cart(request).is_empty and choice not in ("both", "instead"):
            return _show(request, left)
        for short in flows.take_up(request, left, instead=choice == "instead"):
            messages.warning(request, _describe(short))
        apply_codes(request, left)
        return redirect("basket:summary")


def _find(request: HttpRequest, token: str) -> tuple[RestoreLink, queries.LeftCart] | None:
    # Mail programs cut slashes off.
    link = queries.find_link(token.strip("/"))
    if link is None:
        return None
    left = queries.read_left_cart(link.origin, request.user)
    return None if left is None else (link, left)


def _show(request: HttpRequest, left: queries.LeftCart) -> HttpResponse:
    offered = queries.offer_left_cart(request, left)
    lines = [ShownLine(line) for line in offered.lines]
    return _render(
        request,
        "cart" if any(not line.is_gone for line in lines) else "nothing",
        lines=lines,
        gone=queries.titles_gone(left, offered),
        total=offered.total,
        currency=offered.currency,
        kept_vouchers=left.kept_vouchers,
        has_other_cart=not present_cart(request).is_empty,
    )


def _render(request: HttpRequest, state: str, status: int = HTTPStatus.OK, **values: Any) -> HttpResponse:
    return render(request, TEMPLATE, {"state": state, **values}, status=status)


def _describe(short: Shortfall) -> str:
    title = isolate(short.title)
    if not short.quantity:
        return _("“%(title)s” is not available any more.") % {"title": title}
    text = _("Only %(shown)s of “%(title)s” fitted into your cart: the shop has no more.")
    return text % {"shown": in_readers_digits(short.quantity), "title": title}


urlpatterns = [
    path("cart/<str:token>/", RestoreCart.as_view(), name="restore-cart"),
    # Whatever became of a link on its way gets the same page as one that is over.
    re_path(r"^cart/(?P<token>.*)$", RestoreCart.as_view(), name="restore-cart-broken"),
]
