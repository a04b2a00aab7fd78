"""Whoever waits is given to an agent as soon as one has room, and goes back when the desk is closed."""

import asyncio
from datetime import timedelta

import pytest

from support_plugin import cache, clock
from support_plugin.chat.live import presence
from support_plugin.chat.models import Conversation
from support_plugin.chat.team import presence as team_presence
from support_plugin.models import QueueSettings
from support_plugin.visitors import cookies
from support_plugin.visitors.cookies import hash_key
from tests.chat.helpers import connected, following, guest_cookie, in_thread, session_cookie
from tests.factories import ConversationFactory, VisitorFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]


@pytest.fixture(autouse=True)
def _assigns(monkeypatch):
    monkeypatch.setattr(presence, "LEAVING_SECONDS", 0)
    monkeypatch.setattr(team_presence, "GRACE_SECONDS", 0)
    QueueSettings.objects.create(assigns=True)
    cache.clear()


async def at_desk(user):
    socket = await connected(await in_thread(session_cookie, user))
    await socket.say("watch")
    await socket.receive_frame("queue")
    return socket


async def becomes(conversation, user):
    """Wait until the conversation is this user's, or nobody's."""
    async with asyncio.timeout(15):
        while True:
            found = await in_thread(Conversation.objects.get, pk=conversation.pk)
            if found.agent_id == (user.pk if user else None):
                return
            await asyncio.sleep(0.05)


async def test_an_agent_who_comes_gets_who_waits_and_the_shopper_reads_it(agent):
    key = cookies.new_key()
    visitor = await in_thread(VisitorFactory, key_hash=hash_key(key))
    since = clock.now() - timedelta(minutes=3)
    conversation = await in_thread(ConversationFactory, visitor=visitor, waiting_since=since)
    shopper, _welcome = await following(guest_cookie(key), conversation)
    desk = await at_desk(agent)
    frame = await shopper.receive_frame("message")
    assert (frame["message"]["kind"], frame["message"]["agent"]["name"]) == ("joined", "سارا کریمی")
    await becomes(conversation, agent)
    await desk.disconnect()
    await shopper.disconnect()


async def test_what_an_agent_who_leaves_had_unanswered_goes_to_a_colleague(agent, colleague):
    since = clock.now() - timedelta(minutes=3)
    conversation = await in_thread(ConversationFactory, waiting_since=since)
    first = await at_desk(agent)
    await becomes(conversation, agent)
    second = await at_desk(colleague)
    await first.disconnect()
    await becomes(conversation, colleague)
    kinds = await in_thread(
        lambda: list(conversation.messages.order_by("seq").values_list("kind", flat=True))
    )
    assert kinds == ["joined", "returned", "joined"]
    await second.disconnect()


async def test_a_shopper_who_writes_gets_whoever_is_there(agent):
    key = cookies.new_key()
    visitor = await in_thread(VisitorFactory, key_hash=hash_key(key))
    conversation = await in_thread(ConversationFactory, visitor=visitor)
    desk = await at_desk(agent)
    shopper, _welcome = await following(guest_cookie(key), conversation)
    await shopper.say("send", conversation_id=str(conversation.public_id), client_id=NEW, body="سلام")
    await becomes(conversation, agent)
    await desk.disconnect()
    await shopper.disconnect()


NEW = "8a1c8e6e-2f0a-4c8e-9a55-3d3f0d2d7d01"
