"""Date fields with their calendar, in Django admin under a strict policy and in Oscar's dashboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers.faults import TARGETS, axe
from tests.browser.helpers.logins import ADMIN, log_in

DESKTOP, SMALL = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
BADGE = "/admin/support_plugin/badge/add/"
UNTIL = "#id_valid_until"
AT = f".support-date:has({UNTIL})"


@pytest.fixture
def at_admin(strict_shop, new_page):
    """Open the form of a badge, in a language."""

    def open_form(language: str = "fa", **options: object) -> Page:
        page = new_page(**{"viewport": DESKTOP, "timezone_id": "Asia/Tehran", **options})
        page.clock.set_fixed_time("2026-11-25T10:00:00Z")
        log_in(page, strict_shop.url, ADMIN, language)
        page.goto(f"{strict_shop.url}/{language}{BADGE}")
        return page

    return open_form


def chosen(page: Page) -> str:
    """Return what the day with the focus is called."""
    return page.evaluate("document.activeElement.ariaLabel")


def test_a_day_is_chosen_with_the_mouse(at_admin):
    page = at_admin()
    page.locator(f"{AT} button").click()
    calendar = page.get_by_role("dialog", name="یک روز را انتخاب کنید")
    expect(calendar.locator("strong")).to_have_text("آذر ۱۴۰۵")
    assert [
        head["text"]
        for head in calendar.locator("th").evaluate_all("""
        (heads) => heads.map((node) => ({ text: node.abbr, weekend: node.className }))
    """)
    ] == ["شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه"]
    assert calendar.locator("th.weekend").get_attribute("abbr") == "جمعه"
    calendar.get_by_role("button", name="ماه بعد").click()
    expect(calendar.locator("strong")).to_have_text("دی ۱۴۰۵")
    calendar.get_by_role("button", name="چهارشنبه", exact=False).get_by_text("۹", exact=True).click()
    expect(page.locator(UNTIL)).to_have_value("۱۴۰۵/۱۰/۰۹")
    expect(page.locator(UNTIL)).to_be_focused()
    expect(calendar).to_have_count(0)


def test_a_day_is_chosen_with_the_keyboard_the_arrows_following_the_page(at_admin):
    page = at_admin()
    page.fill(UNTIL, "۱۴۰۴/۱۲/۲۹")
    page.locator(f"{AT} button").press("Enter")
    walk = [
        ("ArrowLeft", "۱ فروردین ۱۴۰۵"),  # from right to left, the next day stands on the left
        ("ArrowRight", "۲۹ اسفند ۱۴۰۴"),
        ("PageDown", "۲۹ فروردین ۱۴۰۵"),
        ("PageUp", "۲۹ اسفند ۱۴۰۴"),
        ("Shift+PageUp", "۲۹ اسفند ۱۴۰۳"),
        ("ArrowLeft", "۳۰ اسفند ۱۴۰۳"),
        ("Shift+PageDown", "۲۹ اسفند ۱۴۰۴"),
        ("Home", "۲۳ اسفند ۱۴۰۴"),
        ("End", "۲۹ اسفند ۱۴۰۴"),
        ("ArrowUp", "۲۲ اسفند ۱۴۰۴"),
        ("ArrowDown", "۲۹ اسفند ۱۴۰۴"),
    ]
    for key, day in walk:
        page.keyboard.press(key)
        words = chosen(page)
        assert all(part in words for part in day.split()), (key, words)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(f"{AT} button")).to_be_focused()
    expect(page.locator(UNTIL)).to_have_value("۱۴۰۴/۱۲/۲۹")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator(UNTIL)).to_have_value("۱۴۰۵/۰۱/۰۱")


def test_an_arab_admin_has_the_gregorian_months(at_admin):
    page = at_admin("ar", locale="ar-EG")
    page.locator(f"{AT} button").click()
    calendar = page.get_by_role("dialog")
    expect(calendar.locator("strong")).to_have_text("نوفمبر ٢٠٢٦")
    assert calendar.locator("th").first.get_attribute("abbr") == "السبت"
    assert calendar.locator("th.weekend").count() == 2
    page.keyboard.press("Enter")
    expect(page.locator(UNTIL)).to_have_value("٢٠٢٦/١١/٢٥")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, SMALL], ids=["desktop", "small"])
def test_the_calendar_is_accessible_and_fits(at_admin, scheme, size):
    page = at_admin(viewport=size, color_scheme=scheme)
    page.locator(f"{AT} button").click()
    assert axe(page, ".support-date dialog", **TARGETS) == []
    box = page.get_by_role("dialog").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size["width"]
    assert box["y"] + box["height"] <= size["height"]
    day = page.locator("[aria-current=date]").bounding_box()
    assert day["height"] >= 44
    assert day["width"] >= (44 if size is DESKTOP else 40)


def test_the_field_works_without_javascript_and_keeps_what_was_typed(at_admin):
    page = at_admin(java_script_enabled=False)
    expect(page.locator(f"{AT} button")).to_be_hidden()
    page.fill(UNTIL, "۱۴۰۴/۱۲/۳۰")
    page.locator("[name=_save]").click()
    expect(page.locator(".field-valid_until .errorlist")).to_have_text("اسفند ۱۴۰۴ فقط ۲۹ روز دارد.")
    expect(page.locator(UNTIL)).to_have_value("۱۴۰۴/۱۲/۳۰")


def test_a_row_that_was_added_has_a_calendar_and_its_hint(strict_shop, at_admin):
    page = at_admin()
    page.goto(f"{strict_shop.url}/fa/admin/support_plugin/noticesettings/")
    rows = page.locator(".dynamic-holidays [data-support-date]")
    before = rows.count()
    page.locator(".add-row a").click()
    expect(rows).to_have_count(before + 1)
    field = rows.last
    hint = field.get_attribute("aria-describedby")
    expect(page.locator(f"#{hint}")).to_be_visible()
    field.locator("xpath=following-sibling::button").click()
    page.keyboard.press("Enter")
    expect(field).to_have_value("۱۴۰۵/۰۹/۰۴")


def test_english_admins_keep_djangos_calendar(at_admin):
    page = at_admin("en", locale="en-GB")
    expect(page.locator(".field-valid_until .datetimeshortcuts")).to_be_visible()
    expect(page.locator(".support-date")).to_have_count(0)


def test_staff_search_orders_by_jalali_days_in_the_dashboard(live_shop, new_page):
    page = new_page(viewport=DESKTOP, timezone_id="Asia/Tehran")
    log_in(page, live_shop.url, ADMIN)
    page.goto(f"{live_shop.url}/fa/dashboard/reports/")
    page.clock.set_fixed_time("2026-11-25T10:00:00Z")
    page.locator("#id_date_from").press_sequentially("۱ فروردین ۱۴۰۵")
    page.locator(".support-date:has(#id_date_to) button").click()
    page.keyboard.press("Enter")
    expect(page.locator("#id_date_to")).to_have_value("۱۴۰۵/۰۹/۰۴")
    assert page.locator(".bootstrap-datetimepicker-widget").count() == 0
    page.locator("#id_report_type").select_option(index=0)
    page.locator("form:has(#id_date_to) [type=submit]").click()
    expect(page.locator("#id_date_from")).to_have_value("۱۴۰۵/۰۱/۰۱")
    expect(page.locator("#id_date_to")).to_have_value("۱۴۰۵/۰۹/۰۴")


def test_an_offer_keeps_its_jalali_moments(live_shop, new_page):
    page = new_page(viewport=DESKTOP, timezone_id="Asia/Tehran")
    page.clock.set_fixed_time("2026-11-25T10:00:00Z")
    log_in(page, live_shop.url, ADMIN)
    page.goto(f"{live_shop.url}/fa/dashboard/vouchers/create/")
    page.fill("#id_start_datetime", "۱۴۰۵/۰۹/۰۱ ۰۸:۳۰")
    page.locator(".support-date:has(#id_start_datetime) button").click()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator("#id_start_datetime")).to_have_value("۱۴۰۵/۰۹/۰۲ ۰۸:۳۰")
