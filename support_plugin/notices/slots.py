"""What the notices of shipping cost and total show."""

from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from support_plugin.cache import cached
from support_plugin.notices.changes import Change, notice_change
from support_plugin.notices.current_quote import present_destination, present_quote, regions_for
from support_plugin.notices.customs import may_cost_customs
from support_plugin.notices.queries import get_notice_settings, policy_lines
from support_plugin.notices.texts import (
    describe_delivery_dates,
    describe_place,
    method_rows,
    next_date_change,
)
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.carts import present_cart
from support_plugin.shop.quotes.carts import CartQuote
from support_plugin.shop.quotes.contents import read_contents
from support_plugin.shop.quotes.families import quote_family
from support_plugin.shop.quotes.products import quote_product
from support_plugin.signals import quote_shown

# The switch of each placement.
SWITCHES = {
    "product": "on_product",
    "card": "on_cards",
    "mini": "on_mini_basket",
    "basket": "on_basket",
    "checkout": "on_checkout",
}

# Where the small form goes in the notice's HTML. No text of a reader can hold it: all are escaped.
ESTIMATOR = SafeString("<!--support-estimator-->")
# In the address of a notice alone: as on a page whose own rows have the total.
BESIDE_TOTAL = "beside-total"

# Of the placements that do not show the whole notice.
TEMPLATES = {"mini": "mini", "card": "card"}


@dataclass(frozen=True)
class ShippingNotice:
    """A quote in words, for one placement."""

    quote: CartQuote
    placement: str
    # The destination's name; empty where it is not known.
    place: str = ""
    # The dates of the method that will be used; empty where it states none.
    arrival: str = ""
    methods: list[dict[str, Any]] = field(default_factory=list)
    # (text, link)
    policies: list[tuple[str, str]] = field(default_factory=list)
    change: Change | None = None
    # On a product page: the whole cart with this product.
    added: CartQuote | None = None
    # The page's own rows have the amounts and the total.
    is_beside_total: bool = False
    follows_address: bool = False
    has_variants: bool = False
    # It is about several variants of a product.
    is_family: bool = False

    @property
    def shows_total(self) -> bool:
        """Whether the details name the total. A product's would be a second one beside that of a cart."""
        return self.placement != "product" or self.added is None

    @property
    def changes_charge(self) -> bool:
        """Whether shipping costs something else together with what is in the cart."""
        both = self.added
        if both is None or not both.is_known or not both.is_shipping_required:
            return False
        return (both.charge_low, both.charge_high) != (self.quote.charge_low, self.quote.charge_high)

    @property
    def is_open(self) -> bool:
        """Whether it is open what shipping costs, for want of the destination or the variant."""
        return self.quote.is_known and self.quote.charge_low != self.quote.charge_high


@dataclass(frozen=True)
class Shown:
    """What a placement shows, before it is put into words: cheap, and equal where the words are."""

    quote: CartQuote
    placement: str
    change: Change | None = None
    added: CartQuote | None = None
    # The small form stands in the notice, and names the place.
    asks_place: bool = False
    is_beside_total: bool = False
    # The page has the address form, and the notice follows it.
    follows_address: bool = False
    # Of a product with variants: the notice follows which of them is chosen.
    has_variants: bool = False
    # None of them is chosen yet.
    is_family: bool = False


def is_wanted(placement: str) -> bool:
    """Return whether the admin wants notices at a placement."""
    return get_preferences().notices_enabled and getattr(get_notice_settings(), SWITCHES[placement])


def shows_basket_notice() -> bool:
    """Return whether the basket page shows the total with shipping."""
    return is_wanted("basket")


def shipping_notice(
    request: HttpRequest,
    page: Context | None = None,
    placement: str = "basket",
    *,
    is_beside_total: bool = False,
    follows_address: bool = False,
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
        change = notice_change(request, quote, read_contents(present_cart(request)))
    return Shown(
        quote,
        placement,
        change=change,
        is_beside_total=is_beside_total,
        follows_address=follows_address,
    )


def product_notice(request: HttpRequest, product: Any, placement: str = "product") -> Shown | None:
    """Return the notice for one piece of a product, or of any of its variants; None for nothing to buy."""
    if not is_wanted(placement):
        return None
    destination = present_destination(request)
    places = (destination, regions_for(request, destination))
    if product.is_parent:
        found = None if placement == "card" else quote_family(request, product, *places)
    else:
        found = quote_product(request, product, 1, *places)
    if found is None:
        return None
    quote_shown.send_robust(sender=ShippingNotice, request=request, quote=found.alone, page=placement)
    return Shown(
        found.alone,
        placement,
        added=found.added,
        has_variants=product.is_parent or product.is_child,
        is_family=product.is_parent,
    )


def notice_html(shown: Shown | None, estimator: str = "") -> str:
    """Return the notice as HTML, made once for all pages that show the same.

    ``estimator`` is the HTML of the small form, which belongs to one page and reader; "" for none.
    """
    if shown is None:
        return ""
    shown = replace(shown, asks_place=bool(estimator))
    key = ("notice", get_language(), shown)
    html = str(cached(key, lambda: render_to_string(*notice_slot(describe(shown))), until=next_date_change))
    return mark_safe(html.replace(ESTIMATOR, estimator))  # noqa: S308 (templates' output)


def describe(shown: Shown) -> ShippingNotice:
    """Return in words what a placement shows."""
    quote, placement = shown.quote, shown.placement
    is_short = placement in ("mini", "card")
    rows = [] if is_short else method_rows(quote)
    return ShippingNotice(
        quote,
        placement,
        place="" if shown.asks_place or not quote.is_single else describe_place(quote.destination),
        arrival="" if is_short else _used_arrival(quote, rows),
        methods=rows,
        policies=[] if is_short else policy_lines(is_abroad=may_cost_customs(quote)),
        change=shown.change,
        added=shown.added,
        is_beside_total=shown.is_beside_total,
        follows_address=shown.follows_address,
        has_variants=shown.has_variants,
        is_family=shown.is_family,
    )


def _used_arrival(quote: CartQuote, rows: list[dict[str, Any]]) -> str:
    if quote.method is None:
        return ""
    used = next((row["arrival"] for row in rows if row["method"] == quote.method), None)
    return describe_delivery_dates(quote.method.delivery_days) if used is None else used


def notice_slot(notice: ShippingNotice) -> tuple[str, dict[str, Any]]:
    """Return the template of a notice's placement and what that needs."""
    values: dict[str, Any] = {"notice": notice, "estimator": ESTIMATOR}
    if notice.placement in ("mini", "basket"):
        url = reverse(f"support_plugin:notice-{notice.placement}")
        values["renew_url"] = f"{url}?{BESIDE_TOTAL}" if notice.is_beside_total else url
        values["cart_url"] = reverse("basket:summary")
    if notice.has_variants:
        values["variant_url"] = reverse("support_plugin:notice-product", args=[0])
    if notice.follows_address:
        url = reverse("support_plugin:notice-address")
        values["follow_url"] = f"{url}?{BESIDE_TOTAL}" if notice.is_beside_total else url
    name = TEMPLATES.get(notice.placement, "shipping_notice")
    return f"support_plugin/notices/{name}.html", values
