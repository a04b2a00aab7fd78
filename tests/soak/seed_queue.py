"""Has waiting shoppers assigned, and makes an agent who takes one at a time: ``seed_queue GUESTS``.

Prints the agent's cookie, and each guest's conversation and cookie; the conversations are nobody's yet.
"""

import json
import sys
from uuid import uuid4

import django

django.setup()

from support_plugin.chat.queue.models import QueueSettings  # noqa: E402
from support_plugin.chat.team.models import Agent  # noqa: E402
from support_plugin.visitors import cookies  # noqa: E402
from tests.chat.helpers import guest_cookie, session_cookie  # noqa: E402
from tests.factories import ConversationFactory, VisitorFactory, make_user  # noqa: E402


def main() -> None:
    """The queue is empty until the guests ask."""
    QueueSettings.objects.update_or_create(pk=QueueSettings.singleton_instance_id, defaults={"assigns": True})
    user = make_user(f"agent-{uuid4().hex}@example.com", ("answer_conversation",), is_staff=True)
    Agent.objects.create(user=user, capacity=1)
    guests = []
    for _ in range(int(sys.argv[1])):
        key = cookies.new_key()
        conversation = ConversationFactory(visitor=VisitorFactory(key_hash=cookies.hash_key(key)))
        guests.append({"conversation": str(conversation.public_id), "cookie": guest_cookie(key)})
    print(json.dumps({"agent": session_cookie(user), "guests": guests}))


if __name__ == "__main__":
    main()
