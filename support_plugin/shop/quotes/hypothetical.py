"""Carts that do not exist: copies in memory, to ask the shop "what if". Nothing goes to the database."""

import copy
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from oscar.core.loading import get_model

from support_plugin.shop.carts import present_cart
from support_plugin.shop.classes import get_class
from support_plugin.shop.offers.shared import apply_offers, read_offers, settle_offers

# No row has these ids.
NO_CART = NEW_LINE = -1


def cart_of(request: HttpRequest, product: Any, quantity: int, offers: list[Any] | None = None) -> Any:
    """Return a cart with this product alone, offers applied; None where it cannot be bought.

    ``offers``: what read_offers() gave; else the shop looks for them.
    """
    cart = _new_cart(request)
    return _finish(request, cart, add_to(cart, [], product, quantity), offers)


def cart_of_many(
    request: HttpRequest, wanted: Iterable[tuple[Any, int, list[Any]]], vouchers: Iterable[Any] = ()
) -> Any:
    """Return a cart of these (product, quantity, options as for ``add_product``), offers applied.

    What cannot be bought is left out. The offers of the ``vouchers`` count, those of the present cart do not.
    """
    cart = _new_cart(request)
    lines: list[Any] = []
    for product, quantity, options in wanted:
        lines = add_to(cart, lines, product, quantity, options) or lines
    hold_lines(cart, lines)
    offers = read_offers(request, cart)
    for voucher in vouchers:
        own = settle_offers(voucher.offers.all())
        for offer in own:
            offer.set_voucher(voucher)
        offers = [*offers, *own]
    # As Oscar's applicator sorts them.
    return _finish(request, cart, lines, sorted(offers, key=lambda offer: -offer.priority))


def _new_cart(request: HttpRequest) -> Any:
    present = present_cart(request)
    cart = type(_whole(present))(owner_id=present.owner_id)
    cart.pk, cart.strategy = NO_CART, present.strategy
    vouchers = get_model("voucher", "Voucher")._default_manager.none()
    # Or Django puts the statement together, to find that it has no rows.
    vouchers._result_cache = []
    cart._prefetched_objects_cache = {"vouchers": vouchers}
    return cart


def cart_with(request: HttpRequest, product: Any, quantity: int, offers: list[Any] | None = None) -> Any:
    """Return a copy of the present cart with this product added, offers applied; None where it cannot be."""
    cart = copy_cart(present_cart(request))
    return _finish(request, cart, add_to(cart, list(cart.all_lines()), product, quantity), offers)


def copy_cart(present: Any) -> Any:
    """Return a copy of a cart with copies of its lines, without any offer applied."""
    cart = copy.copy(_whole(present))
    cart.offer_applications = get_class("offer.results", "OfferApplications")()
    hold_lines(cart, [copy_line(line, cart) for line in present.all_lines()])
    return cart


def copy_line(line: Any, cart: Any) -> Any:
    """Return a copy of a line in another cart, free of discounts."""
    found = copy.copy(line)
    found.basket = cart
    found.clear_discount()
    return found


def hold_lines(cart: Any, lines: list[Any]) -> None:
    """Let a cart have these lines, as if they had been read from the database."""
    every = get_model("basket", "Line")._default_manager
    rows = every.none() if cart.pk == NO_CART else every.filter(basket_id=cart.pk)
    rows._result_cache = lines
    rows._prefetch_done = True
    cart._lines = rows


def _whole(cart: Any) -> Any:
    # The middleware leaves a lazy wrapper.
    cart.pk  # noqa: B018
    return getattr(cart, "_wrapped", cart)


def add_to(
    cart: Any, lines: list[Any], product: Any, quantity: int, options: Sequence[Any] = ()
) -> list[Any] | None:
    """Return the lines as Oscar's ``add_product`` would leave them; None if it refused the product."""
    info = cart.get_stock_info(product, options)
    currency = lines[0].price_currency if lines else info.price.currency
    if not info.price.exists or info.stockrecord is None or info.price.currency != currency:
        return None
    if not info.availability.is_available_to_buy:
        return None
    reference = cart._create_line_reference(product, info.stockrecord, options)
    for line in lines:
        if line.line_reference == reference:
            line.quantity += quantity
            # A strategy may look at the quantity.
            line.__dict__.pop("_info", None)
            return lines
    return [*lines, _new_line(cart, product, info, reference, quantity, options)]


def _new_line(
    cart: Any, product: Any, info: Any, reference: str, quantity: int, options: Sequence[Any]
) -> Any:
    model = get_model("basket", "Line")
    line = model(
        pk=NEW_LINE,
        basket=cart,
        product=product,
        stockrecord=info.stockrecord,
        line_reference=reference,
        quantity=quantity,
        price_currency=info.price.currency,
        price_excl_tax=info.price.excl_tax,
        price_incl_tax=info.price.incl_tax if info.price.is_tax_known else None,
        tax_code=info.price.tax_code,
    )
    attribute = get_model("basket", "LineAttribute")
    rows = attribute._default_manager.none()
    rows._result_cache = [attribute(option=chosen["option"], value=chosen["value"]) for chosen in options]
    rows._prefetch_done = True
    line._prefetched_objects_cache = {"attributes": rows}
    return line


def _finish(request: HttpRequest, cart: Any, lines: list[Any] | None, offers: list[Any] | None) -> Any:
    if lines is None:
        return None
    hold_lines(cart, lines)
    apply_offers(request, cart, read_offers(request, cart) if offers is None else offers)
    return cart
