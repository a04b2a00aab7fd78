"""The agents' queue has no silent end."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from support_plugin import clock
from support_plugin.chat import flows, read_marks
from support_plugin.chat.models import Conversation, Message
from tests.chat.helpers import Browser, connected, in_thread, session_cookie
from tests.factories import ConversationFactory, VisitorFactory

SOME = 260


@pytest.fixture
def crowd():
    """260 open conversations, every second one waiting; the newest waits last."""
    now = clock.now()
    made = [
        ConversationFactory(
            waiting_since=now - timedelta(minutes=SOME - n) if n % 2 else None,
            updated_at=now - timedelta(minutes=SOME - n),
        )
        for n in range(SOME)
    ]
    return [str(c.public_id) for c in made]


def pages(ask):
    """Yield the pages of the queue; ``ask`` takes a cursor."""
    cursor = None
    while True:
        page = ask(cursor)
        yield page
        cursor = page["next"]
        assert page["has_more"] == (cursor is not None)
        if cursor is None:
            return


@pytest.mark.django_db
def test_every_open_conversation_is_reached_once_those_who_wait_first(agent, crowd):
    desk = Browser(agent)
    url = reverse("support_plugin:api-conversations")
    seen = []
    for page in pages(lambda cursor: desk.get(url, {"cursor": cursor or ""}).json()):
        assert (page["count"], page["waiting"]) == (SOME, SOME // 2)
        seen += page["items"]
    ids = [c["id"] for c in seen]
    assert sorted(ids) == sorted(crowd)
    assert ids[: SOME // 2] == crowd[1::2]
    assert ids[SOME // 2 - 1] == crowd[-1], "the newest waiting shopper"
    assert ids[SOME // 2 :] == crowd[-2::-2]


@pytest.mark.django_db
def test_conversations_of_one_moment_are_all_reached(agent):
    now = clock.now()
    wanted = {str(ConversationFactory(updated_at=now).public_id) for _ in range(101)}
    desk, url = Browser(agent), reverse("support_plugin:api-conversations")
    found = [
        c["id"] for page in pages(lambda c: desk.get(url, {"cursor": c or ""}).json()) for c in page["items"]
    ]
    assert len(found) == 101
    assert set(found) == wanted


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", ["x", "é", "WzEsMl0", "bnVsbA", "W251bGwsIDEsIDJd", "a" * 300, "W1tbXV1d"])
def test_a_cursor_that_is_none_is_refused(agent, cursor):
    answer = Browser(agent).get(reverse("support_plugin:api-conversations"), {"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


@pytest.mark.django_db(transaction=True)
async def test_the_socket_gives_the_same_pages_and_sends_the_newest_at_once(agent):
    await in_thread(lambda: [ConversationFactory() for _ in range(120)])
    socket = await connected(await in_thread(session_cookie, agent))
    await socket.say("watch", language="fa")
    first = await socket.receive_frame("queue")
    assert (first["cursor"], len(first["items"]), first["has_more"], first["count"]) == (None, 100, True, 120)
    new, _message = await in_thread(
        flows.start_conversation, await in_thread(VisitorFactory), uuid4(), "سلام"
    )
    changed = await socket.receive_frame("queue_changed")
    assert [c["id"] for c in changed["items"]] == [str(new.public_id)]
    await socket.say("watch", language="fa", cursor=first["next"])
    second = await socket.receive_frame("queue")
    assert (second["cursor"], len(second["items"]), second["next"]) == (first["next"], 20, None)
    await socket.disconnect()


@pytest.mark.django_db
def test_each_change_makes_the_number_grow(agent):
    conversation, _first = flows.start_conversation(VisitorFactory(), uuid4(), "سلام")
    numbers = [number(conversation)]
    flows.send_message(conversation, Message.Sender.AGENT, uuid4(), "بله", agent)
    numbers.append(number(conversation))
    read_marks.mark_seen(conversation, Message.Sender.SHOPPER, 2)
    numbers.append(number(conversation))
    flows.close_conversation(conversation, Message.Sender.AGENT, agent)
    numbers.append(number(conversation))
    assert numbers == sorted(set(numbers))


def number(conversation):
    return Conversation.objects.get(pk=conversation.pk).changed
