"""An agent sees which colleagues have a conversation open and who of them writes; nobody else is notified."""

import asyncio
from types import SimpleNamespace

import pytest

from support_plugin.chat.live.background import Tasks
from support_plugin.chat.live.database import DatabaseThread
from support_plugin.chat.live.hub import get_hub
from support_plugin.chat.live.sockets import Thread
from support_plugin.chat.live.typing_and_reading import readers, reports
from support_plugin.chat.live.typing_and_reading.readers import Readers
from support_plugin.chat.live.typing_and_reading.reports import EXPIRY_SECONDS, Reports
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.waking_processes import publish, subscribe
from tests.chat.helpers import Browser, connected, following, in_thread, session_cookie
from tests.factories import ConversationFactory, VisitorFactory, make_user
from tests.tokens.test_tokens import make_token

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr(readers, "GATHER_SECONDS", 0)


async def reads(user, conversation):
    """Return a tab in which this agent has the conversation open."""
    return (await following(await in_thread(session_cookie, user), conversation))[0]


async def next_readers(socket):
    """Return the colleagues of a tab's next `readers` frame: names, with "…" behind who writes."""
    items = (await socket.receive_frame("readers"))["items"]
    return [item["name"] + "…" * item["typing"] for item in items]


async def silent(*sockets):
    """Have all that is under way done; then these sockets have received nothing but pongs."""
    for socket in sockets:
        await socket.say("ping")
        assert (await socket.receive_json_from(timeout=5))["type"] == "pong"
        assert await socket.receive_nothing(timeout=0.3)


class Tab(SimpleNamespace):
    """A socket of the other process, by identity."""

    __hash__ = object.__hash__


class Process:
    """Another process, with agents of whom nothing is known but that they read."""

    def __init__(self, name="other"):
        self.threads, self.tasks = {}, Tasks()
        self.thread = DatabaseThread(name)
        self.readers = Readers(name, self.threads, self.thread, self.tasks)
        self.frames = []

    async def __aenter__(self):
        self.task = asyncio.create_task(subscribe(self.take))
        await asyncio.sleep(0)
        return self

    def take(self, event):
        if event.get("origin") != "other":
            self.readers.take(event)

    async def __aexit__(self, *error):
        """Die; nobody is notified."""
        self.tasks.stop(*self.tasks)
        self.task.cancel()
        self.thread.close()

    def open(self, user, conversation):
        public_id = str(conversation.public_id)
        follow = SimpleNamespace(role=Message.Sender.AGENT, readers=())
        socket = Tab(
            caller=SimpleNamespace(user=user),
            token=None,
            language="en",
            follows={public_id: follow},
            push=self.frames.append,
            has_room=lambda: True,
            must_reauthenticate=lambda: False,
        )
        self.threads.setdefault(public_id, Thread(public_id)).sockets.add(socket)
        self.readers.update(public_id, socket)
        return socket

    def close(self, socket, conversation):
        self.threads[str(conversation.public_id)].sockets.discard(socket)
        self.readers.update(str(conversation.public_id), socket)


async def test_agents_see_who_else_has_the_conversation_open_until_they_leave(guest, agent, colleague):
    _cookie, conversation = guest
    first = await reads(agent, conversation)
    second = await reads(colleague, conversation)
    assert await next_readers(first) == ["مریم"]
    assert await next_readers(second) == ["سارا کریمی"]
    again = await reads(colleague, conversation)
    assert await next_readers(again) == ["سارا کریمی"]
    await again.disconnect()
    await silent(first)
    await second.say("leave", conversation_id=conversation.public_id)
    assert await next_readers(first) == []
    for socket in (first, second):
        await socket.disconnect()


async def test_a_tab_that_closes_ends_it(guest, agent, colleague):
    _cookie, conversation = guest
    first, second = await reads(agent, conversation), await reads(colleague, conversation)
    assert await next_readers(first) == ["مریم"]
    await second.disconnect()
    assert await next_readers(first) == []
    await first.disconnect()


