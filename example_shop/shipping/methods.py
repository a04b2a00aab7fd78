"""The shop's shipping methods: post, courier, and pick-up in store."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from oscar.apps.shipping.methods import *  # noqa: F403
from oscar.apps.shipping.methods import Base
from oscar.core.prices import Price

from example_shop.shipping import rates
from example_shop.shipping.rates import Rate, Region
from example_shop.vat import without_vat


def weigh(basket: object) -> int:
    """Return the weight of everything in the basket that has to be sent, in grams."""
    return sum(
        line.quantity * line.product.weight_grams
        for line in basket.all_lines()
        if line.product.is_shipping_required
    )


class ShopMethod(Base):
    """A method with a delivery time.

    ``delivery_days``: fewest and most working days until it arrives.
    ``is_estimate``: no address was known, so the charge is the one for other provinces of Iran.
    ``free_shipping_threshold``: value of the cart (Rial, VAT included, after discounts) from which this
    method is free, or None.
    """

    delivery_days: tuple[int, int]
    is_estimate = False
    free_shipping_threshold: Decimal | None = None

    def charge(self, basket: object) -> Decimal:
        """Return the charge in Rial, VAT included."""
        raise NotImplementedError

    def calculate(self, basket: object) -> Price:
        """Return the charge as Oscar wants it."""
        incl_tax = self.charge(basket)
        return Price(currency=basket.currency, excl_tax=without_vat(incl_tax), incl_tax=incl_tax)


class WeighedMethod(ShopMethod):
    """A method whose charge depends on region and weight."""

    tariff: dict[Region, Rate]

    def __init__(self, region: Region | None) -> None:
        """Take the region, or None where no address is known yet."""
        self.is_estimate = region is None
        self.region = region or Region.IRAN
        self.rate = self.tariff[self.region]
        self.delivery_days = self.rate.days

    def charge(self, basket: object) -> Decimal:
        """Return the charge for the basket's weight."""
        return Decimal(self.rate.charge(weigh(basket)))


class Post(WeighedMethod):
    """Registered post, everywhere."""

    code = "post"
    name = _("Registered post")
    tariff = rates.POST

    @property
    def description(self) -> str:
        """Return what the shopper should know about this method."""
        if self.is_estimate:
            return _("To any address in Iran. The exact charge follows from the address.")
        if self.is_domestic:
            return _("With tracking number, to your door.")
        return _("International registered post with tracking number. Customs duties are not included.")

    @property
    def is_domestic(self) -> bool:
        """Tell whether the parcel stays in Iran."""
        return self.region in (Region.TEHRAN, Region.IRAN)

    @property
    def free_shipping_threshold(self) -> Decimal | None:
        """Return the threshold, within Iran only."""
        return Decimal(rates.FREE_POST_FROM) if self.is_domestic else None

    def charge(self, basket: object) -> Decimal:
        """Return the charge; nothing from the threshold on."""
        threshold = self.free_shipping_threshold
        if threshold is not None and basket.total_incl_tax >= threshold:
            return Decimal(0)
        return super().charge(basket)


class Courier(WeighedMethod):
    """By motorcycle or car, in the big cities."""

    code = "courier"
    name = _("Courier")
    description = _("To your door in Tehran, Karaj, Isfahan, Mashhad, Shiraz, Tabriz and Ahvaz.")
    tariff = rates.COURIER


class PickUp(ShopMethod):
    """Collected by the shopper."""

    code = "pick-up"
    name = _("Pick-up in store")
    description = _("Free of charge: 12 Sepah Salar Alley, Valiasr Street, Tehran. Bring your order number.")
    delivery_days = rates.PICK_UP_DAYS

    def charge(self, basket: object) -> Decimal:
        """Return nothing to pay."""
        return Decimal(0)
