"""A guest's way through the example shop, in process. Import only after ``django.setup()``."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import translation
from oscar.core.loading import get_model

from benchmarks._pages import PAGES
from tools.buying.addresses import ISFAHAN_ADDRESS, TEHRAN_ADDRESS
from tools.buying.steps import PLACE_ORDER, Step, add_to_basket, enter_as_guest, pay_by, ship_by, ship_to

# As Oscar wants them: the shop without the app takes no others.
ADDRESS = {**TEHRAN_ADDRESS, "postcode": "14176-13151", "phone_number": "09123456789"}
OTHER_ADDRESS = {**ISFAHAN_ADDRESS, "postcode": "81388-43111", "phone_number": "09123456789"}


class Walk:
    """One guest's browser, in a language of the shop.

    ``is_other``: a guest with other products in the cart and another address.
    """

    def __init__(self, language: str = "fa", *, is_other: bool = False) -> None:
        self.client = Client(HTTP_HOST="127.0.0.1")
        self.language = language
        self.address = OTHER_ADDRESS if is_other else ADDRESS
        self.skips = 2 if is_other else 0

    @cached_property
    def products(self) -> list[Any]:
        """Two products that can be bought, the same in every copy of the database."""
        products = get_model("catalogue", "Product").objects
        buyable = products.filter(stockrecords__num_in_stock__gt=10).exclude(structure="parent")
        return list(buyable.order_by("upc")[self.skips : self.skips + 2])

    def arrive(self, page: str) -> str:
        """Do all that a shopper does before this page; return the page's path."""
        for name in PAGES[: PAGES.index(page)]:
            if leave := LEAVE.get(name):
                self.submit(*leave(self))
        with translation.override(self.language):
            return PATHS[page](self)

    def get(self, path: str) -> bytes:
        """Return a page; raises RuntimeError for anything but a page."""
        response = self.client.get(path)
        if response.status_code != 200:
            raise RuntimeError(
                f"{path} answered {response.status_code} {response.headers.get('Location', '')}"
            )
        return response.content

    def submit(self, *steps: Step) -> None:
        """Post forms that lead on to the next page; raises RuntimeError where one does not."""
        for step in steps:
            with translation.override(self.language):
                path = step.path
            response = self.client.post(path, step.fields)
            if response.status_code != 302:
                raise RuntimeError(f"{path} did not accept the form")


# What a shopper sends to go on from a page.
LEAVE: dict[str, Callable[[Walk], list[Step]]] = {
    "product": lambda walk: [add_to_basket(product.pk) for product in walk.products],
    "gateway": lambda walk: [enter_as_guest()],
    "shipping_address": lambda walk: [ship_to(walk.address)],
    "shipping_method": lambda walk: [ship_by()],
    "payment_details": lambda walk: [pay_by()],
    "preview": lambda walk: [PLACE_ORDER],
}

PATHS: dict[str, Callable[[Walk], str]] = {
    "home": lambda walk: reverse("catalogue:index"),
    "category": lambda walk: walk.products[0].get_categories().first().get_absolute_url(),
    "product": lambda walk: walk.products[0].get_absolute_url(),
    "product_and_cart": lambda walk: walk.products[0].get_absolute_url(),
    "basket": lambda walk: reverse("basket:summary"),
    "gateway": lambda walk: reverse("checkout:index"),
    "shipping_address": lambda walk: reverse("checkout:shipping-address"),
    "shipping_method": lambda walk: reverse("checkout:shipping-method"),
    "payment_details": lambda walk: reverse("checkout:payment-details"),
    "preview": lambda walk: reverse("checkout:preview"),
    "thank_you": lambda walk: reverse("checkout:thank-you"),
}
