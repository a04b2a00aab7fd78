"""A conversation in which the assistant answers at once, in the caller's own thread."""

from uuid import uuid4

import pytest
from django.utils import translation

from support_plugin.answers.assistant import worker
from support_plugin.chat.flows import send_message, start_conversation
from support_plugin.chat.models import Conversation, Message
from tests.factories import VisitorFactory


@pytest.fixture
def assistant(articles, prefer):
    """Switch it on; what is due waits until it is asked."""
    prefer(answers_enabled=True, assistant_mode="first")


@pytest.fixture
def at_once(assistant, commits, monkeypatch):
    """Answer within the call that stores the question."""
    monkeypatch.setattr(worker, "_submit", lambda action, *args: action(*args))


class Talk:
    """A shopper's conversation, in one language."""

    def __init__(self, language="fa", visitor=None):
        self.language = language
        self.visitor = visitor or VisitorFactory()
        self.conversation = None

    def say(self, body):
        """Send a message; return what was said after it."""
        with translation.override(self.language):
            if self.conversation is None:
                self.conversation, message = start_conversation(self.visitor, uuid4(), body, "/fa/basket/")
            else:
                message = send_message(self.conversation, Message.Sender.SHOPPER, uuid4(), body)
        self.conversation.refresh_from_db()
        return self.after(message.seq)

    def after(self, seq=0):
        """Return the messages after a number."""
        return list(Message.objects.filter(conversation=self.conversation, seq__gt=seq))

    @property
    def row(self):
        """Return the conversation as it is stored."""
        return Conversation.objects.get(pk=self.conversation.pk)
