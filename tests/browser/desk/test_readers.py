"""Two agents with one conversation open see of each other who reads along and who writes."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.helpers.desks import Shopper, answer, body_field, ready
from tests.browser.helpers.faults import faults, no_sideways_scroll
from tests.browser.helpers.logins import ADMIN


def line(page):
    return page.locator('[data-part="readers"]')


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_agents_see_who_reads_along_and_who_writes_until_they_leave(live_shop, open_desk, language):
    asked = Shopper(live_shop).ask("چه کسی می‌خواند؟")
    first = open_desk(live_shop, path=f"{asked}/", language=language)
    ready(first)
    expect(line(first)).to_be_hidden()
    second = open_desk(live_shop, ADMIN, path=f"{asked}/", language=language)
    ready(second)
    expect(line(first).locator("bdi")).to_have_count(1)
    expect(line(second).locator("bdi")).to_have_count(1)
    name = line(first).locator("bdi").inner_text()
    reads = line(first).inner_text()
    # After a pause a screen reader is notified, too.
    expect(first.locator('[data-part="announcer"]')).to_have_text(reads)
    body_field(second).press_sequentially("یک ")
    expect(line(first)).not_to_have_text(reads)
    expect(line(first)).to_contain_text(name)
    for size in (PHONE, DESKTOP):
        first.set_viewport_size(size)
        assert no_sideways_scroll(first)
        assert faults(first, "#support-desk") == []
    answer(second, "پاسخ")
    expect(line(first)).to_have_text(reads)
    second.close()
    expect(line(first)).to_be_hidden()
