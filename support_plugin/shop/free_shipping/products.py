"""Products that would bring the cart to free shipping."""

from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from oscar.core.loading import get_model

from support_plugin.shop.carts import present_cart
from support_plugin.shop.free_shipping.gaps import Gap
from support_plugin.shop.free_shipping.simulation import is_free
from support_plugin.shop.money import due
from support_plugin.shop.offers.shared import read_offers
from support_plugin.shop.places.destinations import to_address
from support_plugin.shop.quotes.cache_keys import cached_answer, contents_of, place_key, who_asks
from support_plugin.shop.quotes.hypothetical import cart_with

# A product that costs more than so many times what is missing is no help.
DEAREST = 3
# So many are looked at for each that is wanted: some are sold out, or get a discount that spoils it.
SPARE = 4


def products_closing(request: HttpRequest, gap: Gap, limit: int = 3) -> list[Any]:
    """Return products that would close the gap, the cheapest first: public, buyable, in stock.

    Each is tried: with one of it in the cart, the shop itself sends the method's parcel for nothing.
    The answer may be some seconds old.
    """
    cart = present_cart(request)
    key = ("closing", gap, limit, who_asks(request), contents_of(cart), place_key(gap.destination))
    return list(cached_answer(cart, key, lambda: _find(request, cart, gap, limit)))


def _find(request: HttpRequest, cart: Any, gap: Gap, limit: int) -> list[Any]:
    candidates, address, found = _candidates(cart, gap), to_address(gap.destination), []
    # Most often the cheapest ones do.
    for products in (candidates[: limit + 1], candidates[limit + 1 : limit * SPARE]):
        offers = read_offers(request, cart, products)
        for product in products:
            filled = cart_with(request, product, 1, offers)
            if filled is not None and is_free(request, filled, address, gap.method_code):
                found.append(product)
            if len(found) == limit:
                return found
        if len(products) <= limit:
            break
    return found


def _candidates(cart: Any, gap: Gap) -> QuerySet[Any]:
    product = get_model("catalogue", "Product")
    products = product.objects.public().exclude(structure=product.PARENT)
    # Who has it already wants something else, if anything.
    products = products.exclude(pk__in=[line.product_id for line in cart.all_lines()])
    if gap.range_id is not None:
        counted = get_model("offer", "Range").objects.get(pk=gap.range_id).all_products()
        products = products.filter(pk__in=counted.values("pk"))
    least = gap.amount * _stored_share(cart, gap)
    return (
        products.filter(
            stockrecords__price_currency=gap.currency,
            stockrecords__price__gte=least.quantize(Decimal("0.01")),
            stockrecords__price__lte=(least * DEAREST).quantize(Decimal("0.01")),
        )
        .select_related("product_class", "parent")
        .annotate(**_option_marks())
        .prefetch_related("stockrecords")
        .order_by("stockrecords__price", "pk")
        .distinct()
    )


def _option_marks() -> dict[str, Any]:
    """Return what Oscar's ``Product.has_options`` looks for before it asks the database for each product."""
    options = get_model("catalogue", "Option")._default_manager.order_by()
    of_class = Q(productclass=OuterRef("product_class_id")) | Q(
        productclass=OuterRef("parent__product_class_id")
    )
    return {
        "has_product_class_options": Exists(options.filter(of_class)),
        "has_product_options": Exists(options.filter(product=OuterRef("pk"))),
    }


def _stored_share(cart: Any, gap: Gap) -> Decimal:
    """Return what the shop stores as a price, by what it asks: shops store prices with or without tax."""
    for line in cart.all_lines():
        price = line.purchase_info.price
        if line.product_id == gap.product_id and line.stockrecord.price:
            return line.stockrecord.price / due(price)
    return Decimal(1)
