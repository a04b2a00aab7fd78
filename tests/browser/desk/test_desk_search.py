"""The desk's search in a real browser."""

import re

from playwright.sync_api import expect

from tests.browser.helpers.desks import Shopper
from tests.browser.helpers.faults import axe


def test_words_are_found_however_they_are_typed_and_lead_to_the_conversation(live_shop, open_desk):
    Shopper(live_shop).ask("کفش‌های مِشکى با کد ۷۷۱ هنوز هست؟")
    desk = open_desk(live_shop)
    box = desk.get_by_role("searchbox")
    box.fill("مشكي 771")
    box.press("Enter")
    desk.wait_for_url(re.compile("/dashboard/support/search/"))
    expect(desk.locator("mark").first).to_have_text("مِشکى")
    assert axe(desk, ".desk") == []
    # What was looked for stays in the box, in the reader's digits as everywhere.
    expect(desk.get_by_role("searchbox")).to_have_value("مشكي ۷۷۱")
    desk.locator(".desk-entry-link").first.press("Enter")
    desk.wait_for_url(re.compile("/dashboard/support/[0-9a-f-]{36}/"))
    expect(desk.locator(".desk-bubble").first).to_contain_text("کفش‌های")


def test_on_the_narrowest_phone_and_without_scripts_it_says_what_was_not_found(live_shop, open_desk):
    narrow = {"viewport": {"width": 320, "height": 640}, "java_script_enabled": False}
    desk = open_desk(live_shop, **narrow)
    desk.get_by_role("searchbox").fill("زرافهٔ آبی")
    desk.get_by_role("searchbox").press("Enter")
    expect(desk.get_by_role("status")).to_contain_text("چیزی پیدا نشد")
    width = desk.locator("html").bounding_box()["width"]
    assert width <= 320
