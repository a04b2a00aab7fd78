"""No word of a stranger becomes a program: in the panel, on the plain page and on the desk."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers.agents import Agent
from tests.browser.helpers.chatting import is_sent, offer, open_chat, say
from tests.browser.helpers.files import PDF, attach, file_of, picture
from tools.run.shop import Shop

# Each would set a flag on the page, wherever it ran.
PAYLOADS = [
    "<img src=x onerror=window.hacked=1>",
    "<script>window.hacked=2</script>",
    "\"'><svg/onload=window.hacked=3>",
    "</textarea></script><iframe srcdoc='<script>parent.hacked=4</script>'>",
    "javascript:window.hacked=5//https://x.test/%0Aonmouseover=window.hacked=6",
    "https://x.test/\"onfocus='window.hacked=7'autofocus=\"",
    "data:text/html,<script>opener.hacked=8</script>",
    "{{constructor.constructor('window.hacked=9')()}}${window.hacked=10}",
    "<a href=javascript:hacked=11>x</a><style>@import'//x.test'</style><base href=//x.test>",
]
NAME = PAYLOADS[0][:60]
SEED = f"""
from django.contrib.auth import get_user_model
from support_plugin.models import SupportSettings
for person in get_user_model().objects.filter(username__contains="@example.com"):
    person.first_name, person.last_name = {NAME!r}, {PAYLOADS[2]!r}
    person.save()
row = SupportSettings.objects.get()
row.names = {{"fa": {PAYLOADS[0]!r}, "en": {PAYLOADS[0]!r}}}
row.greetings = {{"fa": {PAYLOADS[1]!r}, "en": {PAYLOADS[2]!r}}}
row.save()
"""
IN_ADDRESS = f"?q={quote(PAYLOADS[0])}&next=javascript:hacked=12#{PAYLOADS[0]}"
ELEMENTS = (
    "img[src]:not([src^='/']):not([src^='blob:']), "
    "script:not([src]), iframe, base, style, [onerror], [onload]"
)
# Of what was said, nothing may be an element; the words are all there.
STRANGE = f"""(root) => {{
    const within = (one) => [one, ...(one.shadowRoot ? inside(one.shadowRoot) : [])];
    const inside = (node) => [...node.querySelectorAll("*")].flatMap(within);
    const all = inside(root);
    const links = all.filter((node) => node.href && !/^(https?:|mailto:|blob:)/.test(node.href));
    const strangers = all.filter((node) => node.matches({ELEMENTS!r}));
    return [...strangers, ...links].map((node) => node.outerHTML);
}}"""


@pytest.fixture(scope="module")
def shop(start_shop: Callable[..., Shop]) -> Shop:
    """A shop whose people and texts have the names that an attacker would choose."""
    running = start_shop()
    running.manage("shell", "-c", SEED, quiet=True)
    return running


def watch(page: Page) -> list[str]:
    """Return a list that gets whatever a payload may manage to do."""
    opened: list[str] = []
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    page.on("popup", lambda popup: opened.append(popup.url))
    return opened


def is_harmless(page: Page, part: str) -> None:
    """See that nothing ran, and that no element of this part came from somebody's words."""
    assert page.evaluate("window.hacked") is None
    assert page.locator(part).first.evaluate(STRANGE) == []


def say_it_all(page: Page) -> None:
    """Send every payload, and one as a file's name."""
    attach(page, file_of(f"{NAME}.png", picture()), file_of(f"{PAYLOADS[2]}.pdf".replace("/", ":"), PDF))
    expect(page.locator(".support-chip.support-done")).to_have_count(2)
    for text in PAYLOADS:
        say(page, text)
        is_sent(page, text)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_payloads_in_words_names_files_and_addresses_run_nowhere(
    shop,
    new_page,
    open_desk,
    words,
    language,
):
    page = new_page()
    opened = watch(page)
    open_chat(page, shop, language)
    say(page, words)
    is_sent(page, words)
    say_it_all(page)
    agent = Agent(new_page(), shop)
    conversation = agent.find(words)
    for text in PAYLOADS:
        agent.answer(words, text)
    offer(agent, words, PAYLOADS[0], PAYLOADS[:3])
    expect(page.locator(".choices button")).to_have_text(PAYLOADS[:3])
    expect(page.locator(".message.agent .name").last).to_contain_text(NAME)
    expect(page.locator(".message.shopper .support-file")).to_contain_text("onload=")
    is_harmless(page, "support-chat")
    # What stands in the address and in the title is not the panel's business.
    page.evaluate("(words) => { document.title = words; }", PAYLOADS[1])
    page.goto(f"{shop.url}/{language}/basket/{IN_ADDRESS}")
    expect(page.locator(".message.shopper .bubble").last).to_be_visible()
    is_harmless(page, "support-chat")
    page.goto(f"{shop.url}/{language}/support/chat/{IN_ADDRESS}")
    expect(page.locator(".support-bubble", has_text=PAYLOADS[8]).first).to_be_visible()
    is_harmless(page, ".support-page")

    desk = open_desk(shop, path=f"{conversation}/{IN_ADDRESS}", language=language)
    opened_at_desk = watch(desk)
    expect(desk.locator('#support-desk[data-connection="live"]')).to_be_visible()
    expect(desk.locator(".desk-bubble", has_text=PAYLOADS[8]).first).to_be_visible()
    is_harmless(desk, "#support-desk")
    assert [*opened, *opened_at_desk] == []


def test_payloads_that_arrive_live_run_nowhere_on_the_desk(
    shop,
    new_page,
    open_desk,
    words,
):
    desk = open_desk(shop)
    opened = watch(desk)
    expect(desk.locator('#support-desk[data-connection="live"]')).to_be_visible()
    page = new_page()
    open_chat(page, shop)
    say(page, words)
    is_sent(page, words)
    desk.locator(".desk-entry", has_text=words).locator("a").click()
    say_it_all(page)
    expect(desk.locator(".desk-bubble", has_text=PAYLOADS[8])).to_be_visible()
    expect(desk.locator(".desk-entry [aria-current=page]", has_text=PAYLOADS[8][:40])).to_be_visible()
    is_harmless(desk, "#support-desk")
    assert opened == []
