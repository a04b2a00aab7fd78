"""A guest's way through the example shop, in process. Import only after ``django.setup()``."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import translation
from oscar.core.loading import get_model

from benchmarks._pages import PAGES

EMAIL = "guest@example.com"
ADDRESS = {
    "first_name": "نگار",
    "last_name": "رضایی",
    "line1": "خیابان انقلاب، پلاک ۱۲",
    "line4": "تهران",
    "state": "IR-23",
    "postcode": "14176-13151",  # as Oscar wants it; the app takes it without the dash too
    "country": "IR",
    "phone_number": "09123456789",
}
OTHER_ADDRESS = {
    "line1": "خیابان چهارباغ، پلاک ۳",
    "line4": "اصفهان",
    "state": "IR-10",
    "postcode": "81388-43111",
}


class Walk:
    """One guest's browser, in a language of the shop.

    ``is_other``: a guest with other products in the cart and another address.
    """

    def __init__(self, language: str = "fa", *, is_other: bool = False) -> None:
        self.client = Client(HTTP_HOST="127.0.0.1")
        self.language = language
        self.address = {**ADDRESS, **OTHER_ADDRESS} if is_other else ADDRESS
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
                leave(self)
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

    def submit(self, name: str, fields: dict[str, Any], **kwargs: Any) -> None:
        """Post a form that leads on to the next page; raises RuntimeError where it does not."""
        with translation.override(self.language):
            path = reverse(name, kwargs=kwargs)
        response = self.client.post(path, fields)
        if response.status_code != 302:
            raise RuntimeError(f"{path} did not accept the form")


def _fill_basket(walk: Walk) -> None:
    for product in walk.products:
        walk.submit("basket:add", {"quantity": 1}, pk=product.pk)


# What a shopper does to go on from a page.
LEAVE: dict[str, Callable[[Walk], None]] = {
    "product": _fill_basket,
    "gateway": lambda walk: walk.submit("checkout:index", {"options": "anonymous", "username": EMAIL}),
    "shipping_address": lambda walk: walk.submit("checkout:shipping-address", walk.address),
    "shipping_method": lambda walk: walk.submit("checkout:shipping-method", {"method_code": "post"}),
    "payment_details": lambda walk: walk.submit("checkout:payment-details", {"method": "cash"}),
    "preview": lambda walk: walk.submit("checkout:preview", {"action": "place_order"}),
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
