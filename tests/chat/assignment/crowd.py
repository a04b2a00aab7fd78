"""Processes that assign and answer what waits: ``-m tests.chat.assignment.crowd PLAN``, PLAN being JSON.

Prints what became of it, as JSON.
"""

import json
import random
import signal
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.helpers.crowds import Crowd, let_work, make_tables
from tools.run.processes import die_with_parent


@dataclass
class Plan(Crowd):
    """How many wait for how many agents."""

    waiting: int = 150
    agents: int = 6
    # Where a process writes down that somebody had more than they can take.
    faults: str = ""


def main(plan: Plan) -> None:
    """Let the crowd assign and answer, and print what became of it."""
    prepare(plan)
    seen = time.monotonic()

    def is_done() -> bool:
        nonlocal seen
        if time.monotonic() - seen > 5:
            seen = time.monotonic()
            open_desks()
        from support_plugin.chat.models import Conversation

        return not Conversation.objects.filter(waiting_since__isnull=False).exists()

    began = time.monotonic()
    kills = let_work(plan, is_done, work=work)
    print(json.dumps({"kills": len(kills), "seconds": time.monotonic() - began, "rows": report()}))


def prepare(plan: Plan) -> None:
    """Make the tables, agents of several languages and departments, and shoppers who wait for them."""
    import django

    django.setup()
    make_tables()
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Permission

    from support_plugin import clock
    from support_plugin.models import Agent, Conversation, Department, QueueSettings, Visitor

    random.seed(7)
    QueueSettings.objects.create(assigns=True)
    departments = [Department.objects.create(name=name) for name in ("orders", "returns")]
    may_answer = Permission.objects.get_or_create(**permission())[0]
    for number in range(plan.agents):
        user = get_user_model().objects.create_user(f"agent{number}", f"agent{number}@example.com", "x")
        get_user_model().objects.filter(pk=user.pk).update(is_staff=True)
        user.user_permissions.add(may_answer)
        # The first speaks all languages in all departments, so that nobody is left over.
        languages = [[], ["fa"], ["fa", "ar"], ["en"]][number % 4]
        agent = Agent.objects.create(user=user, capacity=1 + number % 3, languages=languages)
        agent.departments.set([[], departments[:1], departments[1:], departments][number % 4])
    visitors = Visitor.objects.bulk_create([Visitor() for _number in range(plan.waiting)])
    now = clock.now()
    places = random.sample(range(plan.waiting), plan.waiting)
    Conversation.objects.bulk_create(
        Conversation(
            visitor=visitor,
            language=random.choice(["fa", "ar", "en"]),
            department=random.choice([None, *departments]),
            waiting_since=(since := now - timedelta(seconds=60 + place)),
            queue_at=since,
            # Kept for the report: since when they waited is forgotten with the answer.
            page_path=str(place),
        )
        for visitor, place in zip(visitors, places, strict=True)
    )
    open_desks()


def permission() -> dict[str, Any]:
    """Return the right to answer."""
    from django.contrib.contenttypes.models import ContentType

    from support_plugin.models import Conversation

    return {
        "codename": "answer_conversation",
        "content_type": ContentType.objects.get_for_model(Conversation),
        "defaults": {"name": "answer"},
    }


def open_desks() -> None:
    """Let all agents have the desk open."""
    from support_plugin.chat.team.presence import store_presence
    from support_plugin.models import Agent

    store_presence("crowd", set(Agent.objects.values_list("pk", flat=True)))


def work(plan: Any) -> None:
    """Assign, and answer some of what was assigned, until killed."""
    from django.db import OperationalError

    from support_plugin.chat.assignment.rounds import do_round

    while True:
        try:
            do_round()
            note_faults(plan)
            answer_some()
        except OperationalError:  # SQLite makes one wait for too long
            continue


def note_faults(plan: Any) -> None:
    """Write down who has more than they can take."""
    from support_plugin.models import Agent, Conversation

    capacity = dict(Agent.objects.values_list("pk", "capacity"))
    held = Conversation.objects.filter(agent__isnull=False, waiting_since__isnull=False)
    loads = Counter(held.values_list("agent", flat=True))
    over = {pk: load for pk, load in loads.items() if load > capacity[pk]}
    if over:
        with Path(plan.faults).open("a") as file:
            file.write(f"{over}\n")


def answer_some() -> None:
    """Have agents answer up to three of those who wait for them."""
    from support_plugin.chat.flows import send_message
    from support_plugin.models import Conversation, Message

    held = Conversation.objects.filter(agent__isnull=False, waiting_since__isnull=False)
    for conversation in random.sample(rows := list(held.select_related("agent")[:40]), min(3, len(rows))):
        send_message(conversation, Message.Sender.AGENT, uuid4(), "Yes", agent=conversation.agent)


def report() -> list[dict[str, Any]]:
    """Return what is stored of each conversation."""
    from support_plugin.models import Conversation, Message

    joined = Counter(Message.objects.filter(kind="joined").values_list("conversation", flat=True))
    names = ("pk", "department", "language", "page_path", "assigned_at", "waiting_since")
    return [
        {
            "class": f"{department} {language}",
            "place": int(path),
            "assigned_at": assigned_at.isoformat(),
            "joined": joined[pk],
            "waits": waiting is not None,
        }
        for pk, department, language, path, assigned_at, waiting in (Conversation.objects.values_list(*names))
    ]


def command(plan: Plan) -> list[str]:
    """Return the words that run a plan."""
    return ["-m", "tests.chat.assignment.crowd", json.dumps(asdict(plan))]


if __name__ == "__main__":
    die_with_parent(signal.SIGKILL)
    main(Plan(**json.loads(sys.argv[1])))
