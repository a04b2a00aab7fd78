"""What the notices of shipping cost and total show."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from support_plugin.cache import cached
from support_plugin.notices.changes import Change, notice_change
from support_plugin.notices.choices import FIELDS
from support_plugin.notices.forms import DestinationForm
from support_plugin.notices.present import present_destination, present_quote, regions_for
from support_plugin.notices.queries import get_notice_settings, policy_lines
from support_plugin.notices.texts import (
    describe_arrival,
    describe_place,
    describe_regions,
    method_rows,
    next_turn,
)
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.carts import present_cart
from support_plugin.shop.contents import read_contents
from support_plugin.shop.gaps import Gap, free_shipping_gap, products_closing
from support_plugin.shop.product_quotes import quote_product
from support_plugin.shop.quotes import CartQuote
from support_plugin.signals import quote_shown

# The switch of each placement.
SWITCHES = {
    "product": "on_product",
    "card": "on_cards",
    "mini": "on_mini_basket",
    "basket": "on_basket",
    "checkout": "on_checkout",
}

# Of the placements that do not show the whole notice.
TEMPLATES = {"mini": "mini", "card": "card"}


@dataclass(frozen=True)
class ShippingNotice:
    """A quote in words, for one placement."""

    quote: CartQuote
    placement: str
    # The destination's name; empty where it is not known.
    place: str = ""
    # The dates of the method that will be used; empty where it tells none.
    arrival: str = ""
    methods: list[dict[str, Any]] = field(default_factory=list)
    # (text, link)
    policies: list[tuple[str, str]] = field(default_factory=list)
    change: Change | None = None
    # On a product page: the whole cart with this product.
    added: CartQuote | None = None

    @property
    def without_shipping(self) -> Decimal | None:
        """What the goods cost, where nobody knows what shipping does; None for goods without a price."""
        items = self.quote.items
        return None if items is None else items - (self.quote.discount or Decimal(0))


@dataclass(frozen=True)
class Shown:
    """What a placement shows, before it is put into words: cheap, and equal where the words are."""

    quote: CartQuote
    placement: str
    change: Change | None = None
    added: CartQuote | None = None


def is_wanted(placement: str) -> bool:
    """Return whether the admin wants notices at a placement."""
    return get_preferences().notices_enabled and getattr(get_notice_settings(), SWITCHES[placement])


def shows_basket_notice() -> bool:
    """Return whether the basket page shows the total with shipping."""
    return is_wanted("basket")


def shipping_notice(
    request: HttpRequest, page: Context | None = None, placement: str = "basket"
) -> Shown | None:
    """Return the notice for the shopper's cart; None where there is nothing to say.

    ``page`` is the template context of the shop's page; what its view has worked out is used.
    """
    if not is_wanted(placement):
        return None
    quote = present_quote(request, page)
    if quote is None:
        return None
    quote_shown.send_robust(sender=ShippingNotice, request=request, quote=quote, page=placement)
    change = None
    if placement == "checkout":
        change = notice_change(
            request.session,
            request.path,
            quote,
            read_contents(present_cart(request)),
        )
    return Shown(quote, placement, change=change)


def replaces_total(request: HttpRequest, page: Context) -> bool:
    """Return whether the notice must stand in place of the total that the shop's basket page has worked out.

    That page reckons without the destination that the shopper chose; two totals side by side would leave
    open which is true. False where both are the same, and where the notice knows no destination.
    """
    theirs: Any = page.get("order_total")
    if theirs is None or not is_wanted("basket"):
        return False
    quote = present_quote(request, page)
    if quote is None or not quote.is_known or quote.destination is None:
        return False
    amount = theirs.incl_tax if theirs.is_tax_known else theirs.excl_tax
    return (quote.total_low, quote.total_high) != (amount, amount)


def product_notice(request: HttpRequest, product: Any, placement: str = "product") -> Shown | None:
    """Return the notice for one piece of a product; None where it cannot be bought."""
    if not is_wanted(placement):
        return None
    destination = present_destination(request)
    found = quote_product(request, product, 1, destination, regions_for(request, destination))
    if found is None:
        return None
    quote_shown.send_robust(sender=ShippingNotice, request=request, quote=found.alone, page=placement)
    return Shown(found.alone, placement, added=found.added)


def notice_html(shown: Shown | None) -> str:
    """Return the notice as HTML, made once for all pages that show the same."""
    if shown is None:
        return ""
    key = ("notice", get_language(), shown)
    return str(cached(key, lambda: render_to_string(*notice_slot(describe(shown))), until=next_turn))


def describe(shown: Shown) -> ShippingNotice:
    """Return in words what a placement shows."""
    quote, placement = shown.quote, shown.placement
    is_short = placement in ("mini", "card")
    return ShippingNotice(
        quote,
        placement,
        place=describe_place(quote.destination) or describe_regions(quote.places),
        arrival=describe_arrival(quote.method.delivery_days) if quote.method and not is_short else "",
        methods=[] if is_short else method_rows(quote),
        policies=[] if is_short else policy_lines(is_abroad=_is_abroad(quote)),
        change=shown.change,
        added=shown.added,
    )


def _is_abroad(quote: CartQuote) -> bool:
    home = get_notice_settings().home_country
    return bool(home and quote.destination and quote.destination.country not in ("", home))


def notice_slot(notice: ShippingNotice) -> tuple[str, dict[str, Any]]:
    """Return the template of a notice's placement and what that needs."""
    values: dict[str, Any] = {"notice": notice}
    if notice.placement in ("mini", "basket"):
        values["renew_url"] = reverse(f"support_plugin:notice-{notice.placement}")
        values["cart_url"] = reverse("basket:summary")
    name = TEMPLATES.get(notice.placement, "shipping_notice")
    return f"support_plugin/notices/{name}.html", values