async def test_whoever_writes_is_shown_to_colleagues_by_name(guest, agent, colleague):
    cookie, conversation = guest
    shopper, _welcome = await following(cookie, conversation)
    first, second = await reads(agent, conversation), await reads(colleague, conversation)
    assert await next_readers(first) == ["مریم"]
    await next_readers(second)
    await second.say("typing", conversation_id=conversation.public_id)
    assert await next_readers(first) == ["مریم…"]
    await silent(second)
    assert await shopper.receive_json_from(timeout=5) == {
        "type": "typing",
        "conversation_id": str(conversation.public_id),
        "sender": "agent",
    }
    for socket in (shopper, first, second):
        await socket.disconnect()


async def test_no_shopper_is_notified_whoever_reads_or_writes(guest, agent, colleague):
    cookie, conversation = guest
    shopper, _welcome = await following(cookie, conversation)
    first, second = await reads(agent, conversation), await reads(colleague, conversation)
    await next_readers(first)
    elsewhere = {str(conversation.public_id): [str((await in_thread(new_agent)).pk)]}
    await publish({"readers": elsewhere, "asks": [], "origin": "another process"})
    assert await next_readers(first) == ["لیلا", "مریم"]
    await silent(shopper)
    browser = await in_thread(Browser)
    browser.cookies["support_visitor"] = cookie.partition("=")[2]
    for answer in (
        await in_thread(browser.call, "GET", "api-conversation", conversation.public_id),
        await in_thread(browser.call, "GET", "api-session"),
    ):
        assert answer.status_code == 200
        assert "مریم" not in answer.content.decode()
        assert '"readers": [' not in answer.content.decode()
    for socket in (shopper, first, second):
        await socket.disconnect()


async def test_a_user_who_may_not_answer_is_neither_notified_nor_named(guest, agent, colleague, staff):
    _cookie, conversation = guest
    first = await reads(agent, conversation)
    outsider = await connected(await in_thread(session_cookie, staff))
    await outsider.say("hello", conversation_id=conversation.public_id)
    assert (await outsider.receive_frame("error"))["code"] == "not_found"
    second = await reads(colleague, conversation)
    assert await next_readers(first) == ["مریم"]
    await silent(outsider)
    for socket in (first, second, outsider):
        await socket.disconnect()


async def test_an_agent_in_a_conversation_of_their_own_is_its_shopper(agent, colleague):
    visitor = await in_thread(VisitorFactory, user=colleague)
    conversation = await in_thread(ConversationFactory, visitor=visitor)
    first, second = await reads(agent, conversation), await reads(colleague, conversation)
    await silent(first, second)
    await second.say("typing", conversation_id=conversation.public_id)
    assert (await first.receive_json_from(timeout=5))["sender"] == "shopper"
    for socket in (first, second):
        await socket.disconnect()


async def test_a_servers_token_is_notified_and_is_nobody(guest, agent, colleague):
    _cookie, conversation = guest
    token = await in_thread(make_token, colleague)
    server = await connected(token=token, origin="")
    await server.say("hello", conversation_id=conversation.public_id)
    await server.receive_frame("welcome")
    first = await reads(agent, conversation)
    assert await next_readers(server) == ["سارا کریمی"]
    await server.say("typing", conversation_id=conversation.public_id)
    await silent(first)
    for socket in (first, server):
        await socket.disconnect()


async def test_a_log_out_ends_it(guest, agent, colleague):
    _cookie, conversation = guest
    browser = await in_thread(Browser, colleague)
    cookie = f"sessionid={browser.cookies['sessionid'].value}"
    first, (second, _welcome) = await reads(agent, conversation), await following(cookie, conversation)
    assert await next_readers(first) == ["مریم"]
    await in_thread(browser.logout)
    assert await next_readers(first) == []
    await first.disconnect()
    await second.disconnect()


