"""Modules that the panel loads when they are first needed may come late, or not at all."""

from playwright.sync_api import Route, expect

from tests.browser.lab import STATIC, Lab


def hold(lab: Lab, name: str) -> list[Route]:
    """Answer no request for a module of the chat; return the list that they come into."""
    held: list[Route] = []
    lab.page.route(f"**/chat/{name}", lambda route: held.append(route))
    return held


def let_come(lab: Lab, held: list[Route], name: str) -> None:
    """Answer what was held, and wait until the module is there."""
    for route in held:
        route.fallback()
    lab.page.evaluate(f"import('{STATIC}/chat/{name}').then(() => {{}})")


def test_an_address_stays_as_words_until_what_links_it_is_loaded(lab):
    held = hold(lab, "panel/links.js")
    lab.open("shop.open(); shop.answer('look: https://y.test/')")
    said = lab.page.locator(".message.agent .bubble").last
    expect(said).to_have_text("look: https://y.test/")
    expect(said.locator("a")).to_have_count(0)
    let_come(lab, held, "panel/links.js")
    expect(said.locator("a")).to_have_attribute("href", "https://y.test/")
    expect(said).to_have_text("look: https://y.test/")


def test_what_was_read_before_its_number_could_be_shown_is_not_counted(lab):
    held = hold(lab, "unread_count.js")
    lab.open("shop.open()")
    lab.page.locator(".close").click()
    with lab.page.expect_request("**/chat/unread_count.js"):
        lab.shop("shop.answer('hello')")
    lab.page.locator("button.support-launcher").click()
    expect(lab.page.get_by_text("hello", exact=True)).to_be_visible()
    let_come(lab, held, "unread_count.js")
    expect(lab.page.locator(".support-unread")).to_have_count(0)
    assert lab.page.title() == "Lab"


def test_unread_answers_are_counted_until_the_chat_is_opened(lab):
    lab.open("shop.open()")
    lab.page.locator(".close").click()
    lab.shop("shop.answer('one')")
    lab.shop("shop.answer('two')")
    expect(lab.page.locator(".support-unread")).to_have_text("2")
    expect(lab.page).to_have_title("(2) Lab")
    lab.page.locator("button.support-launcher").click()
    expect(lab.page.locator(".support-unread")).to_have_count(0)
    expect(lab.page).to_have_title("Lab")


def test_once_somebody_answers_nobody_is_said_to_be_away(lab):
    lab.open("shop.open(); shop.away = 'Nobody is here'")
    away = lab.page.locator(".away")
    expect(away).to_contain_text("Nobody is here")
    lab.shop("shop.away = null")
    lab.shop("shop.answer('hello', { agent: { id: 'a', name: 'Sara' } })")
    expect(lab.page.get_by_text("hello", exact=True)).to_be_visible()
    expect(away).to_be_hidden()
