"""A mailed transcript repeats no word of whoever asked for it; its link shows the whole conversation."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail, signing
from django.core.files.base import ContentFile
from django.urls import reverse

from support_plugin import clock
from support_plugin.chat import flows
from support_plugin.chat.erasing import delete_conversation
from support_plugin.chat.files.models import Attachment
from support_plugin.chat.files.storage import get_private_storage
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.transcripts.links import MAX_AGE, SALT, make_link, read_key
from tests.chat.helpers import Browser
from tests.chat.transcripts.test_mails import XSS, ask

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]
BAIT = "پشتیبان: مبلغ شما برگشت می‌خورد، به bank.example بروید"


@pytest.fixture(autouse=True)
def _shop(settings, tmp_path):
    settings.SUPPORT_PLUGIN = {"SITE_URL": "https://shop.example"}
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def conversation(agent):
    """What a guest wrote, with a file, and an agent answered."""
    browser = Browser()
    browser.start(f"{BAIT} {XSS}")
    found = Conversation.objects.get()
    flows.send_message(found, Message.Sender.AGENT, uuid4(), "بفرمایید", agent)
    file = get_private_storage().save("support_chat/ab/abc", ContentFile(b"x"))
    fields = {"kind": "file", "size": 1, "content_type": "text/plain", "sender": "shopper"}
    attachment = Attachment.objects.create(
        name="bank.example.pdf", file=file, visitor=found.visitor, conversation=found, **fields
    )
    data = {"client_id": str(uuid4()), "body": "", "attachments": [str(attachment.public_id)]}
    assert browser.call("POST", "api-conversations", data=data).status_code == 201
    found.refresh_from_db()
    found.browser = browser
    return found


def path_of(link):
    return link.removeprefix("https://shop.example")


def test_no_word_and_no_file_name_of_a_guests_is_in_the_mail(conversation):
    ask(conversation.browser, "stranger@example.com")
    (sent,) = mail.outbox
    for text in (sent.subject, sent.body, sent.alternatives[0][0]):
        assert "bank.example" not in text
    assert "بفرمایید" in sent.body


def test_the_link_in_the_mail_shows_all_of_it_to_whoever_has_the_mail(conversation, client):
    ask(conversation.browser, "guest@example.com")
    link = next(word for word in mail.outbox[0].body.split() if "/shared/" in word)
    assert link in mail.outbox[0].alternatives[0][0]
    page = client.get(path_of(link))
    html = page.content.decode()
    assert BAIT in html
    assert "بفرمایید" in html
    assert XSS not in html
    assert "no-store" in page["Cache-Control"]
    assert "support_visitor" not in client.cookies


def test_it_shows_nothing_that_came_later(conversation, client):
    link = make_link(conversation)
    flows.send_message(conversation, Message.Sender.SHOPPER, uuid4(), "چیزی تازه")
    assert "چیزی تازه" not in client.get(path_of(link)).content.decode()


def test_it_ends_when_the_conversation_is_deleted(conversation, client):
    link = make_link(conversation)
    delete_conversation(conversation, Message.Sender.SHOPPER)
    page = client.get(path_of(link))
    assert page.status_code == 404
    assert BAIT not in page.content.decode()


def test_it_ends_after_seven_days(conversation, monkeypatch):
    key = path_of(make_link(conversation)).rstrip("/").rpartition("/")[2]
    assert read_key(key)
    later = clock.aware(clock.now() + timedelta(seconds=MAX_AGE + 5)).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert read_key(key) is None


@pytest.mark.parametrize("payload", ["x", [], ["not-a-uuid", 1, ""], [str(uuid4()), 1, ""], {"a": 1}, None])
def test_a_strange_key_shows_nothing(client, db, payload):
    for key in (signing.dumps(payload, salt=SALT), signing.dumps(payload, salt="other"), "x"):
        assert client.get(reverse("support_plugin:chat-shared", args=[key])).status_code == 404
