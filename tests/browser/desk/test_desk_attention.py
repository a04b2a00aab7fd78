"""The desk while nobody looks at it, with a wrong clock, and what keys and pasting do there."""

import pytest
from playwright.sync_api import expect

from tests.browser.helpers.desks import Shopper, answer, body_field, ready, row

# Stands in for what a browser would play and show.
LISTEN = """
    window.sounds = 0;
    window.AudioContext = class { constructor() { window.sounds += 1; throw new Error("no sound here"); } };
    window.notes = [];
    window.asked = 0;
    window.Notification = class extends EventTarget {
        static permission = "default";
        static async requestPermission() {
            window.asked += 1;
            return (window.Notification.permission = "granted");
        }
        constructor(title, options) { super(); window.notes.push([title, options.tag]); window.note = this; }
        close() {}
    };
    addEventListener("unhandledrejection", (event) => event.preventDefault());
"""
HIDE = "Object.defineProperty(document, 'hidden', { configurable: true, value: true })"
WRONG_CLOCK = "const real = Date.now; Date.now = () => real() + 3 * 3600000;"
PASTE = """(field) => {
    const data = new DataTransfer();
    data.setData("text/plain", "a\\tb");
    data.items.add(new File(["x"], "image.png", { type: "image/png" }));
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    field.dispatchEvent(event);
    return event.defaultPrevented;
}"""
LINES = "SF-1023\nاین کالا را می‌خواهم."


def test_a_new_question_in_a_hidden_tab_sounds_and_notifies_once_the_agent_has_asked_for_it(
    live_shop,
    open_desk,
):
    page = open_desk(live_shop, script=LISTEN)
    ready(page)
    page.evaluate(HIDE)
    first = Shopper(live_shop).ask("کسی هست؟")
    expect(row(page, first)).to_be_visible()
    assert page.evaluate("[window.sounds, window.notes.length, window.asked]") == [0, 0, 0]
    page.locator(".desk-alerts").click()
    expect(page.locator(".desk-alerts")).to_have_attribute("aria-pressed", "true")
    page.wait_for_function("() => window.sounds === 1 && window.asked === 1")
    second = Shopper(live_shop).ask("و حالا؟")
    page.wait_for_function("() => window.notes.length === 1 && window.sounds === 2")
    assert page.evaluate("window.notes[0][1]") == second
    page.evaluate("window.note.dispatchEvent(new Event('click'))")
    expect(page.locator(".desk-bubble", has_text="و حالا؟")).to_be_visible()
    page.evaluate("delete document.hidden")
    third = Shopper(live_shop).ask("در دید")
    expect(row(page, third)).to_be_visible()
    assert page.evaluate("window.notes.length") == 1


def test_how_long_somebody_waits_is_reckoned_by_the_shops_clock(live_shop, open_desk):
    page = open_desk(live_shop, script=WRONG_CLOCK, language="en")
    ready(page)
    asked = Shopper(live_shop, "en").ask("just now?")
    expect(row(page, asked).locator('[data-field="time"]')).to_have_text("just now")
    assert row(page, asked).get_attribute("data-urgency") == ""


@pytest.mark.parametrize("is_phone", [False, True])
def test_text_wins_over_a_pasted_picture_and_enter_does_what_its_key_says(live_shop, open_desk, is_phone):
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    shopper = Shopper(live_shop)
    page = open_desk(live_shop, path=f"{shopper.ask(LINES)}/", **(phone if is_phone else {}))
    ready(page)
    field = body_field(page)
    assert field.evaluate(PASTE) is False
    assert page.locator(".support-chip").count() == 0
    bubble = page.locator(".desk-bubble").first
    assert bubble.evaluate("(node) => getComputedStyle(node).unicodeBidi") == "plaintext"
    answer(page, "one")
    if is_phone:
        assert field.get_attribute("enterkeyhint") == "enter"
        expect(field).to_have_value("one\n")
    else:
        assert field.get_attribute("enterkeyhint") == "send"
        expect(page.locator('.desk-message[data-sender="agent"][data-seq]')).to_be_visible()
