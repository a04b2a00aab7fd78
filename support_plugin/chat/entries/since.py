"""What a shopper has written since their last need was met."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from support_plugin.chat.models import Message


class Since(NamedTuple):
    """Messages since a need ended, the newest first: the shopper's, and the others that ended nothing."""

    said: list[Message]
    passed: list[Message]


def said_since(messages: Iterable[Message], ends: Callable[[Message], bool]) -> Since:
    """Return what was said since the last message of somebody else's that ``ends`` a need.

    ``messages``: of one conversation, the newest first.
    """
    since = Since([], [])
    for message in messages:
        if message.sender == Message.Sender.SHOPPER:
            since.said.append(message)
        elif ends(message):
            break
        else:
            since.passed.append(message)
    return since
