"""Where a cart would go."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.http import HttpRequest
from oscar.core.loading import get_model

from support_plugin.shop.carts import present_cart
from support_plugin.shop.checkout.session import running_checkout

# The parts of a destination that charges depend on, from the largest area to the smallest.
PARTS = ("country", "state", "city", "postcode")


@dataclass(frozen=True)
class Destination:
    """A place, known whole or in part. Two are equal when their four parts and their source are."""

    # ISO 3166-1, two letters.
    country: str
    state: str = ""
    city: str = ""
    postcode: str = ""
    # "checkout": entered there; "account": the account's default; "chosen": by the shopper, for an estimate;
    # "region": one of the shop's main regions.
    source: str = "chosen"
    # The shop's own unsaved address, where it is a whole one; without it the place is known in part.
    address: Any = field(default=None, compare=False, repr=False)

    @property
    def is_complete(self) -> bool:
        """Whether this is a whole address, so that what the shop charges for it is the charge."""
        return self.address is not None

    @property
    def unknown_parts(self) -> tuple[str, ...]:
        """The names of the parts that are not known; none for a whole address."""
        return () if self.is_complete else tuple(part for part in PARTS if not getattr(self, part))


def to_address(destination: Destination | None) -> Any:
    """Return an unsaved shipping address of the shop's own model; None for None.

    Parts that are not known are left empty. A country that the shop does not know makes no error here.
    """
    if destination is None or destination.address is not None:
        return destination and destination.address
    model = get_model("order", "ShippingAddress")
    parts = {"state": destination.state, "postcode": destination.postcode}
    return model(country_id=destination.country, **parts, **{_city_field(model): destination.city})


def from_address(address: Any, source: str) -> Destination:
    """Return the place of a shipping address or of one in an address book."""
    model = get_model("order", "ShippingAddress")
    if not isinstance(address, model):
        # As the checkout does with an address that is chosen there.
        whole = model()
        address.populate_alternative_model(whole)
        address = whole
    return Destination(
        country=address.country_id or "",
        state=getattr(address, "state", "") or "",
        city=getattr(address, _city_field(model), "") or "",
        postcode=getattr(address, "postcode", "") or "",
        source=source,
        address=address,
    )


def known_destination(request: HttpRequest) -> Destination | None:
    """Return the address of the running checkout, else the account's default one; None for neither.

    Asks the database once at most where there is no checkout.
    """
    address = checkout_address(request)
    if address is not None:
        return from_address(address, "checkout")
    default = account_address(request.user)
    return from_address(default, "account") if default is not None else None


def account_address(user: Any) -> Any:
    """Return an account's default address for shipping; None for none, or one that the checkout refuses."""
    if not user.is_authenticated:
        return None
    defaults = user.addresses.filter(is_default_for_shipping=True, country__is_shipping_country=True)
    return defaults.select_related("country").first()


def checkout_address(request: HttpRequest) -> Any:
    """Return the unsaved shipping address of the running checkout; None for none."""
    checkout = running_checkout(request)
    return None if checkout is None else checkout.get_shipping_address(present_cart(request))


@cache
def _city_field(model: Any) -> str:
    # Oscar keeps the city in its fourth line; a fork may have a field of its own.
    return "city" if any(field.name == "city" for field in model._meta.fields) else "line4"
