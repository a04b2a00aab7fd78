"""A guest buys and asks, an agent answers, an admin looks around; prints what they all got, as JSON.

Run in a process with a shop's settings: ``python -m tests.languages.walk``. The words that people write here
are English, so that whatever else is on a page comes from the shop.
"""

import asyncio
import json
import re
import sys
from io import StringIO
from typing import Any
from uuid import uuid4

import django

from tools.buying.addresses import DUBAI_ADDRESS
from tools.buying.steps import PLACE_ORDER, Step, add_to_basket, enter_as_guest, ship_to

COMMANDS = {
    "check": ("check", "--fail-level", "ERROR"),
    "makemigrations": ("makemigrations", "--check", "--dry-run", "support_plugin"),
    "support_tick": ("support_tick",),
    "support_check_badges": ("support_check_badges",),
}


def seed() -> None:
    """Put in what is there before anybody comes: a product, a country, badges, staff."""
    from django.contrib.auth import get_user_model
    from django.contrib.sites.models import Site
    from oscar.core.loading import get_model
    from oscar.test.factories import create_product

    from support_plugin.models import Badge

    get_model("address", "Country").objects.create(
        iso_3166_1_a2="AE", iso_3166_1_a3="ARE", printable_name="UAE", name="UAE", is_shipping_country=True
    )
    create_product(price="1200.50", num_in_stock=50, title="0001", upc="0001")
    Site.objects.update(domain="shop.example", name="0002")
    Badge.objects.create(
        provider="0003", kind="company", placements=["payment", "basket", "product", "footer"]
    )
    for name, is_superuser in (("agent", False), ("root", True)):
        user = get_user_model().objects.create_user(
            name, f"{name}@example.com", "pass", is_staff=True, is_superuser=is_superuser, first_name="0004"
        )
        if not is_superuser:
            from django.contrib.auth.models import Permission

            user.user_permissions.add(Permission.objects.get(codename="answer_conversation"))


