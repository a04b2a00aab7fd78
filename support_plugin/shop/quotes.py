"""What the shop itself would charge."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.template import Context
from oscar.core.loading import get_class


@dataclass(frozen=True)
class Quote:
    """What the cart would cost if it were ordered now.

    All amounts are in ``currency``; they include tax where ``tax`` is known, and lack it where that is None.
    ``items − discount + charge + surcharges`` is ``total``.
    """

    method_code: str
    method_name: str
    # Nothing in the cart has to be sent.
    is_shipping_required: bool
    # The shop says that its charge may change with the address.
    is_estimate: bool
    # Fewest and most working days, where the shop's method tells them.
    delivery_days: tuple[int, int] | None
    currency: str
    # Before discounts.
    items: Decimal
    discount: Decimal
    # Shipping: what is to be paid, and what it would be without an offer on it.
    charge: Decimal
    full_charge: Decimal
    # Whatever else the shop adds to the total.
    surcharges: Decimal
    total: Decimal
    # Contained in the total.
    tax: Decimal | None


def quote_cart(request: HttpRequest, page: Context | None = None) -> Quote | None:
    """Return what the shop itself would charge for this request's cart; None where it can't say.

    Worked out by the shop's own classes, for the same user and address as on its basket page. ``page`` is the
    template context of one of its views: what is worked out there already is not worked out again.
    Whatever the shop's classes raise passes through.
    """
    parts = _read_page(page) or _ask_shop(request)
    return _build_quote(*parts) if parts else None


def _read_page(page: Context | None) -> tuple[Any, ...] | None:
    if page is None:
        return None
    parts = tuple(page.get(name) for name in ("basket", "shipping_method", "shipping_charge", "order_total"))
    return None if any(part is None for part in parts) else parts


def _ask_shop(request: HttpRequest) -> tuple[Any, ...] | None:
    cart, user = cast(Any, request).basket, cast(Any, request.user)
    if cart.is_empty:
        return None
    address = None
    if user.is_authenticated:
        address = user.addresses.filter(is_default_for_shipping=True).first()
    try:
        method = get_class("shipping.repository", "Repository")().get_default_shipping_method(
            basket=cart, user=user, request=request, shipping_addr=address
        )
    except ImproperlyConfigured:
        # Oscar's way of saying that nothing can be sent there.
        return None
    if method is None:
        return None
    charge = method.calculate(cart)
    submission = {"user": user, "basket": cart, "shipping_address": address, "shipping_method": method}
    surcharges = get_class("checkout.applicator", "SurchargeApplicator")(
        request, submission
    ).get_applicable_surcharges(cart, shipping_charge=charge)
    calculator = get_class("checkout.calculators", "OrderTotalCalculator")(request)
    return cart, method, charge, calculator.calculate(cart, charge, surcharges=surcharges)


def _build_quote(cart: Any, method: Any, charge: Any, total: Any) -> Quote | None:
    side = "incl_tax" if total.is_tax_known else "excl_tax"
    due, whole = getattr(charge, side), getattr(total, side)
    if cart.is_empty or due is None or whole is None:
        # A charge that is not known is not free.
        return None
    is_discounted = getattr(method, "is_discounted", False)
    full_charge = getattr(method.calculate_excl_discount(cart), side) if is_discounted else due
    items, after_discount = getattr(cart, f"total_{side}_excl_discounts"), getattr(cart, f"total_{side}")
    # Oscar hides a discounted method's own attributes behind a wrapper.
    own_method = method.method if is_discounted and hasattr(method, "method") else method
    return Quote(
        method_code=method.code,
        method_name=str(method.name),
        is_shipping_required=method.code != get_class("shipping.methods", "NoShippingRequired").code,
        is_estimate=bool(getattr(own_method, "is_estimate", False)),
        delivery_days=_read_days(own_method, cart),
        currency=total.currency,
        items=items,
        discount=items - after_discount,
        charge=due,
        full_charge=full_charge,
        surcharges=whole - after_discount - due,
        total=whole,
        tax=whole - total.excl_tax if total.is_tax_known else None,
    )


def _read_days(method: Any, cart: Any) -> tuple[int, int] | None:
    # Oscar knows no delivery time; a shop's method may tell one: a number or a pair of working days,
    # or, as with calculate(), a method that returns it for a cart.
    days = getattr(method, "delivery_days", None)
    if callable(days):
        days = days(cart)
    if days is None:
        return None
    return (days, days) if isinstance(days, int) else (days[0], days[1])
