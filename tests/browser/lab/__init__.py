"""The shopper's chat in a real browser before a shop in memory (tests/js/fake_shop.mjs), with faults.

No server runs: every request is answered from this project's files.
"""

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route

from support_plugin.chat.pages.scripts import PANEL
from tools.paths import ROOT

ADDRESS = "http://127.0.0.1:9"
STATIC = "/support_plugin/static/support_plugin"
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css"}
TEXTS = {
    "you": "You",
    "sending": "Sending…",
    "sent": "Sent",
    "seen": "Seen",
    "failed": "Not sent.",
    "retry": "Try again",
    "edit": "Edit",
    "closed": "This conversation has ended. Write to start a new one.",
    "newest": "Newest",
    "more": "More",
    "earlier": "Earlier",
    "transcript": "Send it",
    "rate": "Rate",
    "today": "Today",
    "yesterday": "Yesterday",
    "deleted": "This message was deleted.",
    "connecting": "Connecting…",
    "offline": "You are offline.",
    "unavailable": "The chat cannot be reached.",
    "too_long": "%s too many",
    "menu": f"{STATIC}/chat/panel/menu.js",
    "rate_question": "Did it help?",
}


def launcher(words: str = "Ask us") -> str:
    """Return the launcher's HTML as the template makes it."""
    data = {
        "locale": "en",
        "session": "/api/session/",
        "conversations": "/api/conversations/",
        "modules": " ".join(f"{STATIC}/{path}" for path in PANEL),
        "connection": f"{STATIC}/chat/client/connection.js",
        "files": f"{STATIC}/chat/attachments.js",
        "menu": f"{STATIC}/chat/panel/menu.js",
        "menu-style": f"{STATIC}/chat/panel/menu.css",
        "away": f"{STATIC}/chat/panel/away.js",
        "links": f"{STATIC}/chat/panel/links.js",
        "elements": f"{STATIC}/chat/elements.js",
        "storage": f"{STATIC}/chat/storage.js",
        "unread-count": f"{STATIC}/chat/unread_count.js",
        "unread-poll": f"{STATIC}/chat/unread_poll.js",
        "sound": f"{STATIC}/chat/sound.js",
        "unread-url": "/api/unread/",
        "unread": "%s new",
        "style": f"{STATIC}/chat/panel/panel.css",
        "files-style": f"{STATIC}/chat/attachments.css",
        "position": "end",
        "name": "Shop",
        "close": "Close",
        "log": "Conversation",
        "composer": "Your message",
        "placeholder": "Write…",
        "send": "Send",
        "sending": "Sending…",
        "connecting": "Connecting…",
        "unavailable": "Not reachable",
    }
    attributes = " ".join(f'data-{name}="{value}"' for name, value in data.items())
    inside = f'<svg width="26" height="26"></svg><span class="support-label">{words}</span>'
    link = f'<a class="support-launcher" href="/plain/">{inside}</a>'
    status = '<span class="support-unseen" role="status"></span>'
    return f'<support-chat lang="en" {attributes}>{link}{status}</support-chat>'


def html(body: str = "", head: str = "", direction: str = "ltr") -> str:
    """Return a page with the chat, and with what a test wants on it."""
    return f"""<!doctype html><html lang="en" dir="{direction}"><head><meta charset="utf-8"><title>Lab</title>
    <meta name="viewport" content="width=device-width">
    <link rel="stylesheet" href="{STATIC}/chat/launcher.css">{head}</head><body>
    <main>{body}</main>{launcher()}
    <script type="module" src="/lab.js"></script></body></html>"""


SCRIPT = f"""
    import {{ FakeShop }} from "/tests/js/fake_shop.mjs";
    const real = fetch;
    window.shop = new FakeShop();
    shop.texts = {json.dumps(TEXTS)};
    window.beforeOpening?.(shop);
    const isOurs = (url) => String(url).includes("/api/");
    window.fetch = (url, options) => (isOurs(url) ? shop.fetch(url, options) : real(url, options));
    window.WebSocket = shop.webSocket();
    await import("{STATIC}/chat/launcher.js");
"""


class Lab:
    """One page with the chat on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pages: dict[str, str] = {"/": html()}
        page.route(f"{ADDRESS}/**", self._answer)

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ADDRESS).split("?")[0].split("#")[0]
        file = ROOT / path.lstrip("/")
        if path in self.pages:
            route.fulfill(body=self.pages[path], content_type="text/html; charset=utf-8")
        elif path == "/lab.js":
            route.fulfill(body=SCRIPT, content_type="text/javascript")
        elif file.suffix in TYPES and file.is_file():
            route.fulfill(path=file, content_type=TYPES[file.suffix])
        else:
            route.fulfill(status=404, body="")

    def visit(self, path: str = "/") -> None:
        """Load a page, and wait for its launcher."""
        self.page.goto(ADDRESS + path)
        self.page.locator("button.support-launcher").wait_for(state="attached")

    def open(self, before: str = "") -> None:
        """Load the page and open the chat; ``before`` is JavaScript with the ``shop``, run before that."""
        self.page.add_init_script(f"window.beforeOpening = (shop) => {{ {before} }};")
        self.visit()
        self.page.locator("button.support-launcher").click()
        self.page.locator(".panel").wait_for()

    def say(self, text: str) -> None:
        """Write and press the button."""
        self.page.locator("#composer").fill(text)
        self.page.locator(".send").click()

    def shop(self, script: str) -> Any:
        """Run JavaScript with the ``shop``."""
        return self.page.evaluate(f"async () => {{ const {{ shop }} = window; return {script}; }}")

    @property
    def bubbles(self) -> list[str]:
        """The words of all messages on the screen, without the greeting."""
        return self.page.locator(".message .bubble").all_inner_texts()[1:]


MakeLab = Callable[..., Lab]