class Walk:
    """Everybody's browsers, and what they got so far."""

    def __init__(self) -> None:
        from django.contrib.auth import get_user_model
        from django.test import Client

        self.guest, self.agent, self.root = Client(), Client(), Client()
        for browser, name in ((self.agent, "agent"), (self.root, "root")):
            browser.force_login(get_user_model().objects.get(username=name))
        self.got: dict[str, Any] = {"pages": {}, "json": {}, "mails": [], "frames": {}, "said": {}}

    def send(self, browser: Any, page: str, step: Step) -> Any:
        """Send the form of a purchase's step, and keep what came at last."""
        return self.read(browser, page, step.page, *step.args, **step.fields)

    def read(self, browser: Any, page: str, name: str, *args: Any, query: str = "", **fields: Any) -> Any:
        """Open a page, or send its form where there are fields, and keep what came at last."""
        from django.urls import reverse

        path = reverse(name, args=args) + query
        answer = browser.post(path, fields, follow=True) if fields else browser.get(path, follow=True)
        assert answer.status_code == 200, (path, answer.status_code)
        self.got["pages"][page] = answer.content.decode()
        return answer

    def call(self, browser: Any, title: str, name: str, *args: Any, query: str = "", **data: Any) -> Any:
        """Call one of the endpoints, with JSON where there is some to send; keep and return the answer."""
        from django.urls import reverse

        path = reverse(f"support_plugin:{name}", args=args) + query
        text = json.dumps(data)
        answer = browser.post(path, text, content_type="application/json") if data else browser.get(path)
        self.got["json"][title] = [answer.status_code, answer.json()]
        return answer.json()

    def buy(self) -> None:
        """Buy as a guest, not without mistakes."""
        from oscar.core.loading import get_model

        product = get_model("catalogue", "Product").objects.get()
        guest = self.guest
        self.read(guest, "product", "catalogue:detail", product.slug, product.pk)
        # Typed as a Persian shopper would: it must be understood in every shop.
        self.send(guest, "added", add_to_basket(product.pk, "۲"))
        self.read(guest, "basket", "basket:summary")
        self.read(guest, "gateway", "checkout:index")
        self.send(guest, "no e-mail", enter_as_guest("nobody"))
        self.send(guest, "address", enter_as_guest("amal@example.com"))
        self.send(guest, "no address", ship_to({"country": "AE", "phone_number": "x"}))
        self.send(guest, "payment", ship_to(DUBAI_ADDRESS))
        self.read(guest, "method", "checkout:shipping-method")
        self.read(guest, "preview", "checkout:preview")
        self.send(guest, "thanks", PLACE_ORDER)
        self.read(guest, "account mail", "support_plugin:guest-account-mail", sure="1")
        order = get_model("order", "Order").objects.get()
        self.got["order"] = [str(order.total_incl_tax), order.lines.get().quantity]

    def talk(self) -> str:
        """Ask and be answered over HTTP; return the conversation's id."""
        guest, agent = self.guest, self.agent
        self.call(guest, "session", "api-session")
        self.call(guest, "nothing", "api-conversations", client_id=str(uuid4()), body="")
        first = {"client_id": str(uuid4()), "body": "0005", "page": "/basket/"}
        thread = self.call(guest, "opened", "api-conversations", **first)
        conversation = str(thread["conversation"]["id"])
        self.call(agent, "queue", "api-conversations")
        reply = {"client_id": str(uuid4()), "body": "0006"}
        self.call(agent, "answered", "api-messages", conversation, **reply)
        self.call(guest, "heard", "api-session")
        self.call(guest, "unread", "api-unread")
        self.call(guest, "no transcript", "api-transcript", conversation, client_id=str(uuid4()), email="x")
        mail = {"client_id": str(uuid4()), "email": "amal@example.com"}
        self.call(guest, "transcript", "api-transcript", conversation, **mail)
        self.call(guest, "badges", "api-badges", query="?placement=basket")
        self.call(guest, "no badges", "api-badges", query="?placement=x")
        self.call(guest, "quote", "api-quote")
        self.call(guest, "progress", "api-quote-progress")
        self.read(guest, "chat", "support_plugin:chat")
        self.read(guest, "said nothing", "support_plugin:chat", body="", client_id=str(uuid4()))
        self.read(agent, "desk", "support_plugin:desk")
        self.read(agent, "desk, open", "support_plugin:desk-conversation", conversation)
        return conversation

    def look_around(self) -> None:
        """Open what the shop's owner sees."""
        self.read(self.root, "dashboard", "dashboard:index")
        for model in ("conversation", "noticesettings", "visitor", "supportsettings", "badge"):
            self.read(self.root, f"admin, {model}", f"admin:support_plugin_{model}_changelist")
        self.read(self.root, "admin, new badge", "admin:support_plugin_badge_add")
        self.read(self.root, "admin, no badge", "admin:support_plugin_badge_add", kind="")
        for model in ("badge", "noticesettings"):
            self.read(self.root, f"admin, {model} as shown", f"admin:support_plugin_{model}_preview")

    def command(self, title: str, *words: str) -> None:
        """Run a management command and keep what it says."""
        from django.core.management import call_command

        said = StringIO()
        try:
            call_command(*words, stdout=said, stderr=said)
        except SystemExit as end:
            said.write(f"exit code {end.code}")
        self.got["said"][title] = said.getvalue()

    def read_mails(self) -> None:
        """Keep the mails: subject, text, HTML."""
        from django.core import mail

        for message in mail.outbox:
            html = [str(part[0]) for part in getattr(message, "alternatives", [])]
            self.got["mails"].append([message.subject, message.body, *html])


async def listen(walk: Walk, conversation: str) -> None:
    """Hear the guest's welcome, a refusal and the desk's queue over sockets."""
    from channels.testing import WebsocketCommunicator
    from django.conf import settings

    from tests.languages.asgi import application

    async def said(browser: Any, *frames: dict[str, Any]) -> list[Any]:
        cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in browser.cookies.items())
        headers = [(b"cookie", cookies.encode()), (b"host", b"localhost"), (b"origin", b"http://localhost")]
        socket = WebsocketCommunicator(application, "/support/ws/", headers)
        accepted, _protocol = await socket.connect(timeout=10)
        assert accepted
        received = []
        for frame in frames:
            await socket.send_json_to(frame)
            while (answer := await socket.receive_json_from(timeout=10))["type"] not in EXPECTED:
                pass
            received.append(answer)
        await socket.disconnect()
        return received

    language = walk.got["json"]["session"][1]["language"]
    hello = {"type": "hello", "conversation_id": conversation, "after": 0, "language": language}
    empty = {"type": "send", "conversation_id": conversation, "client_id": str(uuid4()), "body": ""}
    walk.got["frames"]["guest"] = await said(walk.guest, hello, empty)
    walk.got["frames"]["desk"] = await said(walk.agent, {"type": "watch", "language": language})
    assert settings.ASGI_APPLICATION == "tests.languages.asgi.application"


EXPECTED = {"welcome", "error", "queue"}


def main() -> None:
    """Walk, and print."""
    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    seed()
    walk = Walk()
    walk.buy()
    conversation = walk.talk()
    asyncio.run(listen(walk, conversation))
    walk.look_around()
    for title, words in COMMANDS.items():
        walk.command(title, *words)
    walk.read_mails()
    text = json.dumps(walk.got, ensure_ascii=False)
    sys.stdout.write(re.sub(conversation, "0007", text))


if __name__ == "__main__":
    main()
