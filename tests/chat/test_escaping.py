"""No text of a stranger's becomes markup anywhere: a corpus through every field, rendered on every page."""

import re
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from support_plugin import cache
from support_plugin.chat import flows
from support_plugin.chat.files.uploads import UploadOwner
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.transcripts.mails import Request, send_transcript
from support_plugin.limits import Who
from support_plugin.preferences.models import FileKind, SupportSettings
from tests.chat.helpers import Browser
from tests.chat.uploads import store_upload
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
# Short enough for the shortest of the fields: an answer to choose from.
CORPUS = [
    "<script>xss(1)</script>",
    "<img src=x onerror=xss(2)>",
    '"><svg onload=xss(3)>',
    "' onfocus=xss(4) autofocus x='",
    '" onmouseover="xss(5)" x="',
    "</script><script>xss(6)</script>",
    "</textarea><script>xss(7)</script>",
    "</title><script>xss(8)</script>",
    "<!--<script>xss(9)</script>-->",
    "javascript:xss(10)",
    "<a href=javascript:xss(11)>x</a>",
    "<iframe srcdoc='<script>xss(12)</script>'>",
    "<style>@import 'xss'</style>",
    "<base href=//xss.example>",
    "<math><mi xlink:href=javascript:xss(13)>",
    "&lt;script&gt;xss(14)&lt;/script&gt;",
    "{{ xss }}{% load xss %}${xss}",
    "\u2028<script>xss(15)</script>",
    "\uff1cscript\uff1exss(16)\uff1c/script\uff1e",
    "<template><script>xss(17)</script></template>",
    "<form action=//xss.example><button>x",
    "<meta http-equiv=refresh content=0;url=//xss.example>",
]


class Markup(HTMLParser):
    """Collects whatever of the corpus has become markup."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.found, self.script = [], None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            value = value or ""
            if "xss" in name or (name.startswith("on") and "xss" in value):
                self.found.append((tag, name, value))
            is_address = name in ("href", "src", "action", "srcdoc", "content", "xlink:href", "formaction")
            if is_address and re.match(r"\s*(javascript:|//xss|0;url)|.*<script", value, re.IGNORECASE):
                self.found.append((tag, name, value))
        if tag in ("iframe", "base", "math", "style"):
            self.found.append((tag, attributes))
        self.script = dict(attributes) if tag == "script" else None

    def handle_endtag(self, tag):
        self.script = None

    def handle_data(self, data):
        # In JSON of ours, what would end the script or begin a comment must be escaped.
        is_json = self.script is not None and self.script.get("type") == "application/json"
        if self.script is not None and "xss" in data and not (is_json and "<" not in data):
            self.found.append(("script", data[:200]))

    def handle_comment(self, data):
        if "xss" in data:
            self.found.append(("comment", data))


@pytest.fixture
def world(agent, settings):
    """A conversation in which everything that a stranger can fill in says something of the corpus."""
    SupportSettings.objects.update_or_create(pk=1, defaults={"attachment_kinds": FileKind.values})
    cache.clear()
    settings.SUPPORT_PLUGIN = {"UPLOADS_PER_MINUTE": 1000, "MESSAGES_PER_MINUTE": 1000}

    def made(payload):
        shopper = make_user(f"{uuid4().hex}@example.com", first_name=payload, last_name=payload)
        type(agent).objects.filter(pk=agent.pk).update(first_name=payload, last_name=payload)
        agent.refresh_from_db()
        browser = Browser(shopper, headers={"User-Agent": payload})
        data = {"client_id": str(uuid4()), "body": payload, "page": f"/{payload}"}
        public_id = browser.call("POST", "api-conversations", data=data).json()["conversation"]["id"]
        conversation = Conversation.objects.get(public_id=public_id)
        owner = UploadOwner(conversation.visitor, Message.Sender.SHOPPER)
        file = store_upload(f"{payload}.txt", ContentFile(b"hello"), 5, owner, Who("192.0.2.1"))
        flows.send_message(
            conversation, Message.Sender.SHOPPER, uuid4(), payload, attachments=(file.public_id,)
        )
        choices = [payload.strip(), f"{payload.strip()[:55]} 2"] if "\u2028" not in payload else ["x"]
        flows.send_message(conversation, Message.Sender.AGENT, uuid4(), payload, agent, choices=choices)
        return browser, Conversation.objects.get(public_id=public_id)

    return made


def pages_of(browser, conversation, agent, admin):
    """Yield every page that shows the conversation: while it goes on, and after its end."""
    desk, office = Client(), Client()
    desk.force_login(agent)
    office.force_login(admin)
    url = reverse("support_plugin:desk-conversation", args=[conversation.public_id])
    yield "queue", desk.get(reverse("support_plugin:desk"))
    yield "desk", desk.get(url)
    yield "page", browser.get(reverse("support_plugin:chat"))
    rating = {"rating": "bad", "comment": conversation.messages.first().body}
    flows.close_conversation(conversation, Message.Sender.AGENT, agent)
    assert browser.call("POST", "api-rating", conversation.public_id, data=rating).status_code == 200
    yield "ended, desk", desk.get(url)
    yield "ended, page", browser.get(reverse("support_plugin:chat"))
    for name, args in (("changelist", ()), ("change", (conversation.pk,))):
        yield f"admin {name}", office.get(reverse(f"admin:support_plugin_conversation_{name}", args=args))
    yield "admin visitors", office.get(reverse("admin:support_plugin_visitor_changelist"))


@pytest.mark.parametrize("payload", CORPUS)
def test_nothing_that_a_stranger_fills_in_becomes_markup(payload, world, agent, admin_user):
    browser, conversation = world(payload)
    agent.refresh_from_db()
    for name, answer in pages_of(browser, conversation, agent, admin_user):
        assert answer.status_code == 200, name
        assert Markup(answer.content.decode()).found == [], name


@pytest.mark.parametrize("payload", CORPUS)
def test_nothing_of_it_becomes_markup_in_the_mailed_transcript(
    payload, world, django_capture_on_commit_callbacks
):
    _browser, conversation = world(payload)
    with django_capture_on_commit_callbacks(execute=True):
        send_transcript(Request(conversation, uuid4(), "guest@example.com", Who("127.0.0.1")))
    (html, _type) = mail.outbox[0].alternatives[0]
    assert "xss" in html or "xss" in mail.outbox[0].body
    assert Markup(html).found == []


def test_the_corpus_would_be_found_if_it_were_not_escaped():
    as_text = ("&lt;script", "{{ xss", "\uff1c", "javascript:xss(10)")
    for payload in CORPUS:
        seen = Markup(f"<p title=\"{payload}\" data-x='{payload}'>{payload}</p>").found
        assert bool(seen) != payload.startswith(as_text), payload
