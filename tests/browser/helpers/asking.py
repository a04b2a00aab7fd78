"""Shoppers who ask in the panel and have a cart, and all that their browsers receive."""

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from playwright.sync_api import Locator, Page

from tests.browser.helpers.agents import CALL
from tests.browser.helpers.chatting import is_sent, open_chat, say
from tools.buying.browser import Walk, open_product, press_add
from tools.run.shop import Shop


@dataclass
class Asking:
    """A shopper who asks in the panel; ``frames`` and ``bodies()``: all that the chat sent their browser."""

    page: Page
    process: Shop
    id: str = ""
    frames: list[Any] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("websocket", self._listen)
        self.page.on("response", self._keep)

    def _listen(self, socket: Any) -> None:
        socket.on("framereceived", lambda frame: self.frames.append(frame))

    def _keep(self, response: Any) -> None:
        if "/support/" in response.url:
            self.answers.append(response)

    def ask(self) -> "Asking":
        """Open the chat on the basket page, and ask."""
        question = f"سؤال {uuid4().hex[:8]}"
        open_chat(self.page, self.process)
        say(self.page, question)
        is_sent(self.page, question)
        self.id = self.call("session/")["thread"]["conversation"]["id"]
        return self

    def bodies(self) -> str:
        """Return what the calls of this page were answered; ask before the page is left."""
        kept, self.answers[:] = [*self.answers], []
        return "".join(one.text() for one in kept if one.request.resource_type in ("fetch", "xhr") and one.ok)

    def call(self, path: str, data: dict[str, Any] | None = None) -> Any:
        """Ask the API with this browser's cookies; return its JSON."""
        return self.page.evaluate(CALL, {"path": path, "data": data})

    def log(self) -> Locator:
        """The messages in the panel."""
        return self.page.locator(".log")


def put_into_the_cart(asking: Asking, number: int) -> str:
    """Put the product of this place in the shop's list into the cart; return its key."""
    page = asking.page
    open_product(page, f"{asking.process.url}/fa", number)
    page.wait_for_url(re.compile(r"_\d+/$"))
    key = re.findall(r"\d+", page.url)[-1]
    press_add(page)
    return key


def basket(asking: Asking) -> tuple[list[tuple[str, str]], list[str]]:
    """Return what the shopper's basket page shows: (title, quantity) of each line, and the goods' total."""
    page = asking.page.context.new_page()
    page.goto(f"{asking.process.url}/fa/basket/")
    found = page.locator(".basket-line").evaluate_all(
        "rows => rows.map(row => [row.querySelector('h2'), row.querySelector('.stepper__input')])"
        ".map(([title, quantity]) => [title.innerText, quantity.value])"
    )
    # None in an empty basket.
    goods = page.locator("#basket_totals tr:has(.total) .amount").all_inner_texts()[:1]
    page.close()
    return sorted(map(tuple, found)), goods


def place_order(asking: Asking) -> list[str]:
    """Buy what is in the cart in another tab; return the quantities of the order's lines."""
    page = asking.page.context.new_page()
    page.goto(f"{asking.process.url}/fa/basket/")
    walk = Walk(page, f"{asking.process.url}/fa")
    walk.enter_as_guest()
    walk.enter_address()
    walk.pay()
    quantities = page.locator("bdi", has_text="×").all_inner_texts()
    page.close()
    return quantities
