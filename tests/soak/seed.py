"""Makes the people of a run, and prints their conversations and cookies: ``seed PAIRS [MESSAGES]``."""

import json
import sys
from uuid import uuid4

import django

django.setup()

from support_plugin.chat.models import Conversation, Message  # noqa: E402
from support_plugin.visitors import cookies  # noqa: E402
from tests.chat.helpers import guest_cookie, session_cookie  # noqa: E402
from tests.factories import ConversationFactory, VisitorFactory, make_user  # noqa: E402

# As long as one may be; the emoji makes all letters take four bytes in memory.
LONG = "ب" * 3999 + "😀"


def talk(conversation: Conversation, messages: int) -> None:
    """Store so many of the shopper's, each as long as one may be."""
    Message.objects.bulk_create(
        Message(conversation=conversation, seq=n, sender="shopper", client_id=uuid4(), body=LONG)
        for n in range(1, messages + 1)
    )
    Conversation.objects.filter(pk=conversation.pk).update(last_seq=messages)


def main() -> None:
    """One agent answers all shoppers, each of whom is a guest."""
    # One more each time: several tests may share a shop.
    name = f"agent-{uuid4().hex}@example.com"
    user = make_user(name, ("answer_conversation",), is_staff=True)
    agent = session_cookie(user)
    pairs = []
    for _ in range(int(sys.argv[1])):
        key = cookies.new_key()
        visitor = VisitorFactory(key_hash=cookies.hash_key(key))
        # With its agent already: the line that says who joined is nobody's message.
        conversation = ConversationFactory(visitor=visitor, agent=user)
        if len(sys.argv) > 2:
            talk(conversation, int(sys.argv[2]))
        pairs.append(
            {"conversation": str(conversation.public_id), "shopper": guest_cookie(key), "agent": agent}
        )
    print(json.dumps(pairs))


if __name__ == "__main__":
    main()
