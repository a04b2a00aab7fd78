"""The tap on the launcher answers at once, and what opens has the newest line in view."""

import pytest
from playwright.sync_api import expect

PHONE = {"width": 390, "height": 844}
MANY = "shop.open(); for (let n = 0; n < 60; n += 1) shop.answer(`line ${n}`, { announce: false });"
# Only what somebody has ended is asked about.
END = """
    shop.store(shop.latest, "system", "end", "", { kind: "closed", closed_by: "agent", announce: false });
    shop.close();
"""
IS_AT_END = "(node) => node.scrollHeight - node.scrollTop - node.clientHeight < 4"


def test_the_next_frame_after_the_tap_shows_that_the_chat_is_coming(make_lab):
    lab = make_lab(viewport=PHONE, has_touch=True)
    lab.page.route("**/chat/panel/panel.js", lambda route: None)  # never answered
    lab.visit()
    narrow = lab.page.locator("button.support-launcher").bounding_box()["width"]
    lab.page.locator("button.support-launcher").tap()
    shown = lab.page.evaluate("""async () => {
        await new Promise(requestAnimationFrame);
        const button = document.querySelector("button.support-launcher");
        const { width } = button.getBoundingClientRect();
        return { words: getComputedStyle(button, "::after").content, width };
    }""")
    assert shown["words"] == '"Connecting…"'
    assert shown["width"] > narrow + 40


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 700}])
def test_at_the_first_opening_the_newest_line_is_in_view_also_with_the_question_above_it(make_lab, viewport):
    lab = make_lab(viewport=viewport)
    lab.page.add_init_script("document.fonts.ready.then(() => {})")
    lab.open(MANY + END)
    expect(lab.page.locator(".menu:not(.away) legend")).to_be_visible()
    expect(lab.page.get_by_text("line 59", exact=True)).to_be_in_viewport()
    lab.page.wait_for_timeout(300)
    assert lab.page.locator(".scroller").evaluate(IS_AT_END)
    expect(lab.page.locator(".newest")).to_be_hidden()


def test_who_scrolled_up_is_left_there(lab):
    lab.open(MANY)
    expect(lab.page.get_by_text("line 59", exact=True)).to_be_in_viewport()
    lab.page.locator(".scroller").evaluate("(node) => { node.scrollTop = 300; }")
    expect(lab.page.locator(".newest")).to_be_visible()
    lab.shop("shop.answer('news')")
    expect(lab.page.get_by_text("news", exact=True)).to_have_count(1)
    assert lab.page.locator(".scroller").evaluate("(node) => node.scrollTop") == 300
    arrow = lab.page.locator(".newest").bounding_box()
    form = lab.page.locator(".panel > form").bounding_box()
    assert arrow["y"] + arrow["height"] <= form["y"]


def test_the_menu_opens_below_its_button(lab):
    lab.open("shop.open(); shop.answer('hello')")
    lab.page.locator(".more").click()
    expect(lab.page.locator(".menu:not(.away) li").first).to_be_visible()
    top, menu = lab.page.locator(".top").bounding_box(), lab.page.locator(".menu:not(.away)").bounding_box()
    assert abs(menu["y"] - top["y"] - top["height"]) <= 1


def test_a_conversation_that_nobody_answered_is_not_rated(lab):
    lab.open("shop.open()")
    lab.say("anybody?")
    expect(lab.page.get_by_text("Sent", exact=True)).to_be_visible()
    lab.shop("shop.close()")
    expect(lab.page.get_by_text("This conversation has ended")).to_be_visible()
    lab.page.locator(".more").click()
    expect(lab.page.get_by_text("Send it", exact=False)).to_have_count(1)
    assert lab.page.get_by_text("Rate", exact=True).count() == 0
    assert lab.page.locator(".menu:not(.away) legend").count() == 0


def test_after_a_reload_earlier_conversations_can_be_read_above_the_new_one(lab):
    lab.open("""
        for (const name of ["first", "second", "third"]) {
            shop.open();
            shop.answer(`in the ${name}`);
            if (name !== "third") shop.close();
        }
    """)
    expect(lab.page.get_by_text("in the third", exact=True)).to_be_visible()
    assert lab.bubbles == ["in the third"]
    for found in (["in the second", "in the third"], ["in the first", "in the second", "in the third"]):
        lab.page.locator(".more").click()
        lab.page.get_by_text("Earlier", exact=True).click()
        expect(lab.page.locator(".message .bubble")).to_have_count(len(found) + 1)
        assert lab.bubbles == found
    lab.page.locator(".more").click()
    expect(lab.page.get_by_text("Earlier", exact=True)).to_have_count(0)
    lab.page.keyboard.press("Escape")
    lab.say("now")
    expect(lab.page.get_by_text("Sent", exact=True)).to_be_visible()
    assert lab.bubbles == [*found, "now"]


def test_on_a_touch_screen_enter_says_and_makes_a_new_line(make_lab):
    lab = make_lab(viewport=PHONE, has_touch=True, is_mobile=True)
    lab.open()
    field = lab.page.locator("#composer")
    field.fill("one")
    field.press("Enter")
    expect(field).to_have_value("one\n")
    expect(field).to_have_attribute("enterkeyhint", "enter")


SCHEMES = {
    "a light shop on a dark system": ("dark", "", "light"),
    "a shop that is light or dark as the system is": ("dark", "color-scheme: light dark", "dark"),
    "a dark shop on a light system": ("light", "color-scheme: dark", "dark"),
}


@pytest.mark.parametrize("case", SCHEMES)
def test_the_panel_has_the_shops_colour_scheme(make_lab, case):
    from tests.browser.lab import html

    system, rule, wanted = SCHEMES[case]
    lab = make_lab(color_scheme=system)
    lab.pages["/"] = html(head=f"<style>:root {{ {rule} }}</style>")
    lab.open()
    paper = {"light": "rgb(255, 255, 255)", "dark": "rgb(23, 27, 32)"}[wanted]
    expect(lab.page.locator(".panel")).to_have_css("background-color", paper)


def test_own_files_stand_at_the_side_of_own_messages(lab):
    lab.open("shop.open()")
    lab.page.evaluate("""() => {
        const file = (name) =>
            ({ id: name, kind: "file", name, size: 9, type: "application/pdf", url: "/a", thumbnail: null });
        const attachments = [file("a-rather-long-name-of-a-file.pdf"), file("b.pdf")];
        shop.store(shop.latest, "shopper", "own-file", "see", { attachments });
    }""")
    expect(lab.page.locator(".shopper .support-file")).to_have_count(2)
    bubble = lab.page.locator(".shopper .bubble").bounding_box()
    for file in lab.page.locator(".shopper .support-file").all():
        box = file.bounding_box()
        assert abs(bubble["x"] + bubble["width"] - box["x"] - box["width"]) <= 1
