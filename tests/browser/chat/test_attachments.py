"""Pictures and files between a shopper's phone and an agent's desk."""

import base64
import re
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers.desks import ready
from tests.browser.helpers.faults import axe
from tests.browser.helpers.files import PDF, attach, file_of, picture
from tools.run.shop import Shop

HOSTILE_NAME = '<img src=x onerror="document.title=1">\u202egnp.exe'
# Gives a part of the page files as a paste or a drop brings them.
GIVE = """(target, {type, name, content}) => {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], name, {type: "image/png"}));
    const options = {bubbles: true, cancelable: true, composed: true};
    const event = type === "paste"
        ? new ClipboardEvent(type, {...options, clipboardData: data})
        : new DragEvent(type, {...options, dataTransfer: data});
    target.dispatchEvent(event);
}"""


def open_chat(page: Page, shop: Shop, language: str = "fa") -> None:
    page.goto(f"{shop.url}/{language}/basket/")
    page.locator("button.support-launcher").click()
    expect(page.locator(".support-attach")).to_be_visible()


def is_drawn(image: Any) -> None:
    """Wait until a picture is there, and see that it did not move anything when it came."""
    expect(image).to_be_visible()
    image.evaluate("(node) => node.decode()")
    assert image.evaluate("(node) => node.naturalWidth") > 0
    box = image.bounding_box()
    assert (box["width"], box["height"]) == pytest.approx(
        image.evaluate("(node) => [Number(node.getAttribute('width')), Number(node.getAttribute('height'))]"),
        abs=1,
    )


def test_a_shopper_attaches_a_picture_and_the_agent_sees_it_live_and_answers_with_a_file(
    live_shop, new_page, open_desk
):
    words = f"این کفش {uuid4().hex[:8]}"
    desk = open_desk(live_shop)
    ready(desk)
    page = new_page()
    open_chat(page, live_shop)
    attach(page, file_of("کفش من.png", picture()))
    expect(page.locator(".support-chip.support-done img")).to_be_visible()
    page.locator("#composer").fill(words)
    page.locator(".send").click()
    sent = page.locator(".message.shopper", has=page.get_by_text(words))
    is_drawn(sent.locator(".support-image img"))
    expect(page.locator(".support-chip")).to_have_count(0)

    desk.locator(".desk-entry", has_text=words).locator("a").click()
    seen = desk.locator('.desk-message[data-sender="shopper"] .support-image')
    is_drawn(seen.locator("img"))
    with desk.context.expect_page() as opened:
        seen.click()
    opened.value.wait_for_load_state()
    assert opened.value.evaluate("document.images[0].naturalWidth") == 640
    opened.value.close()

    desk.locator('[data-part="picker"]').set_input_files([file_of("فاکتور.pdf", PDF)])
    expect(desk.locator(".support-chip.support-done")).to_be_visible()
    desk.locator("#support-desk-body").press("Enter")
    link = page.locator(".message.agent .support-file")
    expect(link).to_be_visible(timeout=5000)
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "فاکتور.pdf"
    assert download.value.path().read_bytes() == PDF
    page.reload()
    expect(page.locator(".message.agent .support-file")).to_have_count(1)
    is_drawn(page.locator(".message.shopper .support-image img"))


def test_a_file_that_is_refused_says_why_and_the_words_stay(live_shop, new_page):
    page = new_page()
    open_chat(page, live_shop)
    title = page.title()
    page.locator("#composer").fill("این عکس")
    attach(page, file_of("page.png", b"<html><script>alert(1)</script>"), file_of(HOSTILE_NAME, picture()))
    refused = page.locator(".support-chip.support-failed")
    expect(refused.locator(".support-why")).to_contain_text("PDF")
    expect(page.locator(".support-chip.support-done")).to_contain_text("<img src=x")
    page.locator(".send").click()
    expect(page.locator(".notice")).not_to_be_empty()
    expect(page.locator("#composer")).to_have_value("این عکس")
    assert page.locator(".message.shopper").count() == 0
    refused.locator(".support-remove").press("Enter")
    expect(page.locator(".support-chip .support-remove")).to_be_focused()
    page.locator(".send").click()
    expect(page.locator(".message.shopper .support-image")).to_be_visible()
    assert page.title() == title


def test_a_broken_line_is_shown_and_the_upload_tried_again(live_shop, new_page):
    page = new_page()
    open_chat(page, live_shop)
    page.route("**/attachments/", lambda route: route.abort())
    attach(page, file_of("a.png", picture()))
    expect(page.locator(".support-chip.support-failed")).to_be_visible()
    page.unroute("**/attachments/")
    page.locator(".support-retry").click()
    expect(page.locator(".support-chip.support-done")).to_be_visible()


