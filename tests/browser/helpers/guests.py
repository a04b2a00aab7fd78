"""A guest's way from a product to the paid order on a phone, in Persian, and what it costs."""

from dataclasses import dataclass, field
from uuid import uuid4

from playwright.sync_api import Page

from tests.browser.helpers.carts import put_something_into_the_cart

ADDRESS = {
    "first_name": "گلناز",
    "last_name": "مرادی",
    "line1": "خیابان بهار ۱۲",
    "line4": "تهران",
    "postcode": "۱۴۱۷۶۱۳۱۵۱",
    "phone_number": "۰۹۱۲۳۴۵۶۷۸۹",
}


@dataclass
class Walk:
    """Somebody who buys, and what it costs."""

    page: Page
    url: str
    pages: list[str] = field(default_factory=list)
    fields: int = 0
    clicks: int = 0

    def put_something_into_the_cart(self) -> None:
        """Buy the first product of the shop; the counting begins with the basket page."""
        put_something_into_the_cart(self.page, self.url)
        self.page.goto(f"{self.url}/fa/basket/")

    def fill(self, name: str, value: str) -> None:
        """Type into the field of this name."""
        self.page.locator(f"[name={name}]:visible").first.fill(value)
        self.fields += 1

    def choose(self, name: str, value: str) -> None:
        """Choose from the list of this name."""
        self.page.locator(f"select[name={name}]:visible").select_option(value)
        self.fields += 1

    def press(self, selector: str) -> None:
        """Press what leads to the next page, and note where that is."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self.clicks += 1
        self.pages.append(self.page.url.removeprefix(self.url))

    def enter_address(self, *, state: str = "IR-23", **own: str) -> None:
        """Fill in what the form asks for; ``state`` is empty where the province stands there already."""
        for name, value in {**ADDRESS, **own}.items():
            self.fill(name, value)
        if state:
            self.choose("state", state)
        self.press("#new_shipping_address [type=submit]")

    def pay(self) -> None:
        """From the payment step, as it is preselected, to the paid order."""
        if "payment-details" in self.page.url:
            self.press("#payment_form [type=submit]")
        self.press("#place-order")
        self.press("[value=accept]")
        assert "/checkout/thank-you/" in self.page.url
        assert self.pages.pop() == "/fa/checkout/thank-you/"

    def cost(self) -> tuple[int, int, int]:
        """Return pages, fields and clicks so far."""
        return len(self.pages), self.fields, self.clicks


def buy_as_guest(page: Page, url: str) -> Walk:
    """Buy with the app: the e-mail address on the basket page, and on."""
    walk = Walk(page, url)
    walk.put_something_into_the_cart()
    walk.fill("username", f"{uuid4()}@example.com")
    walk.press(".support-guest [type=submit]")
    walk.enter_address()
    walk.pay()
    return walk


def go_to_address(page: Page, url: str, address: str) -> Walk:
    """Come to the address form, as a guest with this e-mail address."""
    walk = Walk(page, url)
    walk.put_something_into_the_cart()
    walk.fill("username", address)
    walk.press(".support-guest [type=submit]")
    return walk
