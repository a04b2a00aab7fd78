"""Makes the people of a run, and prints their conversations and cookies: ``seed PAIRS``."""

import json
import sys

import django

django.setup()

from support_plugin.visitors import cookies  # noqa: E402
from tests.chat.helpers import guest_cookie, session_cookie  # noqa: E402
from tests.factories import ConversationFactory, VisitorFactory, make_user  # noqa: E402


def main() -> None:
    """One agent answers all shoppers, each of whom is a guest."""
    user = make_user("agent@example.com", ("answer_conversation",), is_staff=True)
    agent = session_cookie(user)
    pairs = []
    for _ in range(int(sys.argv[1])):
        key = cookies.new_key()
        visitor = VisitorFactory(key_hash=cookies.hash_key(key))
        # With its agent already: the line that says who joined is nobody's message.
        conversation = ConversationFactory(visitor=visitor, agent=user)
        pairs.append(
            {"conversation": str(conversation.public_id), "shopper": guest_cookie(key), "agent": agent}
        )
    print(json.dumps(pairs))


if __name__ == "__main__":
    main()
