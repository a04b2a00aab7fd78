"""How a prompt is shown: once, beside what is used, and what its buttons do."""

import json
from itertools import count

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.helpers.faults import COUNT_LAYOUT_SHIFTS
from tests.browser.lab import ADDRESS, STATIC, Lab, html

SCREENS = {
    "phone": {"viewport": PHONE, "has_touch": True},
    "desk": {"viewport": DESKTOP},
}
PROMPT = {
    "rule": 1,
    "kind": "paused",
    "page": "payment",
    "version": "v",
    "greeting": "سلام نگار، کمکی لازم دارید؟",
    "answer": None,
    "question": "چه می‌خواهید بدانید؟",
    "replies": ["امن است؟", "کی می‌رسد؟"],
    "cards": [],
}
TEXTS = {
    "label": "کمک فروشگاه",
    "write": "برایمان بنویسید",
    "dismiss": "نه، ممنون",
    "failed": "فرستاده نشد.",
    "card": f"{STATIC}/carts/corner_card.js",
    "module": f"{STATIC}/carts/prompt.js",
    "style": f"{STATIC}/carts/prompt.css",
    "url": "/prompts/",
    "page": "payment",
}
BODY = """<h1>پرداخت</h1><p>لطفاً روش پرداخت را انتخاب کنید.</p>
    <form><input id="card" aria-label="شماره کارت"><button id="pay">پرداخت 1,250,000</button></form>"""
OFFER = "(detail) => document.dispatchEvent(new CustomEvent('support:prompt', { detail }))"
COVERED = """() => {
    const { shadowRoot } = document.querySelector(".support-host-prompt");
    const box = shadowRoot.querySelector(".prompt").getBoundingClientRect();
    const used = [...document.querySelectorAll("main :is(input, button, a), .support-launcher")];
    return used.filter((node) => {
        const one = node.getBoundingClientRect();
        return one.left < box.right && one.right > box.left && one.top < box.bottom && one.bottom > box.top;
    }).map((node) => node.outerHTML);
}"""


class Shop(Lab):
    """A lab whose shop answers the calls of prompts, and notes them."""

    def __init__(self, page, body=BODY, **data):
        super().__init__(page)
        self.sent = []
        self.numbers = count(1)
        self.refuses = False
        self.fails = 0
        names = {**TEXTS, **{key.replace("_", "-"): value for key, value in data.items()}}
        attributes = " ".join(f"data-{key}='{value}'" for key, value in names.items())
        element = f"<support-prompts hidden lang='fa' {attributes}></support-prompts>"
        script = f'<script type="module" src="{STATIC}/carts/prompts.js"></script>'
        self.pages["/"] = html(body, script, direction="rtl").replace("</body>", f"{element}</body>")
        page.route(f"{ADDRESS}/prompts/**", self._reply)

    def _reply(self, route):
        path = route.request.url.removeprefix(f"{ADDRESS}/prompts/")
        self.sent.append((path, route.request.post_data_json))
        if self.fails:
            self.fails -= 1
            return route.abort()
        if path.endswith("dismissed/"):
            return route.fulfill(status=204)
        body = (
            {"conversation": "c"} if path else {"id": None if self.refuses else f"shown-{next(self.numbers)}"}
        )
        return route.fulfill(status=201, body=json.dumps(body), content_type="application/json")

    def offer(self, prompt=PROMPT):
        self.page.evaluate(OFFER, prompt)

    @property
    def box(self):
        return self.page.locator(".prompt")


@pytest.fixture
def start(new_page):
    def make(options=None, body=BODY, **data):
        shop = Shop(new_page(**(options or SCREENS["desk"])), body, **data)
        shop.page.add_init_script(COUNT_LAYOUT_SHIFTS)
        shop.visit()
        return shop

    return make


@pytest.mark.parametrize("screen", SCREENS)
def test_it_is_shown_once_beside_what_is_used_and_moves_nothing(start, screen):
    shop = start(SCREENS[screen])
    shop.offer()
    shop.offer()
    expect(shop.box).to_be_visible()
    expect(shop.page.get_by_role("status").filter(has_text="سلام")).to_be_visible()
    assert [path for path, _body in shop.sent] == [""]
    assert {key: shop.sent[0][1][key] for key in ("rule", "kind", "page", "version")} == {
        "rule": 1, "kind": "paused", "page": "payment", "version": "v",
    }  # fmt: skip
    assert shop.page.evaluate(COVERED) == []
    assert shop.page.evaluate("window.shifts") == 0
    for button in shop.box.get_by_role("button").all():
        size = button.bounding_box()
        assert size["width"] >= 44
        assert size["height"] >= 44
    shop.page.screenshot(path=f"var/prompt-{screen}.png")


@pytest.mark.parametrize("way", ["button", "escape"])
def test_dismissed_it_goes_and_does_not_come_back(start, way):
    shop = start()
    shop.offer()
    expect(shop.box).to_be_visible()
    with shop.page.expect_request("**/dismissed/"):
        if way == "button":
            shop.page.get_by_role("button", name="نه، ممنون").click()
        else:
            shop.page.keyboard.press("Escape")
    expect(shop.box).to_have_count(0)
    assert [path for path, _body in shop.sent] == ["", "shown-1/dismissed/"]
    shop.visit()
    shop.offer()
    shop.page.wait_for_timeout(500)
    expect(shop.box).to_have_count(0)
    assert len(shop.sent) == 2


