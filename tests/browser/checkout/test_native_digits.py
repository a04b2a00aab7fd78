"""From registration to the paid order on a phone, with the digits of one's own keyboard and no other."""

import re
import sqlite3
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tools.buying.browser import ADDRESS, Walk, press_add

ASCII_DIGIT = re.compile("[0-9]")
PASSWORD = "گذرواژه‌ی‌بلند"
# With every step's fields as they are typed: for the row that must come of it, see the end.
PERSIAN = {
    "digits": "۰۱۲۳۴۵۶۷۸۹",
    "quantity": "۱۲",
    "voucher": "SALAM۱۰",
    "first_name": "گلناز",
    "last_name": "مرادی",
    "line1": "خیابان بهار، پلاک ۱۲",
    "line4": "تهران",
    "state": "IR-23",
    "country": "IR",
}
ARABIC = {
    "digits": "٠١٢٣٤٥٦٧٨٩",
    "quantity": "١٢",
    "voucher": "SALAM١٠",
    "first_name": "فاطمة",
    "last_name": "الزهراني",
}
WALKS = {
    "persian": (
        "fa",
        {**PERSIAN, "postcode": "۱۴۳۴۵۶۷۸۹۰", "phone_number": "۰۹۱۲۳۴۵۶۷۸۹"},
        ("1434567890", "+989123456789"),
    ),
    "persian with a dash and the country's code": (
        "fa",
        {**PERSIAN, "postcode": "۱۴۳۴۵-۶۷۸۹۰", "phone_number": "۹۸۹۱۲۳۴۵۶۷۸۹"},
        ("1434567890", "+989123456789"),
    ),
    "saudi": (
        "ar",
        {
            **ARABIC,
            "country": "SA",
            "state": "SA-01",
            "line1": "طريق الملك فهد، ٢٣١٢",
            "line4": "الرياض",
            "postcode": "١١٥٦٤",
            "phone_number": "٠٥٠١٢٣٤٥٦٧",
        },
        ("11564", "+966501234567"),
    ),
    "iraqi": (
        "ar",
        {
            **ARABIC,
            "country": "IQ",
            "state": "IQ-BG",
            "line1": "شارع السعدون ١٢",
            "line4": "بغداد",
            "postcode": "١٠٠٠١",
            "phone_number": "٠٧٧٠ ١٢٣ ٤٥٦٧",
        },
        ("10001", "+9647701234567"),
    ),
}


class Keyboard(Walk):
    """Somebody who buys and whose keyboard has no Latin digits."""

    def type(self, field: str, text: str) -> None:
        """Type into a field, key by key, over what stands in it."""
        assert not ASCII_DIGIT.search(text)
        place = self.page.locator(f"{field}:visible").first
        place.click()
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.press("Delete")
        for character in text:
            self.page.keyboard.insert_text(character)

    def fill(self, name: str, value: str) -> None:
        """Type into the field of this name."""
        self.type(f"[name={name}]", value)

    def register(self, email: str) -> None:
        """Open an account."""
        self.page.goto(f"{self.base}/accounts/register/")
        self.fill("email", email)
        for name in ("password1", "password2"):
            self.fill(name, PASSWORD)
        self.press("[name=registration_submit]")

    def fill_the_cart(self, quantity: str, voucher: str) -> None:
        """Put so many of the cheapest product, which no other offer is for, into the cart, and a voucher."""
        self.page.goto(f"{self.base}/catalogue/?sort_by=price-asc")
        self.page.locator("article:has(form) h3 a").first.click()
        press_add(self.page)
        self.page.goto(f"{self.base}/basket/")
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            self.type("[name=form-0-quantity]", quantity)
        expect(self.page.locator("[name=form-0-quantity]")).to_have_value(quantity)
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0)
        self.page.locator("#voucher summary").click()
        self.type("#voucher_form [name=code]", voucher)
        self.press("#voucher_form [type=submit]")

    def send_to(self, address: dict[str, str]) -> None:
        """Fill in the address, and go on to the payment."""
        self.press("a[href$='/checkout/']")
        self.choose("country", address["country"])
        self.enter_address({name: address[name] for name in ADDRESS}, address["state"])
        if "shipping-method" in self.page.url:
            self.press("form[action$='/shipping-method/'] [type=submit]")


def find_order(folder: Any, email: str) -> dict[str, Any]:
    """Return what the database holds of the person's one order."""
    with sqlite3.connect(f"file:{folder / 'db.sqlite3'}?mode=ro", uri=True) as database:
        database.row_factory = sqlite3.Row
        [row] = database.execute(
            "SELECT a.postcode, a.phone_number, a.first_name, a.line1, l.quantity, u.email,"
            " (SELECT group_concat(voucher_code) FROM order_orderdiscount WHERE order_id = o.id) AS vouchers"
            " FROM order_order o JOIN auth_user u ON u.id = o.user_id"
            " JOIN order_shippingaddress a ON a.id = o.shipping_address_id"
            " JOIN order_line l ON l.order_id = o.id WHERE u.email = ?",
            [email],
        ).fetchall()
        return dict(row)


@pytest.mark.parametrize("walk", WALKS)
def test_ones_own_digits_lead_to_a_paid_order_in_normal_form(live_shop, new_page, walk):
    language, typed, (postcode, phone) = WALKS[walk]
    name = re.sub("[0-9]", "", uuid4().hex)
    page = new_page(locale={"fa": "fa-IR", "ar": "ar-SA"}[language])
    keyboard = Keyboard(page, f"{live_shop.url}/{language}")
    keyboard.register(f"{name}{typed['digits'][1:4]}@example.com")
    keyboard.fill_the_cart(typed["quantity"], typed["voucher"])
    keyboard.send_to(typed)
    keyboard.pay()
    assert find_order(live_shop.folder, f"{name}123@example.com") == {
        "postcode": postcode,
        "phone_number": phone,
        # What people write stays as it is.
        "first_name": typed["first_name"],
        "line1": typed["line1"],
        "quantity": 12,
        "vouchers": "SALAM10",
        "email": f"{name}123@example.com",
    }
