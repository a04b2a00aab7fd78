"""One shop, walked through by a guest, an agent and the owner; its settings are a row of the table.

Run in a process of its own (conftest.py). Prints JSON: the Errors of ``check``, and for each step that failed
what happened.
"""

import json
import re
import shutil
import sys
import traceback
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.foreign_settings.browser import Browser, attribute
from tests.foreign_settings.rows import Row
from tools.buying.addresses import DUBAI_ADDRESS
from tools.buying.steps import PLACE_ORDER, Step, add_to_basket, enter_as_guest, ship_to

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
ZONED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")


def seed() -> None:
    """Put in what is there before anybody comes: a product, a country, a badge, staff."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group, Permission
    from django.contrib.sites.models import Site
    from oscar.core.loading import get_model
    from oscar.test.factories import create_product

    from support_plugin.clock import shop_day
    from support_plugin.models import Badge

    get_model("address", "Country").objects.create(
        iso_3166_1_a2="AE", iso_3166_1_a3="ARE", printable_name="UAE", name="UAE", is_shipping_country=True
    )
    create_product(price="1200.50", num_in_stock=50, title="0001", upc="0001")
    Site.objects.get_or_create(domain="example.com", defaults={"name": "example.com"})
    Site.objects.update(domain="shop.example.test", name="0002")
    today = shop_day()
    Badge.objects.create(
        provider="0003",
        kind="company",
        placements=["payment", "basket", "product", "footer"],
        valid_from=today,
        valid_until=today,
    )
    group = Group.objects.create(name="staff")
    group.permissions.add(Permission.objects.get(codename="answer_conversation"))
    for name, is_superuser in (("agent", False), ("root", True)):
        known = {field.name for field in get_user_model()._meta.get_fields()}
        fields = {"username": name, "first_name": "0004", "is_staff": True}
        user = get_user_model().objects.create_user(
            email=f"{name}@example.com",
            password="pass",
            is_superuser=is_superuser,
            **{key: value for key, value in fields.items() if key in known},
        )
        user.groups.add(group)


class Walk:
    """Everybody's browsers, and what went wrong so far."""

    def __init__(self, row: Row) -> None:
        from django.core.wsgi import get_wsgi_application

        application = get_wsgi_application()
        self.row = row
        self.guest, self.agent, self.owner = (Browser(row, application) for _number in range(3))
        self.failed: dict[str, str] = {}
        self.pages: dict[str, str] = {}
        self.jsons: list[Any] = []
        self.conversation = ""

    def do(self, *steps: Callable[[], None]) -> None:
        """Do the steps; keep what failed, and go on."""
        for step in steps:
            try:
                step()
            except Exception:
                self.failed[step.__name__] = traceback.format_exc()[-3000:]

    def path(self, name: str, *args: Any, query: str = "") -> str:
        from django.urls import reverse

        return self.row_prefixed(reverse(name, args=args)) + query

    def row_prefixed(self, path: str) -> str:
        # Without a request, reverse() knows only a prefix of the settings.
        prefix = self.row.prefix
        return path if path.startswith(f"{prefix}/") else prefix + path

    def read(self, browser: Browser, name: str, *args: Any, query: str = "") -> str:
        html = browser.open(self.path(name, *args, query=query))
        self.pages[name + query] = html
        return html

    def send(self, browser: Browser, step: Step) -> str:
        """Send the form of a purchase's step as the last page has it; return what came at last."""
        return browser.send_form(step.path, **step.fields)

    def call(
        self, browser: Browser, method: str, name: str, *args: Any, refused: str = "", **data: Any
    ) -> Any:
        answer = browser.call(method, self.path(f"support_plugin:{name}", *args), refused, **data)
        self.jsons.append(answer)
        return answer

    # What people do

    def guest_looks(self) -> None:
        from oscar.core.loading import get_model

        product = get_model("catalogue", "Product").objects.get()
        html = self.read(self.guest, "catalogue:detail", product.slug, product.pk)
        assert "0003" in html, "the badge of today is missing"
        self.send(self.guest, add_to_basket(product.pk, "2"))
        html = self.read(self.guest, "basket:summary")
        assert "support-notice" in html, "the notice of the shipping cost is missing"

    def guest_asks(self) -> None:
        guest = self.guest
        html = self.read(guest, "basket:summary")
        tag = re.search(r"<support-chat\b[^>]*>", html)
        assert tag, "no launcher"
        guest.session = guest.call("GET", attribute(tag[0], "data-session"))
        self.jsons.append(guest.session)
        first = {"client_id": str(uuid4()), "body": "0005", "page": "/basket/"}
        path = attribute(tag[0], "data-conversations")
        thread = guest.call("POST", path, **first)
        self.jsons.append(thread)
        self.conversation = str(thread["conversation"]["id"])
        again = guest.call("POST", path, **first)
        assert again["message"]["seq"] == thread["message"]["seq"]
        known = guest.call("GET", attribute(tag[0], "data-session"))["thread"]["messages"]["items"]
        assert known[0]["body"] == "0005"
        self.call(guest, "POST", "api-conversations", refused="invalid", client_id="x", body="")

    def agent_answers(self) -> None:
        agent = self.agent
        agent.open(self.path("dashboard:login"))
        agent.send_form("/dashboard/login/", username="agent@example.com", password="pass")
        html = self.read(agent, "support_plugin:desk")
        assert "0005" in html, "the desk does not show the question"
        self.read(agent, "support_plugin:desk-conversation", self.conversation)
        agent.session = self.call(agent, "GET", "api-session")
        (waiting,) = self.call(agent, "GET", "api-conversations")["items"]
        assert waiting["id"] == self.conversation
        said = {"client_id": str(uuid4()), "body": "0006"}
        self.call(agent, "POST", "api-messages", self.conversation, **said)
        answer = self.call(self.guest, "GET", "api-session")
        assert [m["body"] for m in answer["thread"]["messages"]["items"] if m["body"]] == ["0005", "0006"]
        assert self.call(self.guest, "GET", "api-unread")["unread"] == 1

    def all_listen(self) -> None:
        from support_plugin.conf import get_config

        path = self.row_prefixed(self.socket_path() or get_config()["WEBSOCKET_PATH"])
        hello = {"type": "hello", "conversation_id": self.conversation, "after": 0, "language": "en"}
        said = {
            "type": "send",
            "conversation_id": self.conversation,
            "client_id": str(uuid4()),
            "body": "0008",
        }
        welcome, ack = self.guest.listen(path, hello, said)
        assert (welcome["type"], ack["type"]) == ("welcome", "ack"), (welcome, ack)
        (queue,) = self.agent.listen(path, {"type": "watch", "language": "en"})
        assert queue["type"] == "queue", queue
        self.jsons += [welcome, ack, queue]

    def socket_path(self) -> str:
        """Return where the session says that the socket is, to a page of an ASGI server."""
        from tests.foreign_settings.asgi_call import get

        path = self.path("support_plugin:api-session")
        return str(get(self.guest, path)["socket"])

    def guest_reads_on(self) -> None:
        guest, id = self.guest, self.conversation
        messages = self.call(guest, "GET", "api-conversation", id)["messages"]["items"]
        last = messages[-1]["seq"]
        self.call(guest, "POST", "api-seen", id, seq=last)
        assert self.call(guest, "GET", "api-unread")["unread"] == 0
        self.read(guest, "support_plugin:chat")
        guest.send_form("/support/chat/", body="0009", client_id=str(uuid4()))
        mail = {"client_id": str(uuid4()), "email": "amal@example.com"}
        if not self.row.sends_mails:
            self.call(guest, "POST", "api-transcript", id, refused="unavailable", **mail)
            return
        self.call(guest, "POST", "api-transcript", id, **mail)
        from django.core import mail as mails

        (sent,) = mails.outbox
        assert "0006" in sent.body
        assert "Asia/Tehran" in sent.body or "Iran" in sent.body or "UTC" in sent.body or "ایران" in sent.body

    def guest_is_quoted(self) -> None:
        quote = self.call(self.guest, "GET", "api-quote")
        assert quote
        self.call(self.guest, "GET", "api-quote-progress")
        badges = self.guest.call("GET", self.path("support_plugin:api-badges", query="?placement=basket"))
        assert badges

    def guest_buys(self) -> None:
        from django.conf import settings
        from oscar.core.loading import get_model

        guest = self.guest
        if not settings.OSCAR_ALLOW_ANON_CHECKOUT:
            self.read(guest, "checkout:index")
            return
        self.read(guest, "checkout:index")
        self.send(guest, enter_as_guest("amal@example.com"))
        self.send(guest, ship_to(DUBAI_ADDRESS))
        # Whatever the panel asks in between must not lose the address.
        self.call(guest, "GET", "api-unread")
        self.call(guest, "GET", "api-quote")
        self.read(guest, "checkout:preview")
        html = self.send(guest, PLACE_ORDER)
        assert get_model("order", "Order").objects.count() == 1, html[-500:]

    def conversation_ends(self) -> None:
        self.call(self.guest, "POST", "api-close", self.conversation)
        rated = self.call(self.guest, "POST", "api-rating", self.conversation, rating="good", comment="0010")
        assert rated["conversation"]["rating"]["rating"] == "good"
        said = {"client_id": str(uuid4()), "body": "late"}
        self.call(self.guest, "POST", "api-messages", self.conversation, refused="closed", **said)

    def owner_looks_around(self) -> None:
        owner = self.owner
        owner.open(self.path("dashboard:login"))
        owner.send_form("/dashboard/login/", username="root@example.com", password="pass")
        for name in ("index", "order-list", "voucher-create", "reports-index", "reviews-list"):
            self.read(owner, f"dashboard:{name}")
        self.read(owner, "dashboard:reports-index", query="?report_type=order_report&date_from=&date_to=")
        for model in ("conversation", "noticesettings", "visitor", "supportsettings", "badge"):
            self.read(owner, f"admin:support_plugin_{model}_changelist")
        self.read(owner, "admin:support_plugin_badge_add")

    def commands_run(self) -> None:
        from django.core.management import call_command

        said = StringIO()
        call_command("support_tick", stdout=said, stderr=said)
        assert said.getvalue() == "", "support_tick talks"
        from support_plugin.models import Visitor

        exported = StringIO()
        call_command("support_export_person", str(Visitor.objects.get().pk), stdout=exported)
        self.jsons.append(json.loads(exported.getvalue()))

    def times_have_zones(self) -> None:
        naive = [text for text in texts_of(self.jsons) if TIME.match(text) and not ZONED.match(text)]
        assert not naive, naive

    def pages_are_whole(self) -> None:
        for name, html in self.pages.items():
            # Oscar's own templates, and ours for rows that scripts fill in, ask for what is not there.
            ours = "".join(re.findall(r"<support-chat.*?</support-chat>", html, re.DOTALL))
            assert "INVALID" not in ours, (name, re.findall(r"INVALID\S*", html))

    def scripts_carry_the_nonce(self) -> None:
        for browser in (self.guest, self.agent, self.owner):
            for path in (self.path("basket:summary"), self.path("support_plugin:desk")):
                if browser is self.guest and "support" in path:
                    continue
                self.nonce_of(browser, path)

    def nonce_of(self, browser: Browser, path: str) -> None:
        nonces = []
        for _time in range(2):
            answer = browser.http.get(path)
            found = re.search(r"'nonce-([^']+)'", answer.headers.get("content-security-policy", ""))
            if found is None:
                return
            tags = re.findall(r"<(?:script|link|style)\b[^>]*>", answer.text)
            ours = [tag for tag in tags if "support_plugin" in tag]
            assert ours
            assert {attribute(tag, "nonce") for tag in ours} == {found[1]}, (path, ours)
            nonces.append(found[1])
        assert nonces[0] != nonces[1]

    def nothing_was_logged(self) -> None:
        assert not RAISED, "\n".join(RAISED)[-3000:]


