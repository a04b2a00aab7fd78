from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from support_plugin.carts.prompts.models import PromptRule, PromptShown
from tests.helpers.shopping import make_product, put_into_cart

ORIGIN = "http://testserver"


@pytest.fixture
def rule(db):
    """Return a function that stores a rule: for a pause at the payment by default."""

    def make(**fields):
        words = {
            "greetings": {"en": "Hello {name}, can we help?", "fa": "سلام {name}، کمکی لازم دارید؟"},
            "questions": {"en": "What is it?", "fa": "چه شده؟"},
            "replies": {"en": "Is it safe?\nWhen does it come?", "fa": "امن است؟\nکی می‌رسد؟"},
        }
        return PromptRule.objects.create(**{"name": "Pause", "kinds": ["paused"], **words, **fields})

    return make


class Browser:
    """One browser in the English shop, with something in its cart."""

    def __init__(self, client=None):
        self.client = client or Client()

    def post(self, name, *args, **body):
        with translation.override("en"):
            url = reverse(f"support_plugin:{name}", args=args)
        return self.client.post(url, body, "application/json", headers={"Origin": ORIGIN})

    def hesitate(self, kind="paused", page="payment"):
        """Return the prompt that the beacon's answer has."""
        answer = self.post("api-hesitations", kind=kind, page=page)
        assert answer.status_code == 200, answer.content
        return answer.json()["prompt"]

    def show(self, prompt, client_id=None):
        """Say that it is shown; return its id, None where it must not be."""
        body = {name: prompt[name] for name in ("rule", "kind", "page", "version")}
        answer = self.post("api-prompts", client_id=str(client_id or uuid4()), **body)
        assert answer.status_code in (200, 201), answer.content
        return answer.json()["id"]

    def get_help(self):
        """Return the id of a prompt that is shown."""
        return self.show(self.hesitate())

    def reply(self, shown, reply="Is it safe?", client_id=None, page="/en/checkout/"):
        return self.post(
            "api-prompt-replies", shown, client_id=str(client_id or uuid4()), reply=reply, page=page
        )

    def dismiss(self, shown):
        return self.post("api-prompt-dismissed", shown)


@pytest.fixture
def browser(db):
    """Return a function that makes browsers with something in the cart."""

    def make(client=None, price=1_000_000):
        made = Browser(client)
        put_into_cart(made.client, make_product(price=price))
        return made

    return make


@pytest.fixture
def rows():
    """Return a function that counts what is stored as shown."""
    return PromptShown.objects.count
