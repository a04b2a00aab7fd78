"""Typing numbers with a Persian or an Arabic keyboard."""

import pytest
from playwright.sync_api import expect

# A field as in Oscar's own templates; the example shop's are for text.
FIELD = """() => {
    const field = document.createElement("input");
    Object.assign(field, { type: "number", id: "quantity", ariaLabel: "quantity" });
    document.body.append(field);
}"""


@pytest.mark.parametrize(
    ("language", "typed", "read"), [("fa", "۱۲", "12"), ("ar", "٣٤", "34"), ("fa", "۱٬۲۰۰", "1200")]
)
def test_a_field_for_numbers_takes_every_digit(new_page, live_shop, language, typed, read):
    page = new_page(extra_http_headers={"Accept-Language": language})
    page.goto(live_shop.url)
    page.evaluate(FIELD)
    page.locator("#quantity").focus()
    for character in typed:
        page.keyboard.insert_text(character)
    expect(page.locator("#quantity")).to_have_value(read)