async def test_a_right_that_is_lost_ends_it_before_anything_is_sent(guest, agent, colleague, monkeypatch):
    monkeypatch.setattr("support_plugin.chat.live.connections.IDENTITY_SECONDS", 0)
    _cookie, conversation = guest
    first, second = await reads(agent, conversation), await reads(colleague, conversation)
    assert await next_readers(first) == ["مریم"]
    await next_readers(second)
    await in_thread(colleague.user_permissions.clear)
    third = await reads(await in_thread(new_agent), conversation)
    assert (await second.receive_output(timeout=5))["type"] == "websocket.close"
    while await next_readers(first) != ["لیلا"]:
        pass
    for socket in (first, second, third):
        await socket.disconnect()


def new_agent():
    return make_user("leila@example.com", ("answer_conversation",), is_staff=True, first_name="لیلا")


async def test_readers_of_two_processes_see_each_other(guest, agent, colleague):
    _cookie, conversation = guest
    first = await reads(agent, conversation)
    async with Process() as other:
        tab = other.open(colleague, conversation)
        assert await next_readers(first) == ["مریم"]
        while not other.frames:
            await asyncio.sleep(0.01)
        assert "سارا کریمی" in other.frames[0]
        await other.readers.typing(str(conversation.public_id), tab)
        assert await next_readers(first) == ["مریم…"]
        other.close(tab, conversation)
        while await next_readers(first) != []:
            pass
    await first.disconnect()


async def test_whoever_comes_later_learns_of_those_who_read_in_another_process(guest, agent, colleague):
    _cookie, conversation = guest
    async with Process() as other:
        other.open(colleague, conversation)
        await asyncio.gather(other.tasks["readers"])
        first = await reads(agent, conversation)
        assert await next_readers(first) == ["مریم"]
        await first.disconnect()


async def test_a_process_that_was_killed_is_forgotten(guest, agent, colleague, monkeypatch):
    _cookie, conversation = guest
    monkeypatch.setattr(readers, "REFRESH_SECONDS", 0.05)
    first = await reads(agent, conversation)
    async with Process() as other:
        other.open(colleague, conversation)
        assert await next_readers(first) == ["مریم"]
        # As long as it repeats it, it holds.
        monkeypatch.setattr(reports, "EXPIRY_SECONDS", 1)
        await silent(first)
    assert await next_readers(first) == []
    await first.disconnect()


async def test_a_layer_that_is_away_hides_nobody_of_the_own_process(guest, agent, colleague, monkeypatch):
    async def away(event):
        raise OSError("away")

    monkeypatch.setattr("support_plugin.chat.waking_processes.get_layer", away)
    _cookie, conversation = guest
    first, second = await reads(agent, conversation), await reads(colleague, conversation)
    assert await next_readers(first) == ["مریم"]
    for socket in (first, second):
        await socket.disconnect()


async def test_nothing_is_written_and_shoppers_cost_nothing(guest, agent, colleague, monkeypatch):
    cookie, conversation = guest
    shopper, _welcome = await following(cookie, conversation)
    assert "readers" not in get_hub().tasks
    before = await in_thread(Conversation.objects.values().get)
    first, second = await reads(agent, conversation), await reads(colleague, conversation)
    await next_readers(first)
    await second.say("typing", conversation_id=conversation.public_id)
    assert await next_readers(first) == ["مریم…"]
    assert await in_thread(Conversation.objects.values().get) == before
    for socket in (shopper, first, second):
        await socket.disconnect()
    await asyncio.gather(get_hub().tasks["readers"])
    assert "readers again" not in get_hub().tasks
    assert get_hub().readers._open == set()


def test_reports_hold_for_less_than_a_minute_and_only_of_what_is_kept():
    said = Reports()
    said.note("a", "one", ["1", "2"], 0)
    said.note("a", "two", ["2", "3"], 10)
    assert said.users("a", EXPIRY_SECONDS) == {"1", "2", "3"}
    assert said.users("a", EXPIRY_SECONDS + 1) == {"2", "3"}
    said.note("a", "two", [], 20)
    assert said.users("a", 20) == set()
    said.note("b", "one", ["1"], 0)
    said.keep({"a"})
    assert said.users("b", 0) == set()
    assert readers.REFRESH_SECONDS * 2 < EXPIRY_SECONDS < 60
