"""The destination's form, and the notice alone for pages that renew themselves."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import View

from support_plugin import limits
from support_plugin.errors import Refused
from support_plugin.limits import Who
from support_plugin.notices.current_quote import chosen_destination, quote_for
from support_plugin.notices.destination import choice_cookie
from support_plugin.notices.destination.choice_cookie import FIELDS, LONGEST
from support_plugin.notices.destination.forms import DestinationForm
from support_plugin.notices.destination.found import Destination
from support_plugin.notices.estimators import asked_place, destination_fields, fields_html
from support_plugin.notices.slots import (
    BESIDE_TOTAL,
    Shown,
    is_wanted,
    notice_html,
    product_notice,
    shipping_notice,
)
from support_plugin.shop.places.offered import shipping_countries
from support_plugin.shop.products import find_product
from support_plugin.text.digits import to_ascii_digits
from support_plugin.web.in_place import is_in_place

# The id of the notice.
ANCHOR = "support-notice"


def safe_next(request: HttpRequest) -> str:
    """Return the page to go back to: one of this shop, else the basket."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_safe else reverse("basket:summary")


class DestinationView(View):
    """``GET``: the form, on a page of its own. ``POST``: keep the destination in a cookie, or forget it.

    Both have ``next``, the page to go back to, whose notice is shown then. The form's script asks with
    ``X-Requested-With``: it gets the form alone, then that page, and 400 with the fields' errors as JSON,
    ``{field: [error, …]}``.
    """

    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form; go back where nothing is asked (any more)."""
        if asked_place(request) is None:
            return redirect(safe_next(request))
        return self._show(request, destination_fields(request))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep, forget, or say what is wrong."""
        back = safe_next(request)
        response = redirect(back if is_in_place(request) else f"{back}#{ANCHOR}")
        if "forget" in request.POST:
            choice_cookie.forget_choice(response)
            if not is_in_place(request):
                messages.success(request, _("The destination is forgotten."))
            return response
        form = DestinationForm(request.POST)
        if form.is_valid():
            choice_cookie.keep_choice(request, response, form.cleaned_data)
            return response
        if is_in_place(request):
            return JsonResponse(form.errors, status=400)
        return self._show(request, fields_html(form))

    def _show(self, request: HttpRequest, fields: str) -> HttpResponse:
        is_kept = chosen_destination(request) is not None
        values = {"fields": fields, "is_kept": is_kept, "next": safe_next(request)}
        name = "destination_form" if is_in_place(request) else "destination"
        return _private(render_to_string(f"support_plugin/notices/{name}.html", values, request))


class NoticeView(View):
    """``GET``: the notice of one placement for the present cart, for a page that did not reload."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, placement: str) -> HttpResponse:
        """Return its HTML, nothing for an empty cart."""
        shown = shipping_notice(request, None, placement, is_beside_total=BESIDE_TOTAL in request.GET)
        return _private(notice_html(shown))


class FollowedView(View):
    """``GET``: the notice for something that was chosen on the page, for the page's script."""

    http_method_names = ["get"]
    # Gets ``notice`` and ``quote``.
    template_name: str

    def get(self, request: HttpRequest, **chosen: Any) -> HttpResponse:
        """Return the template's HTML; 429 after too many, 404 where there is no notice."""
        try:
            limits.spend("quotes", Who.of(request))
        except Refused:
            return HttpResponse(status=429)
        shown = self.find(request, **chosen)
        if shown is None:
            return HttpResponse(status=404)
        values = {"notice": notice_html(shown), "quote": shown.quote}
        return _private(render_to_string(self.template_name, values))

    def find(self, request: HttpRequest, **chosen: Any) -> Shown | None:
        """Return the notice for what was chosen."""
        raise NotImplementedError


class ProductNoticeView(FollowedView):
    """The notice and the price of a variant that was chosen on its product's page."""

    template_name = "support_plugin/notices/product_notice.html"

    def find(self, request: HttpRequest, **chosen: Any) -> Shown | None:
        """Return nothing for what cannot be bought."""
        product = find_product(chosen["pk"])
        return product_notice(request, product) if product is not None else None


class AddressNoticeView(FollowedView):
    """The notice and the total for the address that is being entered.

    Asked with what is chosen so far: ``country``, ``state``, ``city``, ``postcode``. Nothing is kept.
    """

    template_name = "support_plugin/notices/address_notice.html"

    def find(self, request: HttpRequest, **chosen: Any) -> Shown | None:
        """Return nothing for a place that the shop does not send to."""
        destination = read_destination(request.GET)
        quote = quote_for(request, destination) if destination and is_wanted("checkout") else None
        if quote is None:
            return None
        return Shown(quote, "checkout", is_beside_total=BESIDE_TOTAL in request.GET, follows_address=True)


def _private(html: str) -> HttpResponse:
    return HttpResponse(html, headers={"Cache-Control": "private, no-store"})


def read_destination(given: QueryDict) -> Destination | None:
    """Return the place that an address form names so far; None for no country that the shop sends to.

    A province need not be one of the small form's: the shop's form may list those of other countries.
    """
    fields = {name: " ".join(given.get(name, "").split())[:LONGEST] for name in FIELDS}
    if fields["country"] not in dict(shipping_countries()):
        return None
    return Destination(**{**fields, "postcode": to_ascii_digits(fields["postcode"])}, source="chosen")


urlpatterns = [
    path("destination/", DestinationView.as_view(), name="destination"),
    path("notice/mini/", NoticeView.as_view(), {"placement": "mini"}, name="notice-mini"),
    path("notice/product/<int:pk>/", ProductNoticeView.as_view(), name="notice-product"),
    path("notice/address/", AddressNoticeView.as_view(), name="notice-address"),
    path("notice/basket/", NoticeView.as_view(), {"placement": "basket"}, name="notice-basket"),
]
