"""What a list shows of a conversation is what was said last, not what was changed of an older message."""

from uuid import uuid4

import pytest

from support_plugin.chat import flows, queries
from support_plugin.chat.assignment.flows import return_to_queue, take_conversation
from support_plugin.chat.flows import close_conversation
from support_plugin.chat.models import Message
from support_plugin.chat.storing.new import NewMessage
from tests.factories import VisitorFactory

pytestmark = pytest.mark.django_db
SHOPPER = Message.Sender.SHOPPER


@pytest.mark.parametrize(("kind", "body"), [("edited", "۱"), ("withdrawn", "")])
def test_changing_an_older_message_leaves_the_last_words(kind, body):
    conversation, first = flows.start_conversation(VisitorFactory(), uuid4(), "یک")
    flows.send_message(conversation, SHOPPER, uuid4(), "دو")
    change = NewMessage(conversation.pk, SHOPPER, uuid4(), body, kind=kind, changes=first.seq)
    flows.store_message(conversation, change)
    assert queries.read_again(conversation).last_body == "دو"


def test_the_systems_lines_without_a_text_leave_the_last_words(agent):
    conversation, _first = flows.start_conversation(VisitorFactory(), uuid4(), "کجاست؟")
    take_conversation(conversation, agent)
    return_to_queue(conversation, agent)
    assert conversation.last_seq == 3
    assert queries.read_again(conversation).last_body == "کجاست؟"
    close_conversation(conversation, SHOPPER)
    assert queries.read_again(conversation).last_body == "کجاست؟"