def test_where_the_shop_says_no_it_is_not_shown(start):
    shop = start()
    shop.refuses = True
    shop.offer()
    shop.page.wait_for_function("!document.querySelector('.support-host-prompt')")
    shop.page.wait_for_timeout(300)
    expect(shop.box).to_have_count(0)
    assert len(shop.sent) == 1


def test_of_two_tabs_one_shows_it(start):
    shop = start()
    other = Shop(shop.page.context.new_page())
    other.visit()
    shop.offer()
    expect(shop.box).to_be_visible()
    other.offer()
    other.page.wait_for_timeout(500)
    expect(other.box).to_have_count(0)
    assert len(shop.sent) + len(other.sent) == 1


def test_a_reply_is_sent_once_and_opens_the_chat(start):
    shop = start()
    shop.offer()
    shop.fails = 0
    button = shop.page.get_by_role("button", name="امن است؟")
    button.wait_for()
    shop.fails = 1
    button.click()
    expect(shop.page.get_by_text("فرستاده نشد.")).to_be_visible()
    button.click()
    expect(shop.page.locator(".panel")).to_be_visible()
    expect(shop.box).to_have_count(0)
    replies = [body for path, body in shop.sent if path.endswith("replies/")]
    assert [body["reply"] for body in replies] == ["امن است؟"] * 2
    assert replies[0]["client_id"] == replies[1]["client_id"]
    assert replies[0]["page"] == "/"


def test_to_write_sends_no_words_and_opens_the_chat(start):
    shop = start()
    shop.offer()
    shop.page.get_by_role("button", name="برایمان بنویسید").click()
    expect(shop.page.locator(".panel")).to_be_visible()
    assert shop.sent[-1][1]["reply"] == ""


def test_with_the_chat_open_nothing_is_shown_or_asked(start):
    shop = start()
    shop.page.locator("button.support-launcher").click()
    shop.page.locator(".panel").wait_for()
    shop.offer()
    shop.page.wait_for_timeout(500)
    assert shop.sent == []


def test_where_there_is_no_room_nothing_is_shown_or_asked(start):
    links = "".join(
        f"<a href='/{n}/' style='display:block;height:40px'>{n} {'پیوند ' * 60}</a>" for n in range(60)
    )
    shop = start(SCREENS["phone"], body=links)
    shop.offer()
    shop.page.wait_for_timeout(2500)
    assert shop.sent == []
    expect(shop.box).to_be_hidden()


def test_where_only_a_strip_is_free_the_greeting_stands_beside_the_launcher_and_leads_to_the_rest(start):
    shop = start(
        SCREENS["phone"], body="<button style='position:fixed;inset:0 0 110px;width:100%'>1</button>"
    )
    shop.offer()
    greeting = shop.box.get_by_text(PROMPT["greeting"])
    expect(greeting).to_be_visible()
    expect(shop.box.get_by_role("button", name="امن است؟")).to_be_hidden()
    assert shop.page.evaluate(COVERED) == []
    close = shop.page.get_by_role("button", name="نه، ممنون").bounding_box()
    assert min(close["width"], close["height"]) >= 44
    place = greeting.bounding_box()
    shop.page.mouse.click(place["x"] + place["width"] / 2, place["y"] + 5)
    expect(shop.page.locator(".panel")).to_be_visible()
    assert shop.sent[-1][1]["reply"] == ""


def test_without_a_hesitation_it_is_shown_after_its_time(start):
    shop = start(prompt=json.dumps({**PROMPT, "kind": ""}), after="1")
    expect(shop.box).to_be_visible()
    assert shop.sent[0][1]["kind"] == ""


def test_what_is_scrolled_under_it_makes_it_step_aside(start):
    links = "".join(
        f"<a href='/{n}/' style='display:block;height:40px'>{'پیوند ' * 60}</a>" for n in range(60)
    )
    shop = start(SCREENS["phone"], body="<div style='height:1000px'></div>" + links)
    shop.offer()
    expect(shop.box).to_be_visible()
    shop.page.evaluate("scrollTo(0, 1800)")
    expect(shop.box).to_be_hidden()
    shop.page.evaluate("scrollTo(0, 0)")
    expect(shop.box).to_be_visible()
    assert shop.page.evaluate(COVERED) == []


def test_its_words_are_text_whatever_they_are(start):
    shop = start()
    shop.offer({**PROMPT, "greeting": "<img src=x onerror=alert(1)>", "replies": ["<b>x</b>"]})
    expect(shop.page.get_by_text("<img src=x onerror=alert(1)>")).to_be_visible()
    expect(shop.page.get_by_role("button", name="<b>x</b>")).to_be_visible()


def test_the_keyboard_reaches_all_of_it(start):
    shop = start()
    shop.offer()
    expect(shop.box).to_be_visible()
    names = []
    for _time in range(8):
        shop.page.keyboard.press("Tab")
        names.append(shop.page.evaluate(
            "(document.activeElement.shadowRoot?.activeElement ?? document.activeElement).textContent"
        ))  # fmt: skip
    assert {"×", "امن است؟", "کی می‌رسد؟", "برایمان بنویسید"} <= set(names)
