"""A cart of 50 lines, 20 shipping methods, and what they cost: asked as Oscar does, and as a quote.

Import only after ``django.setup()``.
"""

from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from oscar.apps.shipping.methods import FixedPrice
from oscar.core.loading import get_class, get_model
from oscar.test import factories

from example_shop.shipping.methods import Courier, Post
from example_shop.shipping.rates import Region
from support_plugin.shop.places.destinations import Destination, from_address, to_address
from support_plugin.shop.quotes.carts import quote_cart

LINES, METHODS = 50, 20
PLACE = Destination("IR", "IR-23", "تهران", "1417613151")


def make_methods() -> list[Any]:
    """Return methods of four kinds: fixed, by order and items, and two by weight."""
    methods: list[Any] = []
    charges = get_model("shipping", "OrderAndItemCharges")
    for number in range(METHODS):
        made = (
            FixedPrice(charge_excl_tax=Decimal(900), charge_incl_tax=Decimal(990)),
            charges(price_per_order=500, price_per_item=10, free_shipping_threshold=10**12),
            Post(Region.TEHRAN),
            Courier(Region.TEHRAN),
        )[number % 4]
        made.code = f"method-{number}"
        methods.append(made)
    return methods


def make_request() -> Any:
    """Return a guest's request with the cart, as the shop's middleware leaves it."""
    request: Any = RequestFactory().get("/")
    request.user, request.session = AnonymousUser(), {}
    request.strategy = get_class("partner.strategy", "Selector")().strategy(request)
    request.basket = get_model("basket", "Basket").objects.create()
    request.basket.strategy = request.strategy
    for number in range(LINES):
        product = factories.create_product(price=Decimal(100_000 + number), num_in_stock=50, weight_grams=300)
        request.basket.add_product(product, 1 + number % 3)
    return request


def add_offers() -> None:
    """Put everything and its shipping on offer."""
    goods = get_model("offer", "Range").objects.create(name="All", includes_all_products=True)
    for kind in ("Percentage", "Shipping percentage"):
        get_model("offer", "ConditionalOffer").objects.create(
            name=kind,
            condition=get_model("offer", "Condition").objects.create(range=goods, type="Count", value=1),
            benefit=get_model("offer", "Benefit").objects.create(
                range=goods if kind == "Percentage" else None, type=kind, value=10
            ),
        )


def offer_methods(methods: list[Any]) -> None:
    """Let the shop's repository offer these."""
    repository = get_class("shipping.repository", "Repository")
    repository.get_available_shipping_methods = lambda self, **kwargs: list(methods)


def apply_offers(request: Any) -> None:
    """Apply the shop's offers to the cart, as its middleware does."""
    request.basket.reset_offer_applications()
    get_class("offer.applicator", "Applicator")().apply(request.basket, request.user, request)
    list(request.basket.all_lines())


class Sides:
    """The two sides. Both give {code: (charge, total)}, so that they can be compared."""

    def __init__(self, request: Any) -> None:
        self.request = request
        self.destination = from_address(to_address(PLACE), "checkout")

    def ask_oscar(self) -> dict[str, tuple[Decimal, Decimal]]:
        """Ask each method what it costs and work out each total, as the shop's basket page does for one."""
        request, cart = self.request, self.request.basket
        repository = get_class("shipping.repository", "Repository")()
        found = {}
        for method in repository.get_shipping_methods(
            basket=cart, user=request.user, request=request, shipping_addr=self.destination.address
        ):
            charge = method.calculate(cart)
            if method.is_discounted:
                method.calculate_excl_discount(cart)
            surcharges = get_class("checkout.applicator", "SurchargeApplicator")(
                request, {}
            ).get_applicable_surcharges(cart, shipping_charge=charge)
            calculator = get_class("checkout.calculators", "OrderTotalCalculator")(request)
            total = calculator.calculate(cart, charge, surcharges=surcharges)
            found[method.code] = (charge.incl_tax, total.incl_tax)
        return found

    def ask_quote(self) -> dict[str, tuple[Decimal, Decimal]]:
        """Ask for a quote."""
        quote = quote_cart(self.request, None, self.destination)
        assert quote is not None
        return {method.code: (method.charge_high, method.total_high) for method in quote.methods}
