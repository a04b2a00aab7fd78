"""The shop of a drawn world, and its orders: what the quotes are tested against."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.cache import SessionStore
from django.db import transaction
from django.template import Context
from django.test import RequestFactory, override_settings
from oscar.apps.checkout.surcharges import FlatCharge, PercentageCharge
from oscar.apps.checkout.views import PaymentDetailsView
from oscar.apps.partner import strategy as strategies
from oscar.apps.partner.prices import TaxInclusiveFixedPrice, Unavailable
from oscar.apps.shipping.methods import FixedPrice, Free
from oscar.core.loading import get_class, get_model
from oscar.core.prices import Price
from oscar.test import factories

from support_plugin import cache
from tests.factories import make_user
from tests.shop.worlds import COUNTRIES, FOUR_PLACES, RATE, SHIPPING_BENEFITS, Method, Offer, World


class Inclusive:
    """Stored prices contain the tax."""

    def pricing_policy(self, product: Any, stockrecord: Any) -> Any:
        """Return the price."""
        if stockrecord is None:
            return Unavailable()
        excl_tax = (stockrecord.price / (1 + RATE)).quantize(FOUR_PLACES, ROUND_HALF_UP)
        return TaxInclusiveFixedPrice(stockrecord.price_currency, excl_tax, stockrecord.price - excl_tax)


def strategy_of(tax: str) -> Any:
    """Return a strategy with one of the tax modes."""
    modes = {
        "inclusive": Inclusive,
        "exclusive": type("Fixed", (strategies.FixedRateTax,), {"rate": RATE}),
        "none": strategies.NoTax,
        "deferred": strategies.DeferredTax,
    }
    bases = (strategies.UseFirstStockRecord, strategies.StockRequired, modes[tax], strategies.Structured)
    return type("Strategy", bases, {})()


class ByRegion(FixedPrice):
    """Dearer the farther it goes; free in one province from a threshold on."""

    def __init__(self, address: Any, method: Method) -> None:
        factor = {"IR": 1, "AE": 3}.get(address.country_id if address else "", 5)
        charge = method.charge * factor + (7 if address is not None and address.state == "B" else 0)
        super().__init__(
            charge_excl_tax=charge, charge_incl_tax=(charge * (1 + RATE)).quantize(Decimal("0.01"))
        )
        self.free_shipping_threshold = method.threshold if factor == 1 else None

    def calculate(self, basket: Any) -> Price:
        """Return the charge."""
        threshold = self.free_shipping_threshold
        if threshold is not None and basket.is_tax_known and basket.total_incl_tax >= threshold:
            return Price(basket.currency, Decimal(0), Decimal(0))
        return super().calculate(basket)


class LateTax(FixedPrice):
    """Its tax is not known before the checkout's last steps."""

    def calculate(self, basket: Any) -> Price:
        """Return the charge, without tax."""
        return Price(basket.currency, self.charge_excl_tax)


