"""The address form is one column, also where there is room for more."""

from itertools import pairwise

import pytest

from tools.buying.browser import go_to_address

# Each field, and its input or list, as a reader sees them.
BOXES = """() => [...document.querySelectorAll("#new_shipping_address .support-field")]
    .filter((node) => node.checkVisibility()).map((node) => {
        const box = ({ left, right, top, bottom }) => ({ left, right, top, bottom });
        const input = node.querySelector("select, textarea, input");
        return { name: node.dataset.field, ...box(node.getBoundingClientRect()),
            input: box(input.getBoundingClientRect()) };
    })"""


@pytest.mark.parametrize("width", [390, 1280, 1920])
@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_each_field_stands_below_the_one_before_and_is_as_wide_as_the_form(
    live_shop, new_page, language, width
):
    page = new_page(viewport={"width": width, "height": 900})
    go_to_address(page, f"{live_shop.url}/fa")
    page.goto(f"{live_shop.url}/{language}/checkout/shipping-address/")
    page.locator(".support-more > summary").click()
    boxes = page.evaluate(BOXES)
    assert {"first_name", "line1", "line4", "postcode"} <= {box["name"] for box in boxes}
    for above, below in pairwise(boxes):
        assert below["top"] >= above["bottom"], (above["name"], below["name"])
    assert len({(box["left"], box["right"]) for box in boxes}) == 1
    for box in boxes:
        assert box["input"]["right"] - box["input"]["left"] >= 0.95 * (box["right"] - box["left"]), box[
            "name"
        ]
    # The same one as wide as a line can be read, not as the window.
    assert boxes[0]["right"] - boxes[0]["left"] <= 600
