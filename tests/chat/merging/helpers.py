"""Conversations that begin and end, and what is refused."""

from uuid import uuid4

import pytest

from support_plugin.chat import flows
from support_plugin.chat.models import Message
from support_plugin.errors import Refused
from tests.factories import ConversationFactory

SHOPPER = Message.Sender.SHOPPER


def begin(visitor, *words):
    """Return an open conversation in which the shopper has said this."""
    conversation = ConversationFactory(visitor=visitor)
    for word in words:
        flows.send_message(conversation, SHOPPER, uuid4(), word)
    conversation.refresh_from_db()
    return conversation


def end(conversation):
    flows.close_conversation(conversation, SHOPPER)
    conversation.refresh_from_db()
    return conversation


def refused(function, *args):
    with pytest.raises(Refused) as caught:
        function(*args)
    return caught.value
