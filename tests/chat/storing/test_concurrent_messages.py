"""What happens when several do it at the same moment, with real transactions."""

from uuid import uuid4

import pytest

from support_plugin.chat import flows
from support_plugin.chat.models import Conversation, Message
from support_plugin.visitors.flows import remember_visitor
from support_plugin.visitors.models import Visitor
from tests.factories import ConversationFactory, VisitorFactory
from tests.helpers.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_many_senders_at_once_leave_no_hole_and_no_double():
    conversation = ConversationFactory()

    def send_five():
        for _ in range(5):
            flows.send_message(conversation, Message.Sender.SHOPPER, uuid4(), "سلام")

    at_once(*[send_five] * 6)
    assert list(conversation.messages.values_list("seq", flat=True)) == list(range(1, 31))


def test_a_double_click_opens_one_conversation_with_one_message():
    visitor, client_id = VisitorFactory(), uuid4()
    results = at_once(*[lambda: flows.start_conversation(visitor, client_id, "سلام")] * 6)
    assert Conversation.objects.count() == Message.objects.count() == 1
    assert len({message.pk for _conversation, message in results}) == 1


def test_two_messages_at_once_open_one_conversation():
    visitor = VisitorFactory()
    at_once(*[lambda: flows.start_conversation(visitor, uuid4(), "سلام")] * 6)
    conversation = Conversation.objects.get()
    assert list(conversation.messages.values_list("seq", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_one_browser_is_one_visitor():
    from django.contrib.auth.models import AnonymousUser

    visitors = at_once(*[lambda: remember_visitor(AnonymousUser(), "the-same-key")] * 6)
    assert visitors == [Visitor.objects.get()] * 6
