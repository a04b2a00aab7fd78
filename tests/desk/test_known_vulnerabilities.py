"""Holes that other desks were found to have in 2024 and 2026, by name: none of them is here."""

import base64
import socket
import threading
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, reverse

from support_plugin.carts.models import Abandonment
from support_plugin.carts.restoring.flows import make_link as make_restore_link
from support_plugin.chat.files.models import Attachment
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.transcripts import links
from support_plugin.tokens.queries import new_token
from support_plugin.visitors.cookies import new_key
from tests.factories import MessageFactory, VisitorFactory, make_user
from tests.helpers.mailing import send_by
from tests.helpers.shopping import make_cart

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("commits")]
HOSTILE = '</script><img src=x onerror="alert(1)">'
MARKUP = "<img src=x"
BITS = 128


@pytest.fixture
def conversation():
    """A shopper's conversation in which both sides have hostile names and words."""
    shopper = make_user("negar@example.com", first_name=HOSTILE, last_name="x")
    agent = make_user("sara@example.com", ("answer_conversation",), is_staff=True, first_name=HOSTILE)
    asked = MessageFactory(
        conversation__visitor=VisitorFactory(user=shopper),
        conversation__page_path=f"/fa/{HOSTILE}",
        body=HOSTILE,
    )
    MessageFactory(
        conversation=asked.conversation,
        sender=Message.Sender.AGENT,
        agent=agent,
        body=HOSTILE,
        choices=[HOSTILE],
    )
    return asked.conversation


def mail_transcript(conversation, **headers):
    client = Client(headers=headers)
    client.force_login(conversation.visitor.user)
    url = reverse("support_plugin:api-transcript", args=[conversation.public_id])
    return client.post(url, {"client_id": str(uuid4())}, content_type="application/json")


def bodies(message):
    return [str(message.body), *(str(content) for content, _kind in message.alternatives)]


def test_cve_2026_32754_words_and_names_in_a_mail_are_only_text(conversation, prefer):
    prefer(names={"fa": HOSTILE, "en": HOSTILE})
    assert mail_transcript(conversation).status_code == 202
    [sent] = mail.outbox
    html = next(str(content) for content, kind in sent.alternatives if kind == "text/html")
    assert MARKUP not in html
    # The agent's name and words are in it.
    assert html.count("&lt;img src=x") >= 2
    assert "\n" not in sent.subject


def bits_of(secret):
    return len(base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))) * 8


def test_cve_2026_27637_no_secret_can_be_predicted(settings):
    for make in (new_key, lambda: new_token().removeprefix("support_")):
        made = {make() for _time in range(50)}
        assert len(made) == 50
        assert min(map(bits_of, made)) >= BITS
    settings.SUPPORT_PLUGIN = {**getattr(settings, "SUPPORT_PLUGIN", {}), "SITE_URL": "https://shop.example"}
    cart = make_cart()
    left = Abandonment.objects.create(period=1, cart=cart, idle_since="2026-11-29", abandoned_at="2026-11-29")
    _row, address = make_restore_link(left)
    assert bits_of(address.rstrip("/").rpartition("/")[2]) >= BITS


def test_cve_2026_27637_neither_a_conversation_nor_a_file_is_named_by_a_number_that_grows():
    for model in (Conversation, Attachment):
        named = [model().public_id for _time in range(50)]
        assert len(set(named)) == 50
        # Version 4: 122 random bits, nothing of the time or the machine.
        assert {UUID(str(one)).version for one in named} == {4}


