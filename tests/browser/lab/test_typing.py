"""Writing and reading: keys, pasting, directions, sizes."""

import pytest
from playwright.sync_api import expect

from tests.browser.lab import html

PASTE = """([text, html, names]) => {
    const data = new DataTransfer();
    if (text) data.setData("text/plain", text);
    if (html) data.setData("text/html", html);
    for (const name of names) data.items.add(new File(["x"], name, { type: "image/png" }));
    const field = document.querySelector(".support-host").shadowRoot.querySelector("#composer");
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    field.dispatchEvent(event);
    return event.defaultPrevented;
}"""
TAKES_FILES = (
    "shop.attachments = { upload: '/api/attachments/', max_bytes: 1e6, per_message: 5, accept: '' };"
)
PHONE = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}


@pytest.mark.parametrize(
    ("text", "markup", "names", "is_picture"),
    [
        ("a\tb\n1\t2", "<table><td>a", ["image.png"], False),
        ("words of a document", "", ["image.png"], False),
        ("", "<img src='https://x.test/a.png'>", ["image.png"], True),
        ("", "", ["image.png"], True),
        ("photo.png", "", ["photo.png"], True),
        ("/home/me/one.png\n/home/me/two.png", "", ["one.png", "two.png"], True),
    ],
)
def test_text_wins_over_the_picture_pasted_with_it(lab, text, markup, names, is_picture):
    lab.open(TAKES_FILES)
    expect(lab.page.locator(".support-attach")).to_be_visible()
    assert lab.page.evaluate(PASTE, [text, markup, names]) is is_picture
    expect(lab.page.locator(".support-chip")).to_have_count(len(names) if is_picture else 0)


def test_the_enter_key_says_what_it_does(make_lab):
    for options, hint, lines in (({}, "send", 0), (PHONE, "enter", 2)):
        lab = make_lab(**options)
        lab.open()
        field = lab.page.locator("#composer")
        assert field.get_attribute("enterkeyhint") == hint
        field.fill("one")
        field.press("Enter")
        field.press("x")
        assert len(field.input_value().split("\n")) == (lines or 1)


def test_an_answer_of_sixty_letters_without_a_space_stays_in_its_panel(make_lab):
    lab = make_lab(**PHONE)
    lab.open("shop.open(); shop.answer('Which?', { choices: ['ک'.repeat(60), 'W'.repeat(60), 'ok'] })")
    expect(lab.page.locator(".choices button")).to_have_count(3)
    assert lab.page.locator(".scroller").evaluate("(node) => node.scrollWidth <= node.clientWidth")


def test_each_line_of_a_message_has_its_own_direction(lab):
    lab.open("shop.open()")
    text = "SF-1023 (2)\nاین کالا را می‌خواهم."
    lab.say(text)
    paragraph = lab.page.locator(".message.shopper .bubble p")
    expect(paragraph).to_have_text(text)
    # Where the full stop stands: at the left end of the Persian line.
    ends = paragraph.evaluate("""(node) => {
        const text = node.firstChild;
        const box = (index) => {
            const range = new Range();
            range.setStart(text, index);
            range.setEnd(text, index + 1);
            return range.getBoundingClientRect().left;
        };
        const second = text.data.indexOf("\\n") + 1;
        return [box(0) < box(9), box(second) > box(text.data.length - 1)];
    }""")
    assert ends == [True, True]


@pytest.mark.parametrize("root", ["62.5%", "22px", "8px", "16px"])
def test_no_size_hangs_on_the_host_pages_root(make_lab, root):
    spoilt = f"html {{ font-size: {root} }} body {{ text-transform: uppercase; letter-spacing: 3px }}"
    lab = make_lab()
    lab.pages["/"] = html(head=f"<style>{spoilt}</style>")
    lab.visit()
    launcher = lab.page.locator("button.support-launcher")
    assert launcher.evaluate("(node) => [getComputedStyle(node).fontSize, node.offsetHeight]") == ["16px", 44]
    lab.open("shop.open(); shop.answer('hello')")
    bubble = lab.page.locator(".message.agent .bubble").last
    names = ["fontSize", "letterSpacing", "textTransform"]
    style_of = "(node, names) => names.map((name) => getComputedStyle(node)[name])"
    assert bubble.evaluate(style_of, names) == ["16px", "normal", "none"]
    panel = lab.page.locator(".panel").evaluate("(node) => [node.offsetWidth, node.offsetHeight]")
    send = lab.page.locator(".send").evaluate("(node) => [node.offsetWidth, node.offsetHeight]")
    assert (panel, send) == ([384, 576], [44, 44])


def test_the_draft_of_another_person_is_neither_shown_nor_kept(lab):
    lab.open()
    lab.page.locator("#composer").fill("my secret")
    lab.page.add_init_script("window.beforeOpening = (shop) => { shop.identity = 'second-person'; };")
    lab.page.reload()
    expect(lab.page.locator(".more")).to_be_visible()
    expect(lab.page.locator("#composer")).to_have_value("")
    assert "my secret" not in lab.page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")


def test_a_draft_that_is_none_and_a_storage_that_is_denied_disturb_nothing(make_lab):
    for script in (
        "sessionStorage.setItem('support.draft', '{')",
        "for (const name of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, name, { get() { throw new DOMException('denied'); } })",
        "Storage.prototype.setItem = () => { throw new DOMException('QuotaExceededError'); }",
    ):
        lab = make_lab()
        lab.page.add_init_script(script)
        lab.open("shop.open()")
        lab.say("works")
        expect(lab.page.get_by_text("Sent", exact=True)).to_be_visible()
        assert lab.bubbles == ["works"]


def test_a_refused_line_alarms_nobody(lab):
    lab.open("shop.open(); shop.tooManySockets = 60")
    lab.page.locator("[data-connection=polling]").wait_for()
    lab.shop("shop.answer('by polling')")
    expect(lab.page.get_by_text("by polling", exact=True)).to_be_visible()
    expect(lab.page.locator(".notice")).to_be_empty()
    assert lab.shop("shop.socketCount") == 1
