"""The basket page's bar at the foot of a phone, and the launcher above it, by keyboard and for axe."""

import pytest
from playwright.sync_api import expect

from tests.browser.helpers.faults import faults
from tools.buying.browser import put_in_basket

BAR, LAUNCHER = ".support-bar", "button.support-launcher"
# What has the focus: whether it is in the bar, is the launcher, and is seen at all.
FOCUSED = """async ([bar, launcher]) => {
    // Until the page has scrolled, which the next frame reports, and the launcher stepped aside.
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await new Promise((done) => setTimeout(done, 60));
    const node = document.activeElement;
    const parts = [0.1, 0.5, 0.9];
    const topmost = ({ left, top, width, height }) =>
        parts.flatMap((x) => parts.map((y) => document.elementFromPoint(left + width * x, top + height * y)));
    const isOwn = (other) => node.contains(other) || (other?.contains(node) && other !== document.body);
    return {
        name: node.outerHTML.slice(0, 80),
        isInBar: Boolean(node.closest(bar)),
        isLauncher: node.matches(launcher),
        isLost: node === document.body,
        isSeen: [...node.getClientRects()].flatMap(topmost).some(isOwn),
    };
}"""


def open_basket(page, url, language):
    put_in_basket(page, f"{url}/{language}")
    page.goto(f"{url}/{language}/basket/")
    expect(page.locator(LAUNCHER)).to_be_visible()


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_axe_finds_nothing_in_the_bar_or_the_launcher(live_shop, page, language):
    open_basket(page, live_shop.url, language)
    expect(page.locator(BAR)).to_be_visible()
    assert faults(page, f"{BAR}, support-chat") == []


@pytest.mark.parametrize("language", ["fa", "en"])
def test_tab_goes_through_the_page_in_order_to_the_bar_and_last_to_the_launcher(live_shop, page, language):
    open_basket(page, live_shop.url, language)
    assert page.locator("[tabindex]:not([tabindex='0'], [tabindex='-1'])").count() == 0
    passed = []
    for _press in range(page.locator("a, button, input, select, textarea, summary").count() + 1):
        page.keyboard.press("Tab")
        passed.append(page.evaluate(FOCUSED, [BAR, LAUNCHER]))
        if passed[-1]["isLauncher"] or passed[-1]["isLost"]:
            break
    assert [each["name"] for each in passed if not each["isSeen"]] == []
    assert passed[-1]["isLauncher"], passed[-1]
    assert any(each["isInBar"] for each in passed)
    # Who wants it at once goes backwards.
    page.reload()
    expect(page.locator(LAUNCHER)).to_be_visible()
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(FOCUSED, [BAR, LAUNCHER])["isLauncher"]
