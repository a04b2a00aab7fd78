"""An agent of the demo who answers a shopper in a browser."""

from typing import Any
from uuid import uuid4

from playwright.sync_api import Page

from tests.browser.helpers.logins import AGENT, log_in
from tools.run.shop import Shop

CALL = """async ({path, data}) => {
    const base = "/en/support/api/v1/";
    const session = await (await fetch(base + "session/")).json();
    const headers = {"Content-Type": "application/json", "X-CSRFToken": session.csrf_token};
    const options = data ? {method: "POST", headers, body: JSON.stringify(data)} : {};
    const answer = await fetch(base + path, options);
    return answer.status === 204 ? null : await answer.json();
}"""


class Agent:
    """An agent who answers by the API, with a browser's cookies."""

    def __init__(self, page: Page, shop: Shop) -> None:
        self.page = page
        log_in(page, shop.url, AGENT, "en")
        page.goto(f"{shop.url}/en/support/api/v1/session/")  # from where scripts may call

    def call(self, path: str, data: dict[str, Any] | None = None) -> Any:
        """Call the API and return its JSON."""
        return self.page.evaluate(CALL, {"path": path, "data": data})

    def find(self, words: str) -> str:
        """Return the id of the open conversation in which a shopper said these words."""
        path: str | None = "conversations/"
        while path:
            page = self.call(path)
            for conversation in page["items"]:
                thread = self.call(f"conversations/{conversation['id']}/")
                if any(message["body"] == words for message in thread["messages"]["items"]):
                    return conversation["id"]
            path = page["next"] and f"conversations/?cursor={page['next']}"
        raise AssertionError(f"Nobody said {words!r}")

    def answer(self, words: str, answer: str) -> None:
        """Answer the shopper who said these words."""
        data = {"client_id": str(uuid4()), "body": answer}
        assert "message" in self.call(f"conversations/{self.find(words)}/messages/", data)
