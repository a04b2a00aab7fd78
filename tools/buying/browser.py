"""A purchase in a real browser, through the pages of the example shop.

``base`` is the shop's address with a language: "http://127.0.0.1:8000/fa".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

from tools.buying.addresses import TYPED_ADDRESSES

if TYPE_CHECKING:
    # The documentation is checked where no browser is installed.
    from playwright.sync_api import Page

ADDRESS = TYPED_ADDRESSES["fa"]


def press(page: "Page", selector: str) -> None:
    """Press what leads to another page, and wait for that."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def press_add(page: "Page") -> None:
    """Press the button on a product's page, and wait until the shop has added it."""
    with page.expect_response(lambda answer: "/basket/add/" in answer.url):
        page.locator("form.add-to-basket [type=submit]").first.click()
    page.wait_for_load_state()


def open_product(page: "Page", base: str, number: int = 0) -> None:
    """Open a product's own page: of those in the catalogue that need no choice, the one of this number."""
    page.goto(f"{base}/catalogue/")
    page.locator("article:has(form) h3 a").nth(number).click()
    page.wait_for_load_state()


def put_in_basket(page: "Page", base: str, number: int = 0) -> None:
    """Put a product into the basket, on its own page."""
    open_product(page, base, number)
    press_add(page)


@dataclass
class Walk:
    """Somebody who buys, and what it costs: the pages that were led to, fields filled in, and presses."""

    page: "Page"
    base: str
    pages: list[str] = field(default_factory=list)
    fields: int = 0
    clicks: int = 0

    def put_in_basket(self) -> None:
        """Put the first product into the basket, and open the basket's page."""
        put_in_basket(self.page, self.base)
        self.page.goto(f"{self.base}/basket/")

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
        press(self.page, selector)
        self.clicks += 1
        self.pages.append(self.page.url.removeprefix(self.base))

    def enter_as_guest(self, email: str = "") -> None:
        """Give an e-mail address, by default one of nobody's, and go on to the address."""
        self.fill("username", email or f"{uuid4()}@example.com")
        self.press(".support-guest [type=submit]")

    def fill_in_address(self, address: Mapping[str, str] = ADDRESS, state: str = "IR-23") -> None:
        """Fill in what the form asks for; ``state`` is empty where the province stands there already."""
        for name, value in address.items():
            self.fill(name, value)
        if state:
            self.choose("state", state)

    def enter_address(self, address: Mapping[str, str] = ADDRESS, state: str = "IR-23") -> None:
        """Fill in the address, and go on to what follows."""
        self.fill_in_address(address, state)
        self.press("#new_shipping_address [type=submit]")

    def choose_own_address(self) -> None:
        """Go from the basket to the address step with an account, and take the first address of its book."""
        self.press("a[href$='/checkout/']")
        self.press(".ship-address")

    def choose_payment(self) -> None:
        """Go on from the payment step, as it is preselected, to the preview."""
        self.press("#payment_form [type=submit]")

    def pay_at_bank(self) -> None:
        """Place the order on the preview, and pay at the bank."""
        self.press("#place-order")
        self.press("[value=accept]")

    def pay(self) -> None:
        """Go on from the payment step or the preview to the paid order; its page is not counted."""
        if "payment-details" in self.page.url:
            self.choose_payment()
        self.pay_at_bank()
        assert "/checkout/thank-you/" in self.page.url
        assert self.pages.pop() == "/checkout/thank-you/"

    def cost(self) -> tuple[int, int, int]:
        """Return the pages, fields and clicks so far."""
        return len(self.pages), self.fields, self.clicks


def go_to_address(page: "Page", base: str, email: str = "") -> Walk:
    """Come to the address form as a guest with this e-mail address, by default one of nobody's."""
    walk = Walk(page, base)
    walk.put_in_basket()
    walk.enter_as_guest(email)
    return walk


def buy_as_guest(page: "Page", base: str) -> Walk:
    """Buy as a guest: the e-mail address on the basket's page, the address, the payment at the bank."""
    walk = go_to_address(page, base)
    walk.enter_address()
    walk.pay()
    return walk