@dataclass
class Shop:
    """A world built in the database. Leave it within a transaction that is rolled back."""

    world: World
    user: Any = None
    request: Any = None
    products: list[Any] = field(default_factory=list)
    methods: list[Any] = field(default_factory=list)

    def build(self) -> None:
        """Make rows of everything."""
        self._make_country_rows()
        world = self.world
        for number, (price, weight, is_sent) in enumerate(world.products):
            product = factories.create_product(
                price=price, num_in_stock=10_000, product_class=f"class {is_sent}", upc=f"upc-{number}"
            )
            product.product_class.requires_shipping = is_sent
            product.product_class.save()
            product.stockrecords.update(price_currency=world.currency)
            product.weight_grams = weight
            product.save()
            self.products.append(product)
        self.user = AnonymousUser() if world.is_guest else make_user("buyer@example.com")
        self.methods = [self._make_method(number, method) for number, method in enumerate(world.methods)]
        vouchers = [found for offer in world.offers if (found := self._make_offer(offer))]
        self.cart = get_model("basket", "Basket").objects.create(owner=None if world.is_guest else self.user)
        self.cart.strategy = strategy_of(world.tax)
        for number, quantity in world.lines:
            self.cart.add_product(self.products[number % len(self.products)], quantity)
        self.cart.vouchers.add(*vouchers)
        self.request = self.new_request()

    def _make_country_rows(self) -> None:
        for code in COUNTRIES:
            get_model("address", "Country").objects.get_or_create(
                iso_3166_1_a2=code,
                defaults={"printable_name": code, "name": code, "is_shipping_country": True},
            )

    def _make_method(self, number: int, method: Method) -> Any:
        code = f"method-{number}"
        if method.kind == "free":
            made = Free()
        elif method.kind == "items":
            made = get_model("shipping", "OrderAndItemCharges")(
                name=code,
                price_per_order=method.charge,
                price_per_item=method.per_item,
                free_shipping_threshold=method.threshold,
            )
        elif method.kind == "weight":
            made = get_model("shipping", "WeightBased").objects.create(name=code, default_weight=1)
            made.bands.create(upper_limit=2, charge=method.charge)
            made.bands.create(upper_limit=5, charge=method.charge * 2)
        else:
            charge = (method.charge * (1 + RATE)).quantize(Decimal("0.01"))
            made = FixedPrice(charge_excl_tax=method.charge, charge_incl_tax=charge)
        if self.world.tax == "deferred":
            # Oscar's own methods know their tax; in such a shop they must not.
            made = LateTax(charge_excl_tax=method.charge)
        made.code = code
        return made

    def offer_methods(self, address: Any) -> list[Any]:
        """Return what the repository offers for an address."""
        found = []
        for number, (made, method) in enumerate(zip(self.methods, self.world.methods, strict=True)):
            if method.countries and (address is None or address.country_id not in method.countries):
                continue
            if method.kind == "region" and self.world.tax != "deferred":
                made = ByRegion(address, method)
                made.code = f"method-{number}"
            found.append(made)
        return found

    def _make_offer(self, offer: Offer) -> Any:
        number = get_model("offer", "ConditionalOffer").objects.count()
        goods = get_model("offer", "Range").objects.create(
            name=f"range {number}", includes_all_products=offer.of_product is None
        )
        if offer.of_product is not None:
            goods.add_product(self.products[offer.of_product])
        elif offer.excluded is not None:
            goods.excluded_products.add(self.products[offer.excluded])
        value = min(offer.value, Decimal(100))
        condition = get_model("offer", "Condition").objects.create(
            range=goods, type=offer.condition, value=offer.condition_value
        )
        benefit = get_model("offer", "Benefit").objects.create(
            range=None if offer.benefit in SHIPPING_BENEFITS else goods,
            type=offer.benefit,
            value=None if offer.benefit == "Multibuy" else value,
        )
        model = get_model("offer", "ConditionalOffer")
        made = model.objects.create(
            name=f"offer {number}",
            condition=condition,
            benefit=benefit,
            priority=offer.priority,
            # Oscar tries an offer up to 10,000 times; a condition of a Rial keeps it busy for minutes.
            max_basket_applications=20,
            offer_type=model.VOUCHER if offer.is_voucher else model.SITE,
        )
        if not offer.is_voucher:
            return None
        voucher = factories.VoucherFactory(code=f"CODE{number}", name=f"voucher {number}", usage="Multi-use")
        voucher.offers.clear()
        voucher.offers.add(made)
        return voucher

    def new_request(self) -> Any:
        """Return a request as the shop's middleware leaves it, with the checkout as far as the step says."""
        request = RequestFactory().get("/")
        request.user, request.session = self.user, SessionStore()
        cart = get_model("basket", "Basket").objects.get(pk=self.cart.pk)
        cart.strategy = request.strategy = strategy_of(self.world.tax)
        request.basket = cart
        get_class("offer.applicator", "Applicator")().apply(cart, request.user, request)
        return request

    def address_fields(self, place: tuple[str, str, str]) -> dict[str, str]:
        """Return what a form of the checkout would store of an address."""
        country, state, city = place
        return {
            "first_name": "Sara",
            "last_name": "Karimi",
            "line1": "Bahar 12",
            "line4": city,
            "state": state,
            "postcode": "",
            "country_id": country,
        }

    def enter(self, request: Any, place: tuple[str, str, str], code: str | None = None) -> Any:
        """Enter an address and maybe a method in the checkout; return its data."""
        data = get_class("checkout.utils", "CheckoutSessionData")(request)
        data.ship_to_new_address(self.address_fields(place))
        if code is not None:
            data.use_shipping_method(code)
        return data

    def make_default_address(self, place: tuple[str, str, str]) -> Any:
        """Put an address into the account's book, as the default one."""
        return get_model("address", "UserAddress").objects.create(
            user=self.user, is_default_for_shipping=True, **self.address_fields(place)
        )

    def view(self, request: Any, preview: bool = True) -> Any:
        """Return Oscar's own view of the last steps."""
        view = TaxedView() if self.world.tax == "deferred" else PaymentDetailsView()
        view.request, view.preview, view.kwargs = request, preview, {}
        view.checkout_session = get_class("checkout.utils", "CheckoutSessionData")(request)
        return view

    def order(self, place: tuple[str, str, str], code: str) -> Any:
        """Place the order at once through Oscar's own checkout classes; return its row. Leaves no trace."""
        with transaction.atomic():
            request = self.new_request()
            self.enter(request, place, code)
            view = self.view(request)
            submission = view.build_submission()
            assert submission["shipping_method"].code == code
            keys = "user basket shipping_address shipping_method shipping_charge order_total surcharges"
            placed = view.place_order(order_number="1", **{key: submission[key] for key in keys.split()})
            placed.refresh_from_db()
            transaction.set_rollback(True)
        return SimpleNamespace(shipping=placed.shipping_incl_tax, total=placed.total_incl_tax)

    def page(self, request: Any) -> Context:
        """Return the context of the preview page."""
        view = self.view(request)
        return Context({**view.build_submission(), "request": request})


