"""The shop's side of the benchmark, in Django: people and conversations before it, the comparison after it.

``python -m benchmarks._chat.shop seed <pairs>`` prints the pairs as JSON; ``… check <file>`` compares the
acknowledged messages in the file with the database and prints what it found.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import django

Acknowledged = dict[str, dict[str, tuple[int, str]]]


def seed(count: int) -> list[dict[str, Any]]:
    """Make conversations, each with a guest's browser and an agent of its own; return their cookies."""
    from django.db import transaction

    permission = _permission()
    with transaction.atomic():
        return [_make_pair(number, permission) for number in range(count)]


def _permission() -> Any:
    from django.contrib.auth.models import Permission

    return Permission.objects.get(content_type__app_label="support_plugin", codename="answer_conversation")


def _make_pair(number: int, permission: Any) -> dict[str, Any]:
    from django.contrib.auth import get_user_model

    from support_plugin.chat.models import Conversation
    from support_plugin.conf import get_config
    from support_plugin.visitors.cookies import hash_key, new_key
    from support_plugin.visitors.models import Visitor

    users = get_user_model().objects
    agent = users.create(username=f"agent-{number}", email=f"agent-{number}@example.com", is_staff=True)
    agent.user_permissions.add(permission)
    key = new_key()
    visitor = Visitor.objects.create(key_hash=hash_key(key))
    # With its agent already: the line that says who joined is nobody's message.
    conversation = Conversation.objects.create(visitor=visitor, agent=agent, language="en")
    return {
        "room": str(conversation.public_id),
        "path": get_config()["WEBSOCKET_PATH"],
        "cookies": {"shopper": _guest_cookie(key), "agent": _session_cookie(agent)},
    }


def _guest_cookie(key: str) -> str:
    from django.http import HttpResponse

    from support_plugin.visitors.cookies import set_key

    response = HttpResponse()
    set_key(response, key)
    return "; ".join(f"{name}={cookie.value}" for name, cookie in response.cookies.items())


def _session_cookie(user: Any) -> str:
    from django.test import Client

    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return "; ".join(f"{name}={cookie.value}" for name, cookie in browser.cookies.items())


def check(acknowledged: Acknowledged) -> dict[str, Any]:
    """Compare with the database; ``problems`` is empty when all is stored, once, numbered without holes."""
    problems, rows = [], 0
    for room, sent in acknowledged.items():
        found, last_seq = _stored(room)
        rows += len(found)
        if [seq for seq, _id, _body in found] != list(range(1, last_seq + 1)):
            problems.append(f"{room}: the numbers have holes, or the conversation counts otherwise")
        if sorted((seq, client_id, body) for client_id, (seq, body) in sent.items()) != found:
            problems.append(f"{room}: what is stored is not what was acknowledged")
    return {"acknowledged": sum(map(len, acknowledged.values())), "stored": rows, "problems": problems}


def _stored(room: str) -> tuple[list[tuple[int, str, str]], int]:
    from support_plugin.chat.models import Conversation

    conversation = Conversation.objects.get(public_id=room)
    rows = conversation.messages.order_by("seq").values_list("seq", "client_id", "body")
    return [(seq, str(client_id), body) for seq, client_id, body in rows], conversation.last_seq


def read_acknowledged(path: Path) -> Acknowledged:
    """Return the driver's file: by conversation and client_id, the number and the text."""
    found: Acknowledged = defaultdict(dict)
    with path.open() as lines:
        for line in lines:
            room, client_id, body, seq = json.loads(line)
            if client_id in found[room]:
                raise ValueError(f"{client_id} was acknowledged twice")
            found[room][client_id] = (seq, body)
    return found


def main() -> None:
    """Do what the command line says."""
    answers, sys.stdout = sys.stdout, sys.stderr
    django.setup()
    command, argument = sys.argv[1:]
    result = seed(int(argument)) if command == "seed" else check(read_acknowledged(Path(argument)))
    print(json.dumps(result), file=answers)


if __name__ == "__main__":
    main()
