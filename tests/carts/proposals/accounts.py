"""What the machine knows of products and proposals, beside the shop's own rows."""

from dataclasses import dataclass, field
from typing import Any

from example_shop.shipping.rates import POST, Region
from support_plugin.carts.proposals.models import Proposal
from support_plugin.notices.destination.choice_cookie import FIELDS
from tests.helpers.shopping import FARS, TEHRAN

# Where a cart may go, with the shop's charges by post; picking up is free everywhere.
PLACES = {
    "tehran": ({"country": "IR", "state": TEHRAN, "city": "تهران"}, Region.TEHRAN),
    "shiraz": ({"country": "IR", "state": FARS, "city": "شیراز"}, Region.IRAN),
}
POSTED, FETCHED = "post", "pick-up"
GRAMS = 500  # of one, whatever it is


def place_json(name: str | None) -> dict[str, str] | None:
    """Return a place as the destination's cookie and proposals have it; None for none."""
    return {part: PLACES[name][0].get(part, "") for part in FIELDS} if name else None


def to_pay(goods: dict[int, int], total: int, place: str | None, method: str | None) -> int | None:
    """Return what is to be paid with shipping; None where it is unknown."""
    if not goods or (place is None and method != FETCHED):
        return None
    if method == FETCHED:
        return total
    return total + POST[PLACES[str(place)][1]].charge(GRAMS * sum(goods.values()))


@dataclass
class Shelf:
    """A product as the account knows it."""

    product: Any
    price: int = 100
    stock: int = 50
    is_public: bool = True

    def permits(self, number: int) -> bool:
        """Whether Oscar sells so many."""
        return self.stock > 0 and number <= self.stock


@dataclass
class Offered:
    """A proposal as the account knows it."""

    row: Proposal
    changes: list[tuple[str, int, int]]
    cart: Any
    seen: Any
    promised: Any
    # What is to be paid then, and for which place that was worked out.
    pay: int | None
    assumed: str | None
    state: str = "offered"
    before: Any = None

    def wants(self, kind: str) -> str | None:
        """Return the name of the place or the method that it sets."""
        return wanted_of(self.changes, kind)


def wanted_of(changes: list[tuple[str, int, int]], kind: str) -> str | None:
    """Return the name of the place or the method that changes set; None for none."""
    names = list(PLACES) if kind == "place" else [POSTED, FETCHED]
    return next((names[number % 2] for one, number, _quantity in changes if one == kind), None)


@dataclass
class Browser:
    """What a shopper's browser has, in all of its tabs."""

    session: dict[str, Any] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    place: str | None = None
    method: str | None = None
    # The place and the method that the page showed last, as agents know them.
    shown: tuple[str | None, str | None] = (None, None)


class Answer(dict):
    """Enough of a response for Oscar's middleware."""

    cookies: Any = None

    def set_cookie(self, name: str, value: str = "", *args: Any, **kwargs: Any) -> None:
        """Keep it where somebody wants it kept."""
        if self.cookies is not None:
            self.cookies[name] = value

    def delete_cookie(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Forget it."""
        if self.cookies is not None:
            self.cookies.pop(name, None)