def test_cve_2026_40496_a_file_is_not_found_by_its_row_or_by_whoever_knows_its_name(conversation, client):
    with pytest.raises(NoReverseMatch):
        reverse("support_plugin:file", args=[1])
    client.force_login(conversation.visitor.user)
    url = reverse("support_plugin:api-conversation-upload", args=[conversation.public_id])
    sent = client.post(url, {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")})
    assert sent.status_code == 201
    path = sent.json()["url"]
    assert client.get(path).status_code == 200
    for outsider in (None, make_user("other@example.com"), make_user("s@example.com", is_staff=True)):
        other = Client()
        if outsider:
            other.force_login(outsider)
        assert other.get(path).status_code == 404


def test_cve_2026_53595_an_empty_or_cut_link_opens_nothing(conversation, client, settings):
    settings.SUPPORT_PLUGIN = {**getattr(settings, "SUPPORT_PLUGIN", {}), "SITE_URL": "https://shop.example"}
    key = links.make_link(conversation).rstrip("/").rpartition("/")[2]
    assert links.read_key(key) is not None
    for broken in ("", key[:-1], key[:-20], key.partition(":")[0], "null", "undefined", "0"):
        assert links.read_key(broken) is None


def test_cve_2026_41902_a_link_ends(conversation, settings, monkeypatch):
    settings.SUPPORT_PLUGIN = {**getattr(settings, "SUPPORT_PLUGIN", {}), "SITE_URL": "https://shop.example"}
    key = links.make_link(conversation).rstrip("/").rpartition("/")[2]
    monkeypatch.setattr(links, "MAX_AGE", -1)
    assert links.read_key(key) is None


FORWARDED = [
    "CF-Connecting-IP",
    "X-Forwarded-For",
    "X-Real-IP",
    "True-Client-IP",
    "X-Forwarded-Host",
    "Forwarded",
]


@pytest.mark.parametrize("header", FORWARDED)
def test_cve_2026_107393_what_a_proxy_is_said_to_send_is_in_no_mail_and_on_no_page(
    conversation, header, agent
):
    said = "203.0.113.9<img src=y>"
    mail_transcript(conversation, **{header: said})
    [sent] = mail.outbox
    assert not any("203.0.113.9" in body for body in bodies(sent))
    client = Client(headers={header: said})
    client.force_login(agent)
    page = client.get(reverse("support_plugin:desk-conversation", args=[conversation.public_id]))
    assert "203.0.113.9" not in page.content.decode()


@contextmanager
def refusing_server():
    """A mail server on this machine that takes nobody's password."""
    listener = socket.create_server(("127.0.0.1", 0))
    received = []

    def serve():
        connection, _address = listener.accept()
        with connection, connection.makefile("rwb") as line:

            def say(text):
                line.write(text.encode() + b"\r\n")
                line.flush()

            say("220 mail.example")
            while asked := line.readline().decode():
                received.append(asked)
                if asked.upper().startswith("EHLO"):
                    say("250-mail.example\r\n250 AUTH PLAIN LOGIN")
                else:
                    say(f"535 5.7.8 refused: {asked.strip()}")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], received
    finally:
        listener.close()
        thread.join(timeout=5)


def test_ghsa_7wcq_2qmv_mvcm_the_mail_servers_password_stands_in_no_log(conversation, settings, caplog):
    password = "hunter2-of-the-mail-server"
    with refusing_server() as (port, received):
        send_by(settings, host="127.0.0.1", port=port, username="shop", password=password)
        mail_transcript(conversation)
    assert any(line.upper().startswith("AUTH") for line in received)
    # It was tried, it failed, and the log reports that.
    assert "535" in caplog.text or "SMTPAuthenticationError" in caplog.text
    logged = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    assert password not in logged


def test_ghsa_fffc_phh8_5h4v_words_cannot_leave_the_pages_data(conversation, client):
    client.force_login(make_user("root@example.com", is_staff=True, is_superuser=True))
    for name in ("desk", "desk-conversation", "desk-panel"):
        args = [] if name == "desk" else [conversation.public_id]
        html = client.get(reverse(f"support_plugin:{name}", args=args)).content.decode()
        assert MARKUP not in html
        assert HOSTILE not in html


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", b"<script>alert(1)</script>"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("a.pdf", b"<html><script>alert(1)</script></html>"),
        ("a.png", b"<script>alert(1)</script>"),
        ("a.js", b"alert(1)"),
        ("a.xhtml", b'<html xmlns="http://www.w3.org/1999/xhtml"/>'),
    ],
)
def test_ghsa_fffc_phh8_5h4v_no_upload_becomes_a_script_of_the_shops_own(conversation, client, name, content):
    client.force_login(conversation.visitor.user)
    url = reverse("support_plugin:api-conversation-upload", args=[conversation.public_id])
    sent = client.post(url, {"file": SimpleUploadedFile(name, content, "image/png")})
    if sent.status_code != 201:
        assert sent.json()["code"] == "file_refused"
        return
    served = client.get(sent.json()["url"])
    assert served["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert served["X-Content-Type-Options"] == "nosniff"
    assert served["Content-Type"].partition(";")[0] not in ("text/html", "image/svg+xml", "text/javascript")
    assert served["Content-Disposition"].startswith("attachment")
