"""Words in two directions: shown as typed, and nobody's words or name turn those of others around."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.helpers.chatting import is_sent, offer, open_chat, own, say
from tests.browser.helpers.desks import Shopper, ready
from tests.browser.helpers.files import PDF, attach, file_of

PICTURES = os.environ.get("BIDI_PICTURES")  # a folder to look at them by eye
OVERRIDE, EMBED = "\u202e", "\u202b"
# What is typed, and pieces of it in the order in which they stand from left to right.
MIXED = {
    "کد SF-1023 را با 2 عدد سفارش دادم": ["دادم", "SF-1023", "کد"],
    "Why is SF-1023 قیمت ۶۵٬۰۰۰?": ["Why", "SF-1023", "۶۵", "قیمت", "?"],
    "شماره‌ام +98 912 345 6789 است": ["است", "شماره"],
    "لینک https://x.test/a?c=1&d=2 را": ["را", "https://x.test/a?c=1&d=2", "لینک"],
    "See https://x.test/فارسی/1 please": ["See", "https", "please"],
    "السعر 12.50 USD فقط": ["فقط", "USD", "السعر"],
    "Total: 1,250,000 تومان!": ["Total", "1,250,000", "تومان", "!"],
}
# Left ends of pieces of a node's text, as they are drawn.
PLACES = """(node, pieces) => {
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    return pieces.map((piece) => {
        const text = texts.find(({ data }) => data.includes(piece));
        const range = document.createRange();
        range.setStart(text, text.data.indexOf(piece));
        range.setEnd(text, text.data.indexOf(piece) + piece.length);
        const rects = [...range.getClientRects()];
        return Math.min(...rects.map(({ left, top }) => left + 10_000 * Math.round(top / 10)));
    });
}"""


def places(node: Locator, *pieces: str) -> list[float]:
    """Return where these pieces of the text begin, from left to right and line by line."""
    return node.evaluate(PLACES, list(pieces))


def show(page: Page, name: str) -> None:
    """Keep a picture, where somebody wants to see it."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def wide(new_page: Any) -> Page:
    return new_page(viewport={"width": 1280, "height": 1000})


@pytest.mark.parametrize("language", ["fa", "en"])
def test_mixed_messages_read_as_they_were_typed_on_pages_of_both_directions(
    live_shop,
    new_page,
    agent,
    words,
    language,
):
    page = wide(new_page)
    open_chat(page, live_shop, language)
    say(page, words)
    is_sent(page, words)
    panel = page.locator(".scroller").bounding_box()
    for text, pieces in MIXED.items():
        say(page, text)
        agent.answer(words, f"{text} ·")
        for message in (own(page, text), page.locator(".message.agent", has_text=f"{text} ·")):
            node = message.locator(".bubble p")
            expect(node).to_have_attribute("dir", "auto")
            found = places(node, *pieces)
            assert found == sorted(found), (text, found)
        # The bubble's side is its writer's, whatever the direction of the words.
        own_box = own(page, text).locator(".bubble").bounding_box()
        rest = (own_box["x"] - panel["x"], panel["x"] + panel["width"] - own_box["x"] - own_box["width"])
        assert (rest[0] if language == "fa" else rest[1]) < 30
        show(page, f"{language}-{list(MIXED).index(text)}")


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_field_takes_the_direction_of_what_is_typed(live_shop, new_page, language):
    page = wide(new_page)
    open_chat(page, live_shop, language)
    field = page.locator("#composer")
    expect(field).to_have_css("direction", "rtl" if language == "fa" else "ltr")
    for text, direction in (("Hello سلام", "ltr"), ("سلام Hello", "rtl"), ("12 سلام", "rtl")):
        field.fill(text)
        expect(field).to_have_attribute("dir", "auto")
        assert field.evaluate("(node) => node.matches(':dir(rtl)')") == (direction == "rtl"), text