def test_a_message_waits_for_its_files_and_then_goes_by_itself(live_shop, new_page):
    page = new_page()
    open_chat(page, live_shop)
    held: list[Any] = []
    page.route("**/attachments/", lambda route: held.append(route))
    attach(page, file_of("a.png", picture()))
    expect(page.locator(".support-chip")).to_be_visible()
    page.locator("#composer").fill("همراه عکس")
    page.locator(".send").click()
    expect(page.locator(".notice")).not_to_be_empty()
    assert page.locator(".message.shopper").count() == 0
    held[0].continue_()
    sent = page.locator(".message.shopper", has=page.get_by_text("همراه عکس"))
    expect(sent.locator(".support-image")).to_be_visible()
    expect(page.locator("#composer")).to_have_value("")


def test_a_message_takes_along_what_was_chosen_before_anything_could_be_uploaded(live_shop, new_page):
    page = new_page()
    open_chat(page, live_shop)
    held: list[Any] = []
    page.route(re.compile("/chat/attachments[^/]*[.]js"), lambda route: held.append(route))
    with page.expect_request(re.compile("/chat/attachments[^/]*[.]js")):
        attach(page, file_of("a.png", picture()))
    page.locator("#composer").fill("عکسش این است")
    page.locator(".send").click()
    page.locator("#composer").press("Enter")
    for route in held:
        route.continue_()
    sent = page.locator(".message.shopper")
    expect(sent.locator(".support-image")).to_be_visible()
    expect(sent).to_have_count(1)
    expect(sent).to_contain_text("عکسش این است")
    expect(page.locator("#composer")).to_have_value("")


@pytest.mark.parametrize(("type", "where"), [("paste", "#composer"), ("drop", ".log")])
def test_a_picture_may_be_pasted_or_dropped(live_shop, new_page, type, where):
    page = new_page()
    open_chat(page, live_shop)
    content = base64.b64encode(picture()).decode()
    page.locator(where).evaluate(GIVE, {"type": type, "name": "pasted.png", "content": content})
    expect(page.locator(".support-chip.support-done")).to_contain_text("pasted.png")


def test_a_phones_photo_is_made_smaller_before_it_is_sent(live_shop, new_page):
    page = new_page()
    open_chat(page, live_shop)
    photo = picture((4000, 3000), "JPEG", quality=95)
    with page.expect_request("**/attachments/") as request:
        attach(page, file_of("photo.jpg", photo) | {"mimeType": "image/jpeg"})
    assert int(request.value.all_headers()["content-length"]) < len(photo) / 2
    expect(page.locator(".support-chip.support-done")).to_be_visible()


@pytest.mark.parametrize("language", ["fa", "en"])
def test_files_are_accessible_and_fit_the_panel(live_shop, new_page, language):
    page = new_page(bypass_csp=True, viewport={"width": 320, "height": 640})
    open_chat(page, live_shop, language)
    attach(page, file_of("a.png", picture((1200, 300))), file_of(f"{'long ' * 30}.pdf", PDF))
    expect(page.locator(".support-chip.support-done")).to_have_count(2)
    page.locator(".send").click()
    expect(page.locator(".message.shopper .support-file")).to_be_visible()
    attach(page, file_of("b.png", picture()), file_of("c.html", b"<html>"))
    expect(page.locator(".support-failed")).to_be_visible()
    assert axe(page, "support-chat") == []
    for part in (".scroller", "> form", ".support-chips"):
        assert page.locator(f".panel {part}").evaluate("(node) => node.scrollWidth <= node.clientWidth"), part
    for button in page.locator(
        ".support-attach, .support-remove, .support-retry, .support-file, .support-image"
    ).all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 44


def test_without_javascript_files_go_by_the_form(live_shop, new_page):
    page = new_page(java_script_enabled=False)
    page.goto(f"{live_shop.url}/fa/support/chat/")
    page.locator("[name=attachments]").set_input_files([file_of("a.png", picture()), file_of("b.pdf", PDF)])
    page.locator(".support-form [type=submit]").click()
    expect(page.locator(".support-files .support-image img")).to_be_visible()
    expect(page.locator(".support-files .support-file")).to_contain_text("۱ کیلوبایت")
    image = page.locator(".support-files img").bounding_box()
    assert (image["width"], image["height"]) == (240, 180)
