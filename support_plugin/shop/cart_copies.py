"""What was put into a stored cart, what the shop asks for it today, and putting it into another cart.

Only goods and what was chosen with them: nobody's name, address or cart goes along.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connections
from django.http import HttpRequest
from oscar.core.loading import get_model

from support_plugin.database.primary import rows_on_primary
from support_plugin.shop.carts import is_open_status, present_cart
from support_plugin.shop.money import due
from support_plugin.shop.products import SoldProduct, public_products
from support_plugin.shop.quotes.hypothetical import cart_of_many


@dataclass(frozen=True)
class StoredLine:
    """A line of a cart, with the price of one as it was shown when it was put in."""

    product_id: Any
    quantity: int
    # [(primary key of the option, what the shopper chose)]
    options: tuple[tuple[Any, Any], ...]
    incl_tax: Decimal | None
    excl_tax: Decimal | None
    currency: str
    added_at: datetime


@dataclass(frozen=True)
class OfferedLine:
    """What the shop sells of a line today."""

    stored: StoredLine
    product: SoldProduct
    # As many of the line's as may be bought; 0 for none.
    quantity: int
    # Of all of them, with the offers of today.
    amount: Decimal | None
    currency: str
    # What one costs now, without offers, and what it did: None where they can't be compared.
    price: Decimal | None
    former_price: Decimal | None


@dataclass(frozen=True)
class OfferedCart:
    """What the shop sells of some lines today, and for how much altogether."""

    lines: list[OfferedLine]
    total: Decimal
    currency: str


@dataclass(frozen=True)
class Shortfall:
    """A line of which less was put into a cart than was wanted; ``quantity``: how many are in it now."""

    title: str
    quantity: int


def read_stored_lines(cart_id: Any) -> list[StoredLine]:
    """Return the lines of a stored cart, in their order. Two statements."""
    lines = rows_on_primary(get_model("basket", "Line")).filter(basket=cart_id).order_by("pk")
    return [
        StoredLine(
            product_id=line.product_id,
            quantity=line.quantity,
            options=tuple((chosen.option_id, chosen.value) for chosen in line.attributes.all()),
            incl_tax=line.price_incl_tax,
            excl_tax=line.price_excl_tax,
            currency=line.price_currency or "",
            added_at=line.date_created,
        )
        for line in lines.prefetch_related("attributes")
    ]


def existing_products(ids: Collection[Any]) -> set[str]:
    """Return the primary keys, as text, of those products that are in the shop's tables, public or not."""
    rows = rows_on_primary(get_model("catalogue", "Product")).filter(pk__in=ids)
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


def offer_lines(request: HttpRequest, lines: Iterable[StoredLine], vouchers: Collection[Any]) -> OfferedCart:
    """Return what the shop asks this request's shopper for these lines today. Changes nothing.

    Lines of products that are not public are left out; what cannot be bought has the quantity 0.
    """
    lines = list(lines)
    products = public_products({line.product_id for line in lines})
    taken: dict[Any, int] = defaultdict(int)
    wanted, infos = [], []
    for line in lines:
        if (product := products.get(str(line.product_id))) is None:
            continue
        options = _options(line)
        info = present_cart(request).get_stock_info(product, options)
        quantity = _buyable(info, line.quantity, taken[product.pk])
        taken[product.pk] += quantity
        infos.append((line, product, info))
        wanted.append((product, quantity, options))
    cart = cart_of_many(request, [row for row in wanted if row[1]], vouchers)
    priced = {line.line_reference: line for line in cart.all_lines()}
    return OfferedCart(
        lines=[
            _offered(cart, line, product, info, quantity, priced)
            for (line, product, info), (_product, quantity, _options) in zip(infos, wanted, strict=True)
        ],
        total=cart.total_incl_tax if cart.is_tax_known else cart.total_excl_tax,
        currency=str(cart.currency or ""),
    )


def _offered(
    cart: Any, line: StoredLine, product: Any, info: Any, quantity: int, priced: dict[str, Any]
) -> OfferedLine:
    found = None
    if quantity and info.stockrecord is not None:
        found = priced.get(cart._create_line_reference(product, info.stockrecord, _options(line)))
    amount = None
    if found is not None:
        side = "incl" if found.is_tax_known else "excl"
        amount = getattr(found, f"line_price_{side}_tax_incl_discounts")
    price = info.price if info.price.exists else None
    return OfferedLine(
        stored=line,
        product=SoldProduct(product, info),
        # In another currency than the lines before it.
        quantity=quantity if found is not None else 0,
        amount=amount,
        currency=str(price.currency) if price is not None else "",
        price=due(price) if price is not None else None,
        former_price=_former_price(line, price),
    )


