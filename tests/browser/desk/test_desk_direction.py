"""The desk of agents who read from right to left, and Oscar's own scripts on its page."""

import base64

import pytest
from playwright.sync_api import expect

from tests.browser.helpers.desks import Shopper, answer, body_field, ready

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


@pytest.mark.parametrize("language", ["fa", "ar"])
def test_empty_fields_and_lists_of_the_desk_run_from_right_to_left(live_shop, open_desk, language):
    page = open_desk(live_shop, path=f"{Shopper(live_shop, language).ask('سلام')}/", language=language)
    ready(page)
    page.locator(".desk-offer summary").click()
    page.locator(".desk-note-toggle").click()
    fields = page.locator("#support-desk :is(textarea, input[type=search])").filter(visible=True)
    expect(fields).to_have_count(4)
    for field in fields.all():
        expect(field).to_have_css("direction", "rtl")
        field.fill("SF-1023")
        expect(field).to_have_css("direction", "ltr")
    page.locator("#support-desk-choices").fill("۳۸\n۳۹")
    body_field(page).fill("کدام؟")
    body_field(page).press("Enter")
    expect(page.locator(".desk-offered li")).to_have_count(2)
    # In one step of the page: a live list may exchange a row between the finding of it and the asking.
    rows = "[...document.querySelectorAll('#support-desk li')]"
    assert set(page.evaluate(f"{rows}.map((row) => getComputedStyle(row).listStyleType)")) == {"none"}


def test_a_picture_chosen_at_the_desk_disturbs_no_script_of_the_dashboard(live_shop, open_desk):
    page = open_desk(live_shop, path=f"{Shopper(live_shop).ask('سلام')}/")
    ready(page)
    picture = {"name": "a.png", "mimeType": "image/png", "buffer": PICTURE}
    page.locator('[data-part="picker"]').set_input_files([picture])
    expect(page.locator('[data-part="chips"] li')).to_have_count(1)
    # That none failed is asked at the end of every test: ./conftest.py.
    assert page.evaluate("typeof window.oscar.dashboard") == "object"


def test_a_persian_name_does_not_turn_an_english_line_around(live_shop, open_desk):
    page = open_desk(live_shop, path=f"{Shopper(live_shop).ask('Hello')}/", language="en")
    ready(page)
    answer(page, "Hello")
    line = page.locator('.desk-message[data-kind="joined"] .desk-bubble')
    expect(line).to_have_css("direction", "ltr")
    page.reload()
    expect(line).to_have_css("direction", "ltr")
