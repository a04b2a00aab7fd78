"""A shop's wares, and a shopper who buys them through Oscar's own pages."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from oscar.core.loading import get_model
from oscar.test import factories

from tools.buying.steps import PLACE_ORDER, add_to_basket, pay_by, send, ship_by, ship_to_saved

# Region codes of the example shop: Tehran's post is cheaper than that to other provinces.
TEHRAN, FARS = "IR-23", "IR-07"


def make_product(price: int = 1_000_000, weight_grams: int = 500, **fields: Any) -> Any:
    """Return a product that costs ``price`` Rial, tax included."""
    return factories.create_product(
        price=Decimal(price), num_in_stock=50, weight_grams=weight_grams, title="زعفران", **fields
    )


def put_into_cart(client: Any, product: Any, quantity: int = 1) -> None:
    """Put a product into the cart through the shop's page."""
    send(client, add_to_basket(product.pk, quantity))


def make_address(user: Any, state: str = TEHRAN, **fields: Any) -> Any:
    """Return the user's default address in Iran."""
    country, _made = get_model("address", "Country").objects.get_or_create(
        iso_3166_1_a2="IR", defaults={"printable_name": "Iran", "name": "Iran", "is_shipping_country": True}
    )
    values = {"first_name": "نگار", "last_name": "رضایی", "line1": "خیابان بهار ۱۲", "line4": "شهر", **fields}
    return get_model("address", "UserAddress").objects.create(
        user=user, country=country, state=state, postcode="1417613151", is_default_for_shipping=True, **values
    )


def order(client: Any, address: Any, method: str = "post") -> Any:
    """Place the order for what is in the cart, page by page, paid on delivery; return it."""
    send(client, ship_to_saved(address.pk))
    place_order(client, method)
    return get_model("order", "Order").objects.get(user=address.user)


def place_order(client: Any, method: str = "post", payment: str = "cash") -> Any:
    """Go on from the address: the shipping method, the payment, the last button; return its answer."""
    return send(client, ship_by(method), pay_by(payment), PLACE_ORDER)


def offer(benefit_type: str, value: int) -> Any:
    """Return an offer on everything for every cart: "Shipping percentage" or "Percentage"."""
    everything = get_model("offer", "Range").objects.create(
        name=f"All of {benefit_type}", includes_all_products=True
    )
    condition = get_model("offer", "Condition").objects.create(range=everything, type="Count", value=1)
    wares = None if benefit_type.startswith("Shipping") else everything
    benefit = get_model("offer", "Benefit").objects.create(range=wares, type=benefit_type, value=value)
    return get_model("offer", "ConditionalOffer").objects.create(
        name=f"Offer of {benefit_type}", condition=condition, benefit=benefit
    )


def make_cart(idle: timedelta = timedelta(0), **fields: Any) -> Any:
    """Return a cart with one product that was last changed ``idle`` ago, as the app has followed it."""
    from support_plugin.carts.models import CartActivity

    cart = factories.create_basket(empty=True)
    cart.add_product(make_product())
    get_model("basket", "Basket").objects.filter(pk=cart.pk).update(**fields)
    left_at = timezone.now() - idle
    get_model("basket", "Line").objects.filter(basket=cart).update(date_updated=left_at)
    CartActivity.objects.update_or_create(
        pk=cart.pk, defaults={"last_active_at": left_at, "idle_from": left_at}
    )
    return cart


def find_html(html: str, start: str, end: str) -> str:
    """Return what is between two pieces of HTML; "" for none."""
    found = re.search(f"{re.escape(start)}(.*?){re.escape(end)}", html, re.DOTALL)
    return found[1] if found else ""


def find_part(html: str, start: str, end: str) -> str:
    """Return the text between two pieces of HTML, without tags and doubled spaces; "" for none."""
    # The spaces within an amount do not break, and stay what they are.
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", "", find_html(html, start, end))).strip()