def _former_price(line: StoredLine, price: Any) -> Decimal | None:
    """Return what one cost as the shop names prices today, with tax or without; None if that is unknown."""
    if price is None or line.currency != price.currency:
        return None
    return line.incl_tax if price.is_tax_known else line.excl_tax


def _buyable(info: Any, wanted: int, taken: int) -> int:
    """Return how many of ``wanted`` the shop sells to somebody who takes so many already."""
    if not info.price.exists or info.stockrecord is None:
        return 0
    if info.availability.is_purchase_permitted(taken + wanted)[0]:
        return wanted
    # Of availabilities that count their stock, Oscar's own and those made of them.
    left = (getattr(info.availability, "num_available", None) or 0) - taken
    is_less = 0 < left < wanted and info.availability.is_purchase_permitted(taken + left)[0]
    return int(left) if is_less else 0


def _options(line: StoredLine) -> list[dict[str, Any]]:
    """Return the chosen options as ``add_product`` takes them, without those that are gone."""
    if not line.options:
        return []
    known = get_model("catalogue", "Option")._default_manager.in_bulk([pk for pk, _value in line.options])
    return [{"option": known[pk], "value": value} for pk, value in line.options if pk in known]


def lock_present_cart(request: HttpRequest) -> bool:
    """Lock the present cart for this transaction and read its lines again; a new one has no row yet.

    Returns False where it can no longer be changed, as while it is being paid.
    """
    cart = present_cart(request)
    if not cart.pk:
        return True
    rows = rows_on_primary(get_model("basket", "Basket")).filter(pk=cart.pk)
    # Others may go on to refer to it.
    no_key = connections[rows.db].features.has_select_for_no_key_update
    row = rows.select_for_update(no_key=no_key).first()
    cart.reset_offer_applications()
    return row is not None and is_open_status(row)


def products_in_cart(request: HttpRequest) -> set[str]:
    """Return the primary keys, as text, of the products in the present cart."""
    return {str(line.product_id) for line in present_cart(request).all_lines()}


def add_lines(request: HttpRequest, lines: Iterable[StoredLine], titles: dict[str, str]) -> list[Shortfall]:
    """Put lines into the present cart, of each as many as the shop sells; return those that came short.

    What the cart has already counts: to add the same lines twice is idempotent, as when Oscar merges a cart
    at log-in. ``titles``, by product, name those that are gone.
    """
    lines = list(lines)
    products = public_products({line.product_id for line in lines})
    short = []
    for line in lines:
        product = products.get(str(line.product_id))
        quantity = _add_line(present_cart(request), product, line) if product is not None else 0
        if quantity < line.quantity:
            title = str(product.get_title()) if product is not None else titles.get(str(line.product_id), "")
            short.append(Shortfall(title, quantity))
    return short


def _add_line(cart: Any, product: Any, line: StoredLine) -> int:
    """Put one line into a cart; return how many of it are in it then."""
    options = _options(line)
    info = cart.get_stock_info(product, options)
    if not info.price.exists or info.stockrecord is None:
        return 0
    present = int(cart.line_quantity(product, info.stockrecord, options)) if cart.pk else 0
    wanted = _buyable(info, line.quantity - present, int(cart.product_quantity(product)))
    allowed, _threshold = cart.max_allowed_quantity()
    wanted = wanted if allowed is None else min(wanted, allowed)
    if wanted <= 0:
        return present
    try:
        cart.add_product(product, wanted, options)
    except ValueError:
        # In another currency than the rest of the cart.
        return present
    return present + wanted


def set_present_lines_aside(request: HttpRequest) -> None:
    """Empty the present cart: an account's lines become those Oscar keeps for later, a guest's are gone."""
    cart = present_cart(request)
    if cart.owner_id is None:
        cart.flush()
    else:
        model = get_model("basket", "Basket")
        saved = model.saved.filter(owner=cart.owner_id).first() or model.saved.create(owner=cart.owner)
        for line in list(cart.all_lines()):
            saved.merge_line(line)
    cart.reset_offer_applications()
