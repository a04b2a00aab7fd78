"""What a quote says."""

from dataclasses import dataclass
from decimal import Decimal

from support_plugin.shop.places.destinations import Destination
from support_plugin.shop.quotes.certainty import Certainty


@dataclass(frozen=True)
class MethodQuote:
    """What one shipping method costs, from the lowest to the highest of the places that were looked at."""

    code: str
    name: str
    charge_low: Decimal
    charge_high: Decimal
    # The highest charge without an offer on it.
    full_charge: Decimal
    # Whatever else the shop adds, at most; contained in the totals.
    surcharges: Decimal
    total_low: Decimal
    total_high: Decimal
    # Contained in the highest total; None where the shop does not know it yet: then the amounts lack it.
    tax: Decimal | None
    # Fewest and most working days, where the shop's method states them.
    delivery_days: tuple[int, int] | None
    # Offered at every place that was looked at.
    is_everywhere: bool
    # The shop's method calls its own charge an estimate.
    is_estimate: bool

    @property
    def is_free(self) -> bool:
        """Whether there is nothing to pay for it, wherever it goes."""
        return self.charge_high == 0

    @property
    def is_discounted(self) -> bool:
        """Whether an offer lowers the charge."""
        return self.full_charge > self.charge_high

    @property
    def is_single(self) -> bool:
        """Whether there is one amount, not a span."""
        return self.total_low == self.total_high and self.charge_low == self.charge_high


@dataclass(frozen=True)
class CartQuote:
    """What a cart would cost if it were ordered now.

    All amounts are in ``currency``. They include tax where ``tax`` is known, and lack it where that is None.
    ``items − discount + shipping + surcharges`` is the total. Where the certainty is "unknown", ``method``,
    the charges and the totals are None: show no amount of shipping, and never "free".
    """

    certainty: Certainty
    # What an estimate takes for granted: the parts of the destination that are not known ("country", "state",
    # "city", "postcode": they make no difference, or one of ``places`` has them), "tax" (it is added later),
    # "charge" (the shop calls its own charge an estimate), "moment" (nothing changed in the last seconds).
    # An unknown quote takes nothing for granted, but for "variant": one of very many has to be chosen first.
    assumed: tuple[str, ...]
    destination: Destination | None
    # Where the amounts were worked out for.
    places: tuple[Destination, ...]
    currency: str
    # False where nothing in the cart has to be sent.
    is_shipping_required: bool
    # Before discounts.
    items: Decimal | None
    discount: Decimal | None
    tax: Decimal | None
    # The method that will be used: the one chosen in the checkout, else the shop's default one.
    method: MethodQuote | None
    # All that the shop offers, in its own order.
    methods: tuple[MethodQuote, ...]
    # With the method that will be used at each place, which may differ from place to place.
    charge_low: Decimal | None
    charge_high: Decimal | None
    total_low: Decimal | None
    total_high: Decimal | None

    @property
    def is_known(self) -> bool:
        """Whether there is an amount to show."""
        return self.certainty != Certainty.UNKNOWN

    @property
    def is_free(self) -> bool:
        """Whether shipping costs nothing, for certain as far as the quote goes."""
        return self.charge_high == 0

    @property
    def is_single(self) -> bool:
        """Whether there is one amount, not a span."""
        return self.total_low == self.total_high and self.charge_low == self.charge_high

    @property
    def surcharges(self) -> Decimal:
        """Whatever else the shop adds to the total, at most."""
        return self.method.surcharges if self.method else Decimal(0)


@dataclass(frozen=True)
class Amounts:
    """What a cart comes to, in ``currency``, apart from any quote. None is what nobody knows."""

    currency: str
    items: Decimal | None
    discount: Decimal | None
    tax: Decimal | None
    surcharges: Decimal | None
    charge_low: Decimal | None
    charge_high: Decimal | None
    total_low: Decimal | None
    total_high: Decimal | None

    @property
    def is_single(self) -> bool:
        """Whether there is one amount, not a span."""
        return self.total_low == self.total_high and self.charge_low == self.charge_high
