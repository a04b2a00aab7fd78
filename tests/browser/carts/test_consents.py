"""Stopping reminders in a real browser, which decides what it sends along with a form."""

from playwright.sync_api import expect

from tests.browser.helpers.faults import COUNT_VIOLATIONS, faults, no_sideways_scroll

NARROW = {"width": 320, "height": 640}
LINK = """
from django.conf import settings
from django.test import override_settings
from support_plugin.visitors.consents.links import unsubscribe_url
with override_settings(SUPPORT_PLUGIN={{**settings.SUPPORT_PLUGIN, "SITE_URL": {url!r}}}):
    open({path!r}, "w").write(unsubscribe_url("email", "negar@example.com", "email", "fa"))
"""


def test_a_reader_stops_reminders_and_takes_it_back_on_a_narrow_phone(strict_shop, new_page, tmp_path):
    path = tmp_path / "link"
    strict_shop.manage("shell", "-c", LINK.format(url=strict_shop.url, path=str(path)))
    page = new_page(viewport=NARROW)
    page.add_init_script(COUNT_VIOLATIONS)
    page.goto(path.read_text())
    assert faults(page, ".support-reminders") == []
    page.set_viewport_size(NARROW)
    for press in ("stop", "undo"):
        button = page.locator(f".support-reminders [name={press}]").first
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert no_sideways_scroll(page)
        with page.expect_navigation() as answer:
            button.click()
        assert answer.value.status == 200
        expect(page.locator(".support-reminders [role=status]")).to_be_visible()
    expect(page.locator(".support-reminders button")).to_have_count(0)
    assert page.evaluate("getComputedStyle(document.querySelector('.support-reminders')).direction") == "rtl"
    assert page.evaluate("violations") == []
