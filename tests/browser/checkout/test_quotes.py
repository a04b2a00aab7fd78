"""What the notice says is what the placed order costs, and no page shows two totals: thirty carts."""

import sqlite3
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Page

from example_shop.demo.offers import VOUCHER_CODE
from tests.notices.one_total.reader import read_totals
from tools.buying.steps import Step, add_to_basket, enter_as_guest, pay_by, ship_by, ship_to
from tools.run.shop import Shop

# Keys: country, province, city, what else the form asks for.
ADDRESSES = {
    "Tehran": {"country": "IR", "state": "IR-23", "line4": "تهران", "postcode": "1417613151"},
    "Shiraz": {"country": "IR", "state": "IR-07", "line4": "شيراز", "postcode": "7134814336"},
    "village": {"country": "IR", "state": "IR-07", "line4": "ده بالا", "postcode": "7134814336"},
    "Dubai": {"country": "AE", "line4": "Dubai"},
    "Berlin": {"country": "DE", "line4": "Berlin", "postcode": "10115"},
}
PERSON = {
    "first_name": "نگار",
    "last_name": "رضایی",
    "line1": "خیابان بهار ۱۲",
    "phone_number": "+989123456789",
}
# (UPC order of the products, quantity of each)
CARTS = {
    "one thing": ((0, 1),),
    "three things": ((0, 1), (7, 2), (12, 1)),
    "heavy": ((3, 2), (9, 2), (10, 2)),
    "dear": ((1, 2), (2, 2), (8, 2)),
    "much tea": ((4, 2), (5, 2)),
}
# By the order of the places: each method of each place, with the voucher and without.
METHODS = (
    ("post", ""),
    ("courier", VOUCHER_CODE),
    ("post", VOUCHER_CODE),
    ("post", ""),
    ("post", VOUCHER_CODE),
)
CASES = [
    *((cart, place, *how) for cart in CARTS for place, how in zip(ADDRESSES, METHODS, strict=True)),
    *((cart, "Tehran", "pick-up", "") for cart in CARTS),
]
LANGUAGES = ("fa", "ar", "en")
numbers = count()
PERSIAN = str.maketrans("0123456789,", "۰۱۲۳۴۵۶۷۸۹٬")


def in_toman(rial: int) -> str:
    """Return an amount as the demo shows it on Persian pages."""
    return f"{rial // 10:,}".translate(PERSIAN) + "\u00a0تومان"


@pytest.fixture(scope="module")
def shop(start_shop: Any) -> Shop:
    """A shop of its own: what is bought here is missing elsewhere."""
    return start_shop()


class Buyer:
    """A guest's browser. Forms are sent as the browser sends them, pages are looked at."""

    def __init__(self, page: Page, shop: Shop) -> None:
        self.page, self.shop = page, shop
        self.page.goto(f"{shop.url}/fa/basket/")

    def send(self, *steps: Step) -> None:
        """Send forms of the shop's."""
        for step in steps:
            with translation.override("fa"):
                self.post(step.path, step.fields)

    def post(self, path: str, fields: dict[str, Any]) -> None:
        """Send one form with the token of this browser."""
        token = next(found for found in self.page.context.cookies() if found["name"] == "csrftoken")["value"]
        form = {**fields, "csrfmiddlewaretoken": token}
        # Where the form leads is not looked at.
        answer = self.page.request.post(f"{self.shop.url}{path}", form=form, max_redirects=0)
        assert answer.status == 302, path

    def fill_cart(self, products: list[int], cart: str, voucher: str) -> None:
        """Put things into the cart, and maybe a voucher."""
        for number, quantity in CARTS[cart]:
            self.send(add_to_basket(products[number], quantity))
        if voucher:
            self.send(Step("basket:vouchers-add", {"code": voucher}))

    def check_out(self, place: str, method: str) -> None:
        """Go through the checkout up to the preview."""
        email = f"guest{next(numbers)}@example.com"
        address = ship_to(PERSON, **ADDRESSES[place])
        self.send(enter_as_guest(email), address, ship_by(method), pay_by("bank"))

    def read_notice(self, path: str) -> tuple[str, str]:
        """Return shipping as the notice has it, and the total, on a page."""
        self.page.goto(f"{self.shop.url}/fa/{path}")
        charge = self.page.locator(".support-notice-charge bdi").first.text_content()
        return charge or "", self.page.locator(".support-total-row bdi").first.text_content() or ""

    def read_totals(self, language: str, *paths: str) -> None:
        """Look at pages in a language: each shows one total at most."""
        for path in paths:
            self.page.goto(f"{self.shop.url}/{language}/{path}")
            self.check_totals()

    def check_totals(self) -> None:
        """Require one total at most on the page as it is now."""
        totals = read_totals(self.page.content())
        assert len({total.amounts for total in totals}) <= 1, (self.page.url, totals)

    def pay(self) -> tuple[Decimal, Decimal]:
        """Place the order and pay; return what its row says of shipping and total."""
        self.page.goto(f"{self.shop.url}/fa/checkout/preview/")
        self.page.locator("#place-order").click()
        if "/bank/" in self.page.url:
            self.page.locator("[value=accept]").click()
        assert "/checkout/thank-you/" in self.page.url
        with sqlite3.connect(self.shop.folder / "db.sqlite3") as database:
            row = database.execute(
                "SELECT shipping_incl_tax, total_incl_tax FROM order_order ORDER BY id DESC LIMIT 1"
            ).fetchone()
        return Decimal(str(row[0])), Decimal(str(row[1]))


@pytest.fixture(scope="module")
def products(shop: Shop) -> list[int]:
    """The shop's products that can be bought."""
    with sqlite3.connect(shop.folder / "db.sqlite3") as database:
        rows = database.execute(
            "SELECT p.id FROM catalogue_product p JOIN partner_stockrecord s ON s.product_id = p.id"
            " WHERE s.num_in_stock > 10 AND p.structure <> 'parent' ORDER BY p.upc"
        )
        return [row[0] for row in rows]


@pytest.mark.parametrize(("cart", "place", "method", "voucher"), CASES)
def test_the_notice_on_basket_and_preview_is_what_the_order_costs(
    shop, page, products, cart, place, method, voucher
):
    buyer = Buyer(page, shop)
    buyer.fill_cart(products, cart, voucher)
    language = LANGUAGES[next(numbers) % 3]
    buyer.read_totals(language, "basket/", "checkout/")
    buyer.check_out(place, method)
    buyer.read_totals(language, "basket/", "checkout/shipping-address/", "checkout/payment-details/")
    on_basket = buyer.read_notice("basket/")
    on_preview = buyer.read_notice("checkout/preview/")
    buyer.check_totals()
    charge, total = buyer.pay()
    buyer.check_totals()
    with translation.override("fa"):
        words = in_toman(charge) if charge else gettext("free")
        expected = (words, in_toman(total))
    assert on_basket == expected
    assert on_preview == expected
