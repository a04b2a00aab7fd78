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

    from support_plugin.visitors.cookies import new_key

    keys = [new_key() for _ in range(count)]
    with transaction.atomic():
        agents = _make_agents(count)
        pairs = zip(_make_conversations(keys, agents), keys, agents, strict=True)
        return [_pair(str(conversation.public_id), key, agent) for conversation, key, agent in pairs]


def _make_conversations(keys: list[str], agents: list[Any]) -> list[Any]:
    from support_plugin.chat.models import Conversation
    from support_plugin.visitors.cookies import hash_key
    from support_plugin.visitors.models import Visitor

    visitors = Visitor.objects.bulk_create([Visitor(key_hash=hash_key(key)) for key in keys])
    # With their agents already: the line that says who joined is nobody's message.
    people = zip(visitors, agents, strict=True)
    return Conversation.objects.bulk_create([Conversation(visitor=v, agent=a) for v, a in people])


def _make_agents(count: int) -> list[Any]:
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Permission

    user = get_user_model()
    permission = Permission.objects.get(
        content_type__app_label="support_plugin", codename="answer_conversation"
    )
    names = [f"agent-{number}" for number in range(count)]
    agents = user.objects.bulk_create(
        [user(username=name, email=f"{name}@example.com", first_name=name, is_staff=True) for name in names]
    )
    granted = user.user_permissions.through
    granted.objects.bulk_create([granted(user_id=agent.pk, permission=permission) for agent in agents])
    return agents


def _pair(room: str, key: str, agent: Any) -> dict[str, Any]:
    from support_plugin.conf import get_config

    cookies = {"shopper": _guest_cookie(key), "agent": _session_cookie(agent)}
    return {"room": room, "path": get_config()["WEBSOCKET_PATH"], "cookies": cookies}


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
