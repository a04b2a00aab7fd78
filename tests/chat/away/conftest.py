"""A guest and an account who wrote and went away, an agent who answers, and a mail server on this machine."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from support_plugin.chat import flows
from support_plugin.chat.away.sending import send_mails
from support_plugin.chat.models import Conversation, Message
from tests.chat.helpers import Browser
from tests.helpers.mailing import send_by
from tests.helpers.smtp_server import mail_server

GUEST = "negar@example.com"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _shop(settings):
    settings.SUPPORT_PLUGIN = {**getattr(settings, "SUPPORT_PLUGIN", {}), "SITE_URL": "https://shop.example"}


@pytest.fixture
def mails(settings):
    """A mail server on this machine, by which the shop sends."""
    with mail_server() as running:
        send_by(settings, host=running.host, port=running.port)
        yield running


@pytest.fixture
def guest(db):
    """A guest's browser with a conversation, and an address for the answer."""
    browser = Browser()
    public_id = browser.start("کی می‌رسد؟").json()["conversation"]["id"]
    answer = browser.call("POST", "api-reply-address", public_id, data={"email": GUEST})
    assert answer.status_code == 200
    Conversation.objects.update(language="fa")
    return browser


@pytest.fixture
def conversation(guest):
    """The guest's."""
    return Conversation.objects.get()


@pytest.fixture
def answer(agent):
    """Return a function by which the agent says something."""

    def say(conversation, body="فردا می‌رسد."):
        return flows.send_message(conversation, Message.Sender.AGENT, uuid4(), body, agent)

    return say


def later(minutes=6):
    """Send what is due so many minutes from now; return how many e-mails were sent."""
    return send_mails(timezone.now() + minutes * MINUTE)
