"""Answers in the chat's panel, in a real browser: before the first message, while typing, read in place."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.browser.answers.answering import (
    ARTICLES,
    focused,
    holds,
    is_read,
    matching,
    reading,
    start_answering,
    suggested,
    write,
)
from tests.browser.conftest import DESKTOP
from tests.browser.helpers.agents import Agent
from tests.browser.helpers.chatting import is_sent, open_chat, own, theirs
from tests.browser.helpers.faults import faults
from tools.run.shop import Shop

LANGUAGES = ["fa", "ar", "en"]
COLLOQUIAL = {"fa": "پول پیک چقده", "ar": "كم التوصيل", "en": "how much is delivry"}
COST = "cost-of-delivery"
SEEN = """async (id) => {
    const answer = await fetch(`/en/support/api/v1/conversations/${id}/`);
    const { conversation } = await answer.json();
    return conversation.shopper_seen >= conversation.last_seq;
}"""


@pytest.fixture(scope="module")
def answering(start_shop, tmp_path_factory) -> tuple[Shop, Path]:
    return start_answering(start_shop, tmp_path_factory.mktemp("answering"))


@pytest.fixture(scope="module")
def shop(answering) -> Shop:
    return answering[0]


def test_a_persian_phone_asks_reads_returns_and_sends(answering, page):
    shop, log = answering
    asked, sent = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))))
    open_chat(page, shop)
    expect(suggested(page).first).to_have_text(ARTICLES[COST]["fa"][0])
    question = f"{COLLOQUIAL['fa']} رازشصت‌وهفت"
    write(page, question)
    expect(matching(page).first).to_have_text(ARTICLES[COST]["fa"][0])
    expect(page.locator("#composer")).to_be_focused()
    matching(page).first.click()
    is_read(page, COST, "fa")
    expect(reading(page).locator("li")).to_have_text(["تهران: پیک", "شهرهای دیگر: پست"])
    expect(reading(page).locator(".words a")).to_have_attribute("href", "/fa/basket/")
    assert focused(page) == "question"
    page.locator(".reading .action").first.click()
    expect(reading(page)).to_be_hidden()
    expect(page.locator("#composer")).to_have_value(question)
    # Nothing has gone, and nothing of what was typed is anywhere.
    assert not [frame for frame in sent if "رازشصت" in frame]
    assert not [url for url in asked if "/messages/" in url or "%D8%B1%D8%A7%D8%B2" in url]
    assert holds(shop, "رازشصت") == []
    assert "رازشصت" not in log.read_text()
    page.locator(".send").click()
    is_sent(page, question)
    expect(page.locator(".matching")).to_be_hidden()
    expect(page.locator(".suggested")).to_be_hidden()
    assert holds(shop, "رازشصت") != []


@pytest.mark.parametrize("language", LANGUAGES)
def test_suggestions_are_used_by_keyboard_alone(shop, new_page, language):
    page = new_page(viewport=DESKTOP)
    page.goto(f"{shop.url}/{language}/basket/")
    page.locator("button.support-launcher").press("Enter")
    expect(suggested(page)).not_to_have_count(0)
    write(page, COLLOQUIAL[language])
    expect(matching(page).first).to_have_text(ARTICLES[COST][language][0])
    expect(page.locator("#composer")).to_be_focused()
    keyboard = page.keyboard
    keyboard.press("ArrowDown")
    expect(matching(page).first).to_be_focused()
    keyboard.press("Escape")
    expect(page.locator("#composer")).to_be_focused()
    keyboard.press("Home")  # from the middle of the text, an arrow goes to its beginning
    keyboard.press("ArrowUp")
    expect(matching(page).last).to_be_focused()
    for _more in range(matching(page).count()):
        keyboard.press("ArrowUp")
    expect(matching(page).first).to_be_focused()
    keyboard.press("Enter")
    is_read(page, COST, language)
    keyboard.press("Escape")
    expect(matching(page).first).to_be_focused()
    keyboard.press("Enter")
    is_read(page, COST, language)
    reading(page).locator(".action").last.press("Enter")
    expect(page.locator("#composer")).to_be_focused()
    expect(page.locator("#composer")).to_have_value(COLLOQUIAL[language])
    keyboard.press("Escape")
    expect(page.locator(".matching")).to_be_hidden()
    expect(page.locator(".panel")).to_be_visible()
    keyboard.press("Escape")
    expect(page.locator(".panel")).to_be_hidden()


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_no_fault_in_suggestions_and_answers(shop, page, language):
    open_chat(page, shop, language)
    expect(suggested(page)).not_to_have_count(0)
    assert faults(page) == []
    write(page, COLLOQUIAL[language])
    expect(matching(page)).not_to_have_count(0)
    assert faults(page) == []
    matching(page).first.click()
    is_read(page, COST, language)
    assert faults(page) == []


def test_the_field_stays_where_it_is_and_the_answers_are_announced(shop, page):
    open_chat(page, shop)
    field = page.locator("#composer")
    write(page, "سلام")
    expect(suggested(page)).not_to_have_count(0)
    page.locator(".panel").evaluate(
        "(node) => Promise.all(node.getAnimations().map((each) => each.finished))"
    )
    before = field.bounding_box()
    write(page, f"، {COLLOQUIAL['fa']}")
    expect(matching(page)).not_to_have_count(0)
    # The same question does not stand there twice.
    expect(page.locator(".suggested")).to_be_hidden()
    assert field.bounding_box() == before
    expect(field).to_be_focused()
    expect(page.locator(".unseen[role=status]")).to_have_text(re.compile("[۰-۹]"))
    field.fill("")
    expect(page.locator(".matching")).to_be_hidden()
    expect(page.locator(".suggested")).to_be_visible()
    assert field.bounding_box() == before


@pytest.mark.parametrize("size", [{"width": 390, "height": 400}, {"width": 320, "height": 256}])
def test_on_a_low_window_field_and_answers_are_in_view(shop, new_page, size):
    """A phone whose keyboard is open, and 200 % to 400 % zoom."""
    page = new_page(viewport=size)
    open_chat(page, shop)
    write(page, COLLOQUIAL["fa"])
    expect(matching(page).first).to_be_attached()
    for part in (page.locator("#composer"), page.locator(".send")):
        expect(part).to_be_in_viewport(ratio=1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    if size["height"] > 300:
        expect(matching(page).first).to_be_in_viewport(ratio=0.9)
    matching(page).first.press("Enter")
    is_read(page, COST, "fa")
    reading(page).locator(".action").last.scroll_into_view_if_needed()
    expect(reading(page).locator(".action").last).to_be_in_viewport(ratio=0.5)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_articles_markup_is_text(shop, page):
    open_chat(page, shop)
    write(page, "هدیه می‌پیچید؟")
    expect(matching(page).first).to_have_text(ARTICLES["hostile"]["fa"][0])
    matching(page).first.click()
    is_read(page, "hostile", "fa")
    expect(reading(page).locator(".words")).to_have_text(ARTICLES["hostile"]["fa"][1])
    assert reading(page).locator("img, script, .words a").count() == 0


def test_an_answer_in_another_language_runs_its_own_way(shop, page):
    open_chat(page, shop)
    write(page, "how much does delivery cost")
    expect(matching(page).first).to_have_attribute("dir", "ltr")
    matching(page).first.click()
    is_read(page, COST, "en")
    expect(reading(page).locator(".words")).to_have_css("direction", "ltr")
    expect(reading(page).locator(".words")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("status", [429, 500, 0])
def test_refused_or_without_a_connection_it_shows_nothing_and_the_chat_works(shop, page, words, status):
    def refuse(route: Route) -> None:
        route.fulfill(status=status, headers={"Retry-After": "60"}) if status else route.abort()

    page.route("**/answers/matches/", refuse)
    open_chat(page, shop)
    expect(suggested(page)).not_to_have_count(0)
    with page.expect_request("**/answers/matches/"):
        write(page, words)
    page.locator(".send").click()
    is_sent(page, words)
    expect(page.locator(".matching")).to_be_hidden()


def test_what_a_person_answers_while_an_article_is_read_is_announced_and_unseen(shop, page, new_page, words):
    agent = Agent(new_page(), shop)
    open_chat(page, shop)
    page.locator("#composer").fill(words)
    page.locator(".send").click()
    is_sent(page, words)
    write(page, COLLOQUIAL["fa"])
    matching(page).first.click()
    is_read(page, COST, "fa")
    agent.answer(words, "بله، بفرمایید.")
    fresh = reading(page).locator(".actions").first.locator("button").nth(1)
    expect(fresh).to_be_visible()
    expect(page.locator(".unseen[role=status]")).to_have_text(fresh.inner_text())
    conversation = agent.find(words)
    page.evaluate("() => document.querySelector('support-chat').identify()")
    assert agent.page.evaluate(SEEN, conversation) is False
    fresh.click()
    agent.page.wait_for_function(SEEN, arg=conversation)
    expect(theirs(page, "بله، بفرمایید.")).to_be_visible()
    expect(page.locator("#composer")).to_be_focused()
    # A person is there now: nothing is suggested any more.
    page.locator("#composer").fill("")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    write(page, COLLOQUIAL["fa"])
    page.locator(".send").click()
    expect(own(page, COLLOQUIAL["fa"])).to_have_count(1)
    assert not [url for url in asked if "/answers/" in url]


def test_whether_it_helped_is_stored_once_and_said_thanks_for(shop, page):
    open_chat(page, shop)
    write(page, "پولم کی برمی‌گردد")
    matching(page).first.click()
    is_read(page, "money-back", "fa")
    group = reading(page).get_by_role("group")
    group.locator("button").first.press("Enter")
    expect(group.locator("button")).to_have_count(0)
    expect(group).to_be_focused()
    stored = [line for line in holds(shop, "support_plugin_articlefeedback") if "VALUES(1," in line]
    assert len(stored) == 1
    page.keyboard.press("Escape")
    expect(page.locator("#composer")).to_have_value("پولم کی برمی‌گردد")


def test_on_the_next_page_a_draft_waits_until_it_is_typed_on(shop, page):
    open_chat(page, shop)
    write(page, COLLOQUIAL["fa"])
    expect(matching(page)).not_to_have_count(0)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for leave in (lambda: page.goto(f"{shop.url}/fa/basket/?again"), page.go_back):
        asked.clear()
        leave()
        expect(page.locator("#composer")).to_have_value(re.compile(COLLOQUIAL["fa"]))
        expect(suggested(page)).not_to_have_count(0)
        assert not [url for url in asked if "/matches/" in url]
        write(page, "؟")
        expect(matching(page).first).to_have_text(ARTICLES[COST]["fa"][0])
        expect(page.locator(".matching")).to_have_count(1)


def test_switched_off_not_one_request_is_made(start_shop, tmp_path, page, words):
    shop, _log = start_answering(start_shop, tmp_path, on=False)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    open_chat(page, shop)
    page.locator("#composer").press_sequentially(words)
    page.locator(".send").click()
    is_sent(page, words)
    assert not [url for url in asked if "answers" in url]
    assert page.locator(".offers").count() == 0
