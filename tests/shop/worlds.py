"""A random shop with a random cart in it, drawn by hypothesis."""

import os
from dataclasses import dataclass
from decimal import Decimal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

LONG = os.environ.get("SUPPORT_SOAK") == "1"


EXAMPLES = 2_000 if LONG else int(os.environ.get("QUOTE_EXAMPLES", "40"))


many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


CURRENCIES = ("IRR", "EUR", "KWD", "JPY")


COUNTRIES = ("IR", "AE", "DE")


STATES = ("", "A", "B")


RATE = Decimal("0.25")


FOUR_PLACES = Decimal("0.0001")


SITE_BENEFITS = ("Percentage", "Absolute", "Fixed", "Multibuy", "Fixed price")


SHIPPING_BENEFITS = ("Shipping percentage", "Shipping absolute", "Shipping fixed price")


prices = st.integers(100, 60_000).map(lambda number: Decimal(number) / 100)


values = st.integers(1, 15_000).map(lambda number: Decimal(number) / 100)


@dataclass(frozen=True)
class Offer:
    """A row of the shop's offers."""

    benefit: str
    value: Decimal
    condition: str
    condition_value: int
    # Of the products, by their number; None: of all.
    of_product: int | None
    excluded: int | None
    is_voucher: bool
    priority: int


offers = st.builds(
    Offer,
    benefit=st.sampled_from(SITE_BENEFITS + SHIPPING_BENEFITS),
    value=st.sampled_from([Decimal(value) for value in ("0.99", "5", "10", "33.33", "50", "100")]),
    condition=st.sampled_from(["Count", "Value", "Value", "Coverage"]),
    condition_value=st.sampled_from([1, 2, 3, 50, 200, 700]),
    of_product=st.sampled_from([None, None, None, 0, 1]),
    excluded=st.sampled_from([None, None, 0]),
    is_voucher=st.booleans(),
    priority=st.integers(0, 2),
)


@dataclass(frozen=True)
class Method:
    """One of the shop's methods: "free", "fixed", "items" (OrderAndItemCharges), "weight", "region"."""

    kind: str
    charge: Decimal
    per_item: Decimal
    threshold: int | None
    # Offered in these countries; none: everywhere.
    countries: tuple[str, ...]


methods = st.builds(
    Method,
    kind=st.sampled_from(["free", "fixed", "items", "items", "weight", "region"]),
    charge=values,
    per_item=st.sampled_from([Decimal(0), Decimal("0.35"), Decimal(2)]),
    threshold=st.sampled_from([None, 40, 300, 1000]),
    countries=st.sampled_from([(), (), ("IR",), ("AE", "DE")]),
)


places = st.tuples(st.sampled_from(COUNTRIES), st.sampled_from(STATES), st.sampled_from(["", "Shiraz"]))


@dataclass(frozen=True)
class World:
    """All that is drawn for one example."""

    tax: str
    currency: str
    incl_tax_offers: bool
    # (price, weight, is sent)
    products: list[tuple[Decimal, int, bool]]
    # (number of the product, quantity)
    lines: list[tuple[int, int]]
    offers: list[Offer]
    methods: list[Method]
    surcharge: str
    is_guest: bool
    address: tuple[str, str, str]
    step: str
    method_number: int
    regions: list[tuple[str, str, str]]


PARTS = {
    "tax": st.sampled_from(["inclusive", "exclusive", "none", "deferred"]),
    "currency": st.sampled_from(CURRENCIES),
    "incl_tax_offers": st.booleans(),
    "products": st.lists(
        st.tuples(prices, st.integers(0, 4000), st.sampled_from([True, True, True, False])),
        min_size=2,
        max_size=3,
    ),
    "lines": st.lists(
        st.tuples(st.integers(0, 2), st.integers(1, 4)), min_size=1, max_size=3, unique_by=lambda x: x[0]
    ),
    "offers": st.lists(offers, max_size=3),
    "methods": st.lists(methods, min_size=1, max_size=4),
    "surcharge": st.sampled_from(["", "", "flat", "percentage"]),
    "is_guest": st.booleans(),
    "address": places,
    "step": st.sampled_from(["basket", "address", "method", "preview"]),
    "method_number": st.integers(0, 3),
    "regions": st.lists(places, max_size=3, unique=True),
}


worlds = st.builds(World, **PARTS)


# Such that a cart, most often, could be sent for nothing if there were more in it.
worlds_with_gaps = st.builds(
    World,
    **PARTS
    | {
        "tax": st.sampled_from(["inclusive", "exclusive", "none", "none", "deferred"]),
        "products": st.lists(st.tuples(prices, st.just(500), st.just(True)), min_size=2, max_size=3),
        "methods": st.lists(
            st.builds(
                Method,
                kind=st.sampled_from(["fixed", "items", "items", "weight", "region"]),
                charge=values,
                per_item=st.sampled_from([Decimal(0), Decimal("0.35")]),
                threshold=st.sampled_from([None, 700, 5000]),
                countries=st.just(()),
            ),
            min_size=1,
            max_size=2,
        ),
        "offers": st.lists(
            st.one_of(
                offers,
                st.builds(
                    Offer,
                    benefit=st.sampled_from(SHIPPING_BENEFITS),
                    value=st.sampled_from([Decimal(0), Decimal(100), Decimal(100)]),
                    condition=st.just("Value"),
                    condition_value=st.sampled_from([400, 2000]),
                    of_product=st.sampled_from([None, None, 0, 1]),
                    excluded=st.sampled_from([None, 0]),
                    is_voucher=st.booleans(),
                    priority=st.integers(0, 2),
                ),
            ),
            max_size=3,
        ),
    },
)
