"""Browsers that come back to the shop, for messages that wait for them."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.signing import Signer, get_cookie_signer
from django.test import Client
from django.urls import reverse
from django.utils import translation

from support_plugin.visitors.cookies import SALT, hash_key

KEY = "k" * 43
GUESTS = {"visitor_hash": hash_key(KEY)}


class Visitor:
    """One browser in the English shop: with a key, an account, or nothing."""

    def __init__(self, key: str = "", user: Any = None, cart: Any = None) -> None:
        self.client = Client()
        if user is not None:
            self.client.force_login(user)
        if key:
            self.client.cookies["support_visitor"] = get_cookie_signer(salt=SALT).sign(key)
        if cart is not None:
            self.client.cookies[settings.OSCAR_BASKET_COOKIE_OPEN] = Signer().sign(cart.pk)

    def url(self, name: str, *arguments: str) -> str:
        with translation.override("en"):
            return reverse(f"support_plugin:{name}", args=arguments)

    def ask(self) -> Any:
        """Return the message that waits, None for none."""
        answer = self.client.get(self.url("api-site-messages"))
        assert answer.status_code == 200, answer.content
        return answer.json()["message"]

    def post(self, name: str, message: Any, origin: str = "http://testserver", **body: Any) -> Any:
        url = self.url(f"api-site-message-{name}", message["id"])
        return self.client.post(url, body, "application/json", headers={"Origin": origin})

    def show(self, message: Any, client_id: Any = None) -> Any:
        """Say that it is shown; return its text, None where it must not be."""
        answer = self.post("shown", message, client_id=str(client_id or uuid4()))
        assert answer.status_code == 200, answer.content
        return answer.json()["text"]

    def follow(self, message: Any, **headers: str) -> Any:
        """Press its button."""
        return self.client.get(self.url("site-message", message["id"]), headers=headers)
