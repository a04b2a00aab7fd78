"""A purchase as requests: what each of Oscar's pages takes from a shopper who goes on to the next one.

``send`` does the steps with Django's test client. Who sends forms in another way, such as a crawler or a shop
below a path, takes a step's address and fields.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.urls import reverse

EMAIL = "guest@example.com"


class Step(NamedTuple):
    """A form that is sent: its page's URL name, its fields, and the arguments of the URL."""

    page: str
    fields: dict[str, Any]
    args: tuple[Any, ...] = ()

    @property
    def path(self) -> str:
        """The address that takes the form, in the active language."""
        return reverse(self.page, args=self.args)


def add_to_basket(product: int, quantity: Any = 1) -> Step:
    """Return the step that puts the product with this primary key into the basket."""
    return Step("basket:add", {"quantity": quantity}, (product,))


def enter_as_guest(email: str = EMAIL) -> Step:
    """Return the gateway's step, for somebody without an account."""
    return Step("checkout:index", {"options": "anonymous", "username": email})


def ship_to(address: Mapping[str, Any], **fields: Any) -> Step:
    """Return the address step with a new address; ``fields`` replace some of its own."""
    return Step("checkout:shipping-address", {**address, **fields})


def ship_to_saved(address: int) -> Step:
    """Return the address step with the address of this primary key in the account's address book."""
    return Step("checkout:shipping-address", {"address_id": address, "action": "ship_to"})


def ship_by(method: str = "post") -> Step:
    """Return the step that chooses a shipping method by its code; the default is the example shop's."""
    return Step("checkout:shipping-method", {"method_code": method})


def pay_by(method: str = "cash") -> Step:
    """Return the step that chooses how to pay in the example shop: "cash" or "bank"."""
    return Step("checkout:payment-details", {"method": method})


PLACE_ORDER = Step("checkout:preview", {"action": "place_order"})


def send(client: Any, *steps: Step, **options: Any) -> Any:
    """Post the steps with Django's test client, with its options; return the answer to the last one."""
    answer = None
    for step in steps:
        answer = client.post(step.path, step.fields, **options)
    return answer