class TaxedView(PaymentDetailsView):
    """Works the taxes out when the address is known, as Oscar's guide has it."""

    def build_submission(self, **kwargs: Any) -> Any:
        """Add the tax to lines, charge and total."""
        submission = super().build_submission(**kwargs)
        cart, charge = submission["basket"], submission["shipping_charge"]
        if charge is None:
            return submission
        for line in cart.all_lines():
            price = line.purchase_info.price
            price.tax = (price.excl_tax * RATE).quantize(Decimal("0.01"))
        charge.tax = (charge.excl_tax * RATE).quantize(Decimal("0.01"))
        submission["order_total"] = self.get_order_totals(cart, charge, submission["surcharges"])
        return submission


@contextmanager
def build(world: World) -> Any:
    """Build a world and yield its shop; nothing is left of it afterwards."""
    charges = {
        "": (),
        "flat": (FlatCharge(excl_tax=Decimal("1.11"), incl_tax=Decimal("1.39")),),
        # Oscar's own percentage needs the tax to be known.
        "percentage": () if world.tax == "deferred" else (PercentageCharge(percentage=Decimal("2.5")),),
    }[world.surcharge]
    cache.clear()
    shop = Shop(world)
    repository = get_class("shipping.repository", "Repository")
    applicator = get_class("checkout.applicator", "SurchargeApplicator")
    with (
        override_settings(OSCAR_OFFERS_INCL_TAX=world.incl_tax_offers and world.tax != "deferred"),
        patch.object(
            repository,
            "get_available_shipping_methods",
            lambda self, basket, shipping_addr=None, **kwargs: shop.offer_methods(shipping_addr),
        ),
        patch.object(applicator, "get_surcharges", lambda self, basket, **kwargs: charges),
        transaction.atomic(),
    ):
        shop.build()
        yield shop
        transaction.set_rollback(True)