@pytest.mark.parametrize("language", ["fa", "en"])
def test_marks_that_turn_text_around_end_with_the_message_or_name_they_are_in(
    live_shop,
    new_page,
    agent,
    words,
    language,
):
    page = wide(new_page)
    open_chat(page, live_shop, language)
    attach(page, file_of(f"{OVERRIDE}gnp.exe.pdf", PDF))
    expect(page.locator(".support-chip.support-done")).to_be_visible()
    say(page, words)
    is_sent(page, words)
    hostile = f"abc {OVERRIDE}{EMBED}def"
    offer(agent, words, hostile, [f"{OVERRIDE}one", "two three"])
    expect(page.locator(".choices button")).to_have_count(2)
    say(page, f"one {OVERRIDE}two")
    is_sent(page, f"one {OVERRIDE}two")
    plain = "alpha beta"
    say(page, plain)
    is_sent(page, plain)
    agent.answer(words, plain)
    expect(page.locator(".message.agent", has_text=plain)).to_be_visible()
    show(page, f"override-{language}")
    for node in page.locator(".bubble p", has_text=plain).all():
        found = places(node, "alpha", "beta")
        assert found == sorted(found)
    # The size after the file's hostile name stands on its side of it, and reads as ever.
    about = page.locator(".message.shopper .support-file")
    name, size = about.locator("bdi").bounding_box(), about.locator("small").bounding_box()
    assert (size["x"] < name["x"]) == (language == "fa")
    number, unit = page.locator(".message.shopper .support-file small").evaluate(
        "(node) => node.textContent.split(/\\s/u)"
    )
    found = places(about.locator("small"), number, unit)
    assert (found == sorted(found)) == (language == "en")
    assert not page.locator(".message .meta").filter(has_text=OVERRIDE).count()


def test_a_link_ends_where_a_control_would_turn_its_address_round(
    live_shop,
    new_page,
    words,
):
    page = wide(new_page)
    open_chat(page, live_shop, "en")
    say(page, words)
    is_sent(page, words)
    text = f"see https://x.test/{OVERRIDE}moc.poh now"
    say(page, text)
    is_sent(page, text)
    link = own(page, text).locator("a")
    expect(link).to_have_text("https://x.test/")
    expect(link).to_have_attribute("href", "https://x.test/")
    # Nor does a control before it turn it round.
    text = f"see {OVERRIDE}https://y.test/moc.poh now"
    say(page, text)
    is_sent(page, text)
    link = own(page, text).locator("a")
    found = places(link, "https", "y.test", "poh")
    assert found == sorted(found)


# Of each line of a text, whether its last letter stands to the right of its first.
RUNS = """(node) => {
    const text = node.firstChild;
    const left = (index) => {
        const range = new Range();
        range.setStart(text, index);
        range.setEnd(text, index + 1);
        return range.getBoundingClientRect().left;
    };
    let first = 0;
    return text.data.split("\\n").map((line) => {
        const ends = [left(first), left(first + line.length - 1)];
        first += line.length + 1;
        return ends[1] > ends[0] ? "ltr" : "rtl";
    });
}"""
# As typed, and which way each line runs.
LINES = {
    "SF-1023 (2)\nاین کالا را می‌خواهم.": ["ltr", "rtl"],
    "سلام\nIs it in stock?\nممنون!": ["rtl", "ltr", "rtl"],
}


def runs(bubbles: Locator) -> list[list[str]]:
    """Return which way each line of these texts runs, once all are there."""
    expect(bubbles).to_have_text(list(LINES))
    return [bubble.evaluate(RUNS) for bubble in bubbles.all()]


@pytest.mark.parametrize("language", ["fa", "en"])
def test_each_line_runs_its_own_way_on_the_page_without_javascript(live_shop, new_page, language):
    page = new_page(java_script_enabled=False)
    page.goto(f"{live_shop.url}/{language}/support/chat/")
    for text in LINES:
        page.locator("[name=body]").fill(text)
        page.locator(".support-form button").click()
    assert runs(page.locator(".support-shopper .support-bubble")) == list(LINES.values())


@pytest.mark.parametrize("script", [True, False], ids=["live", "without JavaScript"])
@pytest.mark.parametrize("language", ["fa", "en"])
def test_each_line_runs_its_own_way_at_the_desk(live_shop, open_desk, language, script):
    shopper = Shopper(live_shop)
    for text in LINES:
        shopper.ask(text)
    page = open_desk(live_shop, path=f"{shopper.id}/", language=language, java_script_enabled=script)
    if script:
        ready(page)  # it has drawn the messages again
    bubbles = page.locator('.desk-message[data-sender="shopper"] .desk-bubble')
    assert runs(bubbles) == list(LINES.values())
