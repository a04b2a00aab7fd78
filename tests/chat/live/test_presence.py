"""An agent is there while the desk is open in a browser, in whichever process; nobody else is said to be."""

import asyncio
from datetime import timedelta

import pytest
from django.urls import reverse

from support_plugin import cache, clock
from support_plugin.chat.live import presence
from support_plugin.chat.live.hub import get_hub
from support_plugin.chat.team.presence import (
    EXPIRY_SECONDS,
    REFRESH_SECONDS,
    AgentPresence,
    agents_present,
    someone_is_there,
    store_presence,
)
from support_plugin.visitors import cookies
from tests.chat.helpers import Browser, connected, following, guest_cookie, in_thread, session_cookie
from tests.factories import ConversationFactory, VisitorFactory
from tests.tokens.test_tokens import make_token

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]


@pytest.fixture(autouse=True)
def _leave_at_once(monkeypatch):
    monkeypatch.setattr(presence, "LEAVING_SECONDS", 0)


async def at_desk(agent, **kwargs):
    """Return a tab of the agent's in which the desk is open."""
    socket = await connected(await in_thread(session_cookie, agent), **kwargs)
    await socket.say("watch")
    await socket.receive_frame("queue")
    return socket


async def become(count):
    """Wait until so many agents are there."""
    async with asyncio.timeout(10):
        while await in_thread(agents_present) != count:
            await asyncio.sleep(0.01)


async def test_an_agent_is_there_from_the_first_desk_to_the_last(agent, colleague):
    assert await in_thread(agents_present) == 0
    tabs = [await at_desk(agent), await at_desk(agent)]
    await become(1)
    other = await at_desk(colleague)
    await become(2)
    await tabs.pop().disconnect()
    await other.disconnect()
    await become(1)
    await tabs.pop().disconnect()
    await become(0)


async def test_whoever_comes_is_there_at_once_while_a_colleague_may_only_be_reloading(
    agent, colleague, monkeypatch
):
    monkeypatch.setattr(presence, "LEAVING_SECONDS", 3600)
    desk = await at_desk(agent)
    await become(1)
    await desk.disconnect()
    other = await at_desk(colleague)
    # Both: whoever reloads the page has not left.
    await become(2)
    desk = await at_desk(agent)
    await become(2)
    for one in (desk, other):
        await one.disconnect()


async def test_whoever_only_reads_a_conversation_is_not_at_the_desk(agent):
    key = cookies.new_key()
    visitor = await in_thread(VisitorFactory, key_hash=cookies.hash_key(key))
    conversation = await in_thread(ConversationFactory, visitor=visitor)
    shopper, _welcome = await following(guest_cookie(key), conversation)
    reader, _welcome = await following(await in_thread(session_cookie, agent), conversation)
    assert get_hub().presence._users() == frozenset()
    for socket in (shopper, reader):
        await socket.disconnect()


async def test_a_server_with_a_token_is_nobody(agent):
    token = await in_thread(make_token, agent)
    server = await connected(token=token, origin="")
    await server.say("watch")
    await server.receive_frame("queue")
    assert get_hub().agents.sockets
    assert get_hub().presence._users() == frozenset()
    await server.disconnect()


async def test_all_of_a_process_are_refreshed_at_once_as_long_as_they_stay(agent, colleague, monkeypatch):
    stored = []
    monkeypatch.setattr(presence, "REFRESH_SECONDS", 0.05)
    monkeypatch.setattr(presence, "store_presence", lambda process, users: stored.append(users))
    tabs = [await at_desk(agent), await at_desk(colleague), await at_desk(colleague)]
    async with asyncio.timeout(10):
        while stored[-3:] != [frozenset({agent.pk, colleague.pk})] * 3:
            await asyncio.sleep(0.01)
    for tab in tabs:
        await tab.disconnect()
    async with asyncio.timeout(10):
        while stored[-1]:
            await asyncio.sleep(0.01)


async def test_shoppers_who_come_and_go_cost_no_write(agent, monkeypatch):
    stored = []
    monkeypatch.setattr(presence, "store_presence", lambda process, users: stored.append(users))
    desk = await at_desk(agent)
    for _ in range(3):
        await (await connected()).disconnect()
    await asyncio.sleep(0.05)
    assert stored == [frozenset({agent.pk})]
    await desk.disconnect()


async def test_what_the_database_did_not_take_is_stored_later(agent, monkeypatch):
    real, failures = store_presence, [1]

    def fail_once(process, users):
        if failures:
            raise ValueError(failures.pop())
        real(process, users)

    monkeypatch.setattr(presence, "store_presence", fail_once)
    desk = await at_desk(agent)
    await become(1)
    await desk.disconnect()


def test_a_process_that_was_killed_has_nobody_within_a_minute(agent, colleague):
    store_presence("killed", {agent.pk})
    store_presence("alive", {colleague.pk})
    assert agents_present() == 2
    ago = clock.now() - timedelta(seconds=EXPIRY_SECONDS + 1)
    assert REFRESH_SECONDS * 2 < EXPIRY_SECONDS < 60
    AgentPresence.objects.filter(process="killed").update(seen_at=ago)
    assert agents_present() == 1
    store_presence("alive", {colleague.pk})
    # It is remembered that somebody was here: what they left unanswered goes back to the queue.
    assert AgentPresence.objects.filter(process="killed").exists()
    AgentPresence.objects.filter(process="killed").update(seen_at=clock.now() - timedelta(days=2))
    store_presence("alive", {colleague.pk})
    assert not AgentPresence.objects.filter(process="killed").exists()


def test_a_clock_that_was_set_back_keeps_nobody_there(agent):
    store_presence("killed", {agent.pk})
    AgentPresence.objects.update(seen_at=clock.now() + timedelta(hours=1))
    assert agents_present() == 0


def test_an_agent_of_two_processes_is_one_and_stays_until_both_are_left(agent):
    for process in ("one", "two"):
        store_presence(process, {agent.pk})
    assert agents_present() == 1
    store_presence("one", set())
    assert agents_present() == 1
    store_presence("two", set())
    assert agents_present() == 0


def test_the_answer_is_taken_for_some_seconds(agent, django_assert_num_queries):
    someone_is_there()
    with django_assert_num_queries(0):
        assert someone_is_there() is False
    store_presence("one", {agent.pk})
    cache.clear()
    assert someone_is_there() is True


def test_with_the_chat_off_nobody_is_there_and_nothing_is_asked(agent, prefer, django_assert_num_queries):
    store_presence("one", {agent.pk})
    prefer(chat_enabled=False)
    someone_is_there()
    cache._entries.pop("agents present", None)
    with django_assert_num_queries(0):
        assert someone_is_there() is False


def test_the_session_says_whether_an_agent_is_there(agent):
    url = reverse("support_plugin:api-session")
    assert Browser().get(url).json()["agents_present"] is False
    store_presence("one", {agent.pk})
    cache.clear()
    assert Browser().get(url).json()["agents_present"] is True
