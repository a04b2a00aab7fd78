"""Who may do what: every page of the desk, every call under support/api/v1/, files and frames of the socket.

A new address fails the first test until it stands in a table.
"""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from support_plugin import clock
from support_plugin.carts.models import Abandonment, CartActivity
from support_plugin.chat.models import Message
from support_plugin.chat.team.models import Agent, Department
from support_plugin.tasks.models import Task
from tests.chat.helpers import connected, in_thread, session_cookie
from tests.chat.outsiders.calls import sent_file
from tests.desk.permission_cases import CASES, EVERYBODYS, ROLES, SECRET, WORDS, Case
from tests.factories import MessageFactory, VisitorFactory, make_user
from tests.helpers.shopping import make_cart


class World:
    """A shopper with all that somebody might look at, and everybody who might."""

    def __init__(self) -> None:
        rights = ("answer_conversation",)
        self.root = make_user("root@example.com", is_staff=True, is_superuser=True)
        self.supervisor = make_user(
            "supervisor@example.com", (*rights, "supervise_conversations"), is_staff=True
        )
        self.agent = make_user("agent@example.com", rights, is_staff=True)
        self.elsewhere = make_user("elsewhere@example.com", rights, is_staff=True)
        self.staff = make_user("staff@example.com", is_staff=True)
        self.shopper = make_user(SECRET)
        self.other = make_user("other@example.com")
        self.nobody = None
        visitor = VisitorFactory(user=self.shopper)
        MessageFactory(conversation__visitor=VisitorFactory(user=self.other))
        orders, returns = (Department.objects.create(name=name) for name in ("Orders", "Returns"))
        for user, department in ((self.agent, orders), (self.elsewhere, returns)):
            Agent.objects.create(user=user).departments.add(department)
        message: Any = MessageFactory(
            conversation__visitor=visitor, conversation__department=orders, body=WORDS
        )
        self.conversation = message.conversation
        self.closed = MessageFactory(
            conversation__visitor=visitor, conversation__status="closed", body=WORDS
        ).conversation
        # Only what somebody answered can be rated.
        MessageFactory(conversation=self.closed, sender=Message.Sender.AGENT, agent=self.agent)
        self.file = sent_file(message)
        cart = make_cart(owner=self.shopper)
        CartActivity.objects.filter(pk=cart.pk).update(email=SECRET)
        self.abandonment = Abandonment.objects.create(
            period=1, user=self.shopper, email=SECRET, idle_since=clock.now(), abandoned_at=clock.now()
        )
        self.task = Task.objects.create(
            key="t",
            kind="call",
            text=WORDS,
            conversation=message.conversation,
            made_at=clock.now(),
            due_at=clock.now(),
        )

    def address(self, case: Case) -> str:
        """Return where a case is asked."""
        row = getattr(self, case.about) if case.about else None
        args = [*([] if row is None else [getattr(row, "public_id", row.pk)]), *case.more]
        return reverse(f"support_plugin:{case.name}", args=args) + case.query


def names_below(prefix: str) -> set[str]:
    """Return the names of all addresses of the app that begin so."""
    found = get_resolver("support_plugin.urls").reverse_dict
    return {
        name
        for name in found
        if isinstance(name, str)
        and any(path.startswith(prefix) for ways in found.getlist(name) for path, _ in ways[0])
    }


def test_every_page_of_the_desk_and_every_call_stands_in_a_table():
    known = {case.name for case in CASES}
    assert names_below("dashboard/support/") - known == set()
    assert names_below("support/api/v1/") == {name for name in known if name.startswith("api-")} | EVERYBODYS
    assert names_below("support/files/") <= known
    assert not known & EVERYBODYS
    assert names_below("support/api/v1/")  # the look at the addresses sees something


def ask(world: World, case: Case, role: str) -> Any:
    """Ask as one of the people, in a browser of their own."""
    client, user = Client(), getattr(world, role)
    if user is not None:
        client.force_login(user)
    url = world.address(case)
    if case.name == "api-conversation-upload":
        return client.post(url, {"file": SimpleUploadedFile("a.txt", b"hello", "text/plain")})
    if case.name.startswith("api-"):
        return client.generic(case.method, url, json.dumps(case.data), content_type="application/json")
    return client.post(url, case.data) if case.method == "POST" else client.get(url)


def outcome(answer: Any) -> Any:
    if answer.status_code == 302 and answer.url.startswith(reverse("dashboard:login")):
        return "login"
    return answer.status_code


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_role_is_answered_as_the_table_says(case, prefer):
    prefer(attachment_kinds=["image", "pdf", "text"])
    world = World()
    found = []
    for role in ROLES:
        before = transaction.savepoint()
        answer = ask(world, case, role)
        found.append(outcome(answer))
        if found[-1] in (403, 404, "login"):
            text = answer.content.decode()
            assert WORDS not in text, role
            assert SECRET not in text, role
        transaction.savepoint_rollback(before)
    assert tuple(found) == case.answers, [found, answer.content[:300]]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["desk-conversation", "desk-panel", "api-panel"])
def test_personal_data_beside_a_conversation_needs_a_permission_of_its_own(name):
    world = World()
    case = next(case for case in CASES if case.name == name and case.method == "GET")
    seen = [SECRET in ask(world, case, role).content.decode() for role in ROLES]
    assert seen == [True, *[False] * 7]


FOLLOWED = ["welcome", "welcome", "welcome", "welcome", "not_found", "welcome", "not_found", "no_identity"]
WATCHED = ["queue", "queue", "queue", "queue", "forbidden", "forbidden", "forbidden", "forbidden"]


@pytest.mark.django_db(transaction=True)
async def test_each_role_is_answered_on_the_socket_as_the_table_says():
    world = await in_thread(World)
    followed, watched = [], []
    for role in ROLES:
        user = getattr(world, role)
        socket = await connected(await in_thread(session_cookie, user) if user else "")
        await socket.say("hello", conversation_id=world.conversation.public_id, after=0)
        followed.append(await _first_answer(socket))
        await socket.say("watch")
        watched.append(await _first_answer(socket))
        await socket.disconnect()
    assert (followed, watched) == (FOLLOWED, WATCHED)


async def _first_answer(socket: Any) -> str:
    while (frame := await socket.receive_json_from(timeout=5))["type"] not in ("error", "welcome", "queue"):
        pass
    return str(frame.get("code", frame["type"]))
