"""What was said since a need ended: the shopper's messages, and those of others that ended nothing."""

from support_plugin.chat.entries.since import said_since
from support_plugin.chat.models import Message

SHOPPER, AGENT, SYSTEM = Message.Sender.SHOPPER, Message.Sender.AGENT, Message.Sender.SYSTEM


def thread(*senders):
    """Return messages of these senders, the newest first."""
    messages = [Message(seq=number, sender=sender) for number, sender in enumerate(senders, 1)]
    return messages[::-1]


def seqs(messages):
    return [message.seq for message in messages]


def test_it_begins_behind_the_last_message_that_ends_a_need():
    found = said_since(thread(SHOPPER, AGENT, SHOPPER, SHOPPER), ends=lambda message: True)
    assert (seqs(found.said), seqs(found.passed)) == ([4, 3], [])


def test_what_ends_nothing_is_passed_over():
    messages = thread(SHOPPER, AGENT, SHOPPER, SYSTEM, SHOPPER)
    found = said_since(messages, ends=lambda message: message.sender == AGENT)
    assert (seqs(found.said), seqs(found.passed)) == ([5, 3], [4])


def test_after_an_end_nothing_was_said():
    assert said_since(thread(SHOPPER, AGENT), ends=lambda message: True).said == []
    assert said_since([], ends=lambda message: True).said == []