RAISED: list[str] = []


def texts_of(value: Any) -> list[str]:
    """Return all texts within some JSON."""
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts_of(part)]
    if isinstance(value, list):
        return [text for part in value for text in texts_of(part)]
    return [value] if isinstance(value, str) else []


def note_exception(**kwargs: Any) -> None:
    """Keep what made a page answer 500."""
    RAISED.append(traceback.format_exc()[-3000:])


def prepare(folder: Path) -> None:
    """Make all that the walk needs; the shop's hosts and DEBUG stay as its settings have them."""
    from django.conf import settings
    from django.core.management import call_command
    from django.core.signals import got_request_exception
    from django.test.utils import setup_test_environment

    allowed, debug = settings.ALLOWED_HOSTS, settings.DEBUG
    setup_test_environment()
    settings.ALLOWED_HOSTS, settings.DEBUG = allowed, debug
    got_request_exception.connect(note_exception)
    call_command("createcachetable", verbosity=0)
    if "staticfiles" in settings.STORAGES and "Manifest" in settings.STORAGES["staticfiles"]["BACKEND"]:
        call_command("collectstatic", interactive=False, verbosity=0)
    seed()
    if "replica" in settings.DATABASES:
        shutil.copy(folder / "db.sqlite3", folder / "replica.sqlite3")


def walk(row: Row, folder: Path) -> dict[str, Any]:
    """Check the settings and, if they are not refused, walk; return the Errors and the failures."""
    import django

    django.setup()
    from django.core.checks import ERROR, run_checks

    found = [problem for problem in run_checks() if problem.level >= ERROR]
    errors = {str(problem.id): problem.hint or "" for problem in found}
    if errors:
        return {"errors": errors, "failed": {}}
    prepare(folder)
    person = Walk(row)
    person.do(
        person.guest_looks,
        person.guest_asks,
        person.agent_answers,
        person.all_listen,
        person.guest_reads_on,
        person.guest_is_quoted,
        person.guest_buys,
        person.owner_looks_around,
        person.scripts_carry_the_nonce,
        person.conversation_ends,
        person.commands_run,
        person.times_have_zones,
        person.pages_are_whole,
        person.nothing_was_logged,
    )
    return {"errors": {}, "failed": person.failed}


def main() -> None:
    """Walk through the shop of this folder with the settings of the named row."""
    from tests.foreign_settings.rows import ROWS

    name, folder = sys.argv[1:]
    result = walk(ROWS[name], Path(folder))
    Path(folder, "result.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
