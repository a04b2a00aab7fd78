"""Canned replies, and a conversation to insert them in."""

import pytest

from support_plugin.desk.canned.models import CannedReply
from tests.factories import MessageFactory, VisitorFactory


@pytest.fixture
def reply(db):
    texts = {"fa": "سلام {name}، ما {shop} هستیم.", "en": "Hello {name}, we are {shop}."}
    return CannedReply.objects.create(shortcut="hello", title="خوشامد", texts=texts)


@pytest.fixture
def conversation(shopper):
    return MessageFactory(conversation__visitor=VisitorFactory(user=shopper)).conversation