@dataclass(frozen=True)
class Estimator:
    """The small form that asks for the destination."""

    # The fields' HTML, made once for all pages with the same choice.
    fields: str
    # The destination that the form would change, in words; empty for none.
    place: str
    # A cookie keeps it.
    is_kept: bool


def estimator(request: HttpRequest) -> Estimator | None:
    """Return the form for this page; None where the admin does not ask, or the address is known already."""
    if not (get_preferences().notices_enabled and get_notice_settings().asks_destination):
        return None
    destination = present_destination(request)
    if destination is not None and destination.is_complete:
        return None
    is_kept = destination is not None and destination.source == "chosen"
    initial = {name: getattr(destination, name) for name in FIELDS} if destination and is_kept else {}
    key = ("estimator", get_language(), tuple(initial.items()))
    return Estimator(
        cached(key, lambda: _render_fields(initial)),
        describe_place(destination),
        is_kept,
    )


def _render_fields(initial: dict[str, str]) -> str:
    # Django makes each option of a list by a template: the provinces would cost more than all else.
    form = DestinationForm(initial=initial, auto_id="support-destination-%s")
    return render_to_string("support_plugin/notices/fields.html", {"form": form})


@dataclass(frozen=True)
class Progress:
    """How far it is to free shipping."""

    gap: Gap
    products: list[Any]

    @property
    def percent(self) -> int:
        """From 0 to 99: it is not free yet."""
        return min(int(self.gap.progress * 100), 99)


def free_shipping(request: HttpRequest) -> Progress | None:
    """Return what is missing to free shipping; None where it cannot apply."""
    if not (get_preferences().notices_enabled and get_notice_settings().shows_progress):
        return None
    if present_cart(request).is_empty:
        return None
    destination = present_destination(request)
    gap = free_shipping_gap(request, destination, regions_for(request, destination))
    return Progress(gap, products_closing(request, gap)) if gap else None


def free_shipping_html(progress: Progress | None) -> str:
    """Return the way to free shipping as HTML, made once for all pages that show the same."""
    if progress is None:
        return ""
    products = tuple(product.pk for product in progress.products)
    key = ("free shipping", get_language(), progress.gap, products)
    name = "support_plugin/notices/free_shipping.html"
    return str(cached(key, lambda: render_to_string(name, {"progress": progress})))
