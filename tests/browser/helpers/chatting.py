"""The shopper's side of a chat, and an agent's question."""

from uuid import uuid4

from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from tests.browser.helpers.agents import Agent
from tools.run.shop import Shop


def open_chat(page: Page, shop: Shop, language: str = "fa") -> None:
    """Open the chat on the basket page."""
    page.goto(f"{shop.url}/{language}/basket/")
    page.locator("button.support-launcher").click()
    expect(page.locator(".panel")).to_be_visible()


def say(page: Page, text: str) -> None:
    """Write and press the button."""
    page.locator("#composer").fill(text)
    page.locator(".send").click()


def own(page: Page, text: str) -> Locator:
    """The shopper's own message with this text."""
    return page.locator(".message.shopper", has=page.get_by_text(text, exact=True))


def theirs(page: Page, text: str) -> Locator:
    """The shop's message with this text."""
    return page.locator(".message.agent", has=page.get_by_text(text, exact=True))


def is_sent(page: Page, text: str) -> None:
    """Wait until the message is stored: nothing of it is left to be sent."""
    # Before its session has come, the chat keeps none of it where the next line looks.
    expect(page.locator(".more")).to_be_visible()
    expect(own(page, text)).to_have_count(1)
    page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('support.outbox'))")
    expect(own(page, text).locator(".remedy")).to_have_count(0)


def block_sockets(page: Page) -> None:
    """Let every socket fail as behind a proxy that knows none."""

    def close(socket: WebSocketRoute) -> None:
        socket.close(code=1011)

    page.route_web_socket("**/support/ws/", close)


def offer(agent: Agent, words: str, question: str, choices: list[str]) -> None:
    """Have the agent ask the shopper who said these words."""
    data = {"client_id": str(uuid4()), "body": question, "choices": choices}
    assert "message" in agent.call(f"conversations/{agent.find(words)}/messages/", data)
