"""The agents' desk in a browser, and the guests who ask there by the chat's API."""

from random import randrange
from uuid import uuid4

import httpx
from playwright.sync_api import expect


class Shopper:
    """A guest who uses the chat's API, as the panel does."""

    def __init__(self, shop, language="fa"):
        # An address of their own, as behind a proxy: the shop limits how much comes from one.
        address = f"10.{randrange(256)}.{randrange(256)}.{randrange(1, 255)}"
        self.http = httpx.Client(
            base_url=f"{shop.url}/{language}/support/api/v1/", headers={"X-Forwarded-For": address}
        )
        self.session = self.http.get("session/").json()
        self.headers = {"X-CSRFToken": self.session["csrf_token"], "Referer": shop.url}
        self.id = ""

    def ask(self, body):
        data = {"client_id": str(uuid4()), "body": body, "page": "/fa/basket/"}
        answer = self.http.post("conversations/", json=data, headers=self.headers)
        assert answer.status_code == 201, answer.text
        self.id = answer.json()["conversation"]["id"]
        return self.id

    def close(self):
        assert (
            self.http.post(f"conversations/{self.id}/close/", json={}, headers=self.headers).status_code
            == 200
        )

    def thread(self):
        return self.http.get("session/").json()["thread"]


def row(page, conversation):
    return page.locator(f'.desk-entry[data-id="{conversation}"]')


def body_field(page):
    return page.locator("#support-desk-body")


def ready(page):
    """Wait until the scripts follow the shop."""
    expect(page.locator('#support-desk[data-connection="live"]')).to_be_visible()


def answer(page, text):
    body_field(page).fill(text)
    body_field(page).press("Enter")
