"""Pictures that point somewhere point the reader's way; those that show a thing look the same everywhere."""

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.helpers.chatting import open_chat
from tools.run.shop import Shop

FLIPPED = "(node) => new DOMMatrix(getComputedStyle(node).transform).a < 0"


def flipped(icon: Locator) -> bool:
    return icon.first.evaluate(FLIPPED)


@pytest.mark.parametrize(("language", "mirrored"), [("fa", True), ("ar", True), ("en", False)])
def test_what_points_is_mirrored_from_right_to_left_and_nothing_else(
    live_shop: Shop, page: Page, language, mirrored
):
    page.goto(f"{live_shop.url}/{language}/")
    assert flipped(page.locator("svg:has(use[href$='#truck'])")) == mirrored
    for name in ("search", "bag", "user"):
        assert not flipped(page.locator(f"svg:has(use[href$='#{name}'])"))
    open_chat(page, live_shop, language)
    assert flipped(page.locator("support-chat .send svg")) == mirrored
    assert not flipped(page.locator("support-chat .close svg"))
