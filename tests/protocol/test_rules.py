"""The rules of docs/protocol.md one by one, against a server that answers by a script."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.server import ServerConnection, serve

from tests.protocol.client import Client
from tests.protocol.receiver import Pace
from tests.protocol.thread import Thread

ID, OTHER = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
PACE = Pace(answer=2, gap=0.1, ping=60, pause=0.01, longest_pause=0.05)
Json = dict[str, Any]


def message(seq: int, client_id: str | None = None, sender: str = "agent", **fields: Any) -> Json:
    """Return a message, the shopper's own where it has a client_id."""
    rest: Json = {"agent": None, "attachments": [], "choices": [], "kind": None, "closed_by": None}
    return (
        {"seq": seq, "sender": sender, "client_id": client_id or f"a{seq}", "body": f"b{seq}"} | rest | fields
    )


def state(changed: int, last_seq: int = 0, id: str = ID, **fields: Any) -> Json:
    """Return a conversation's state."""
    return {"id": id, "status": "open", "changed": changed, "last_seq": last_seq, "deleted": False} | fields


def page(*seqs: int, more: bool = False) -> Json:
    """Return a page of messages."""
    items = [message(seq) for seq in seqs]
    return {"items": items, "has_more": more, "next": seqs[-1] if more else None}


def welcome(*seqs: int, more: bool = False, last_seq: int = 0) -> Json:
    """Return the answer to a `hello`."""
    return {"type": "welcome", "conversation": state(1, last_seq), "messages": page(*seqs, more=more)}


class Script:
    """What the server answers: `frames` is called with each frame from the client, `http` with each call."""

    def __init__(self) -> None:
        self.got: list[Json] = []
        self.posts: list[tuple[str, Json]] = []
        self.thread: Json | None = {"conversation": state(1), "messages": page()}
        self.frames: Callable[[Callable[[Json], Awaitable[None]], Json], Awaitable[None]] | None = None
        self.http: Callable[[str, Json], httpx.Response] | None = None

    def call(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.partition("/v1/")[2]
        if path == "session/":
            session = {"identity": "me", "csrf_token": "t", "csrf_header": "X-CSRFToken", "socket": "/ws/"}
            return httpx.Response(200, json={**session, "thread": self.thread, "poll_seconds": 1})
        if request.method == "GET":
            return httpx.Response(200, text="<h1>proxy</h1>")
        self.posts.append((path, json.loads(request.content)))
        assert request.headers["X-CSRFToken"] == "t"
        assert self.http is not None
        return self.http(*self.posts[-1])

    async def serve(self, socket: ServerConnection) -> None:
        async for text in socket:
            frame = json.loads(text)
            self.got.append(frame)
            if self.frames:
                await self.frames(lambda answer: socket.send(json.dumps(answer)), frame)

    async def run(self, done: Callable[[Client], bool], text: str = "", store: Path | None = None) -> Client:
        """Have a guest's client talk to it until it is done; return the client."""
        async with serve(self.serve, "127.0.0.1", 0) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            transport = httpx.MockTransport(self.call)
            client = Client(f"http://127.0.0.1:{port}", store=store, pace=PACE, transport=transport)
            task = asyncio.create_task(client.run())
            try:
                async with asyncio.timeout(20):
                    while self.frames and not client.welcomed:
                        await asyncio.sleep(0.01)
                    if text:
                        client.say(text)
                    while not done(client) and not task.done():
                        await asyncio.sleep(0.01)
            finally:
                task.cancel()
                await asyncio.wait([task])
            if not task.cancelled():
                task.result()
        return client


def seqs(client: Client, id: str = ID) -> list[int]:
    """Return the numbers that are shown."""
    return [message["seq"] for message in client.threads[id].messages] if id in client.threads else []


async def test_an_ack_before_a_lower_number_leaves_the_cursor() -> None:
    script = Script()

    async def frames(send, frame):
        if frame["type"] == "send":
            ack = {"conversation_id": ID, "client_id": frame["client_id"], "seq": 3, "created_at": "now"}
            await send({"type": "ack", **ack})
        elif not any(got["type"] == "send" for got in script.got):
            await send(welcome())
        else:
            own = next(got["client_id"] for got in script.got if got["type"] == "send")
            items = [message(1), message(2), message(3, own, "shopper", body="hi")]
            await send({**welcome(last_seq=3), "messages": {"items": items, "has_more": False, "next": None}})

    script.frames = frames
    client = await script.run(lambda client: len(seqs(client)) == 3, "hi")
    hellos = [frame["after"] for frame in script.got if frame["type"] == "hello"]
    assert seqs(client) == [1, 2, 3]
    assert set(hellos) == {0}, "asked with the highest number, not with the cursor"
    assert sum(frame["type"] == "send" for frame in script.got) + len(script.posts) == 1
    assert not client.outbox.items


async def test_a_hole_is_asked_for_and_a_double_is_skipped() -> None:
    script = Script()

    async def frames(send, frame):
        if len(script.got) > 1:
            await send(welcome(2, 3, last_seq=3))
        else:
            await send(welcome(1, last_seq=1))
            for seq in (1, 3, 1, 3):
                await send({"type": "message", "conversation_id": ID, "message": message(seq)})

    script.frames = frames
    client = await script.run(lambda client: len(seqs(client)) >= 3)
    assert seqs(client) == [1, 2, 3]
    assert [frame["after"] for frame in script.got] == [0, 1]


async def test_pages_are_asked_for_while_there_are_more_and_not_because_of_last_seq() -> None:
    script = Script()

    async def frames(send, frame):
        pages = {0: welcome(1, 2, more=True, last_seq=9), 2: welcome(5, more=True), 5: welcome(6, last_seq=9)}
        await send(pages[frame["after"]])

    script.frames = frames
    client = await script.run(lambda client: len(seqs(client)) == 4)
    assert seqs(client) == [1, 2, 5, 6]  # 3 and 4 do not exist
    assert [frame["after"] for frame in script.got] == [0, 2, 5]


async def test_unknown_frames_fields_and_kinds_are_passed_over() -> None:
    script = Script()

    async def frames(send, frame):
        for nothing in ({"type": "party", "x": 1}, {"no": "type"}, ["list"], "text", None):
            await send(nothing)
        await send({**welcome(), "new": 1})
        new = message(1, kind="promoted", colour="red")
        await send({"type": "message", "conversation_id": ID, "message": new, "new": 1})

    script.frames = frames
    client = await script.run(lambda client: bool(seqs(client)))
    assert seqs(client) == [1]


@pytest.mark.parametrize(
    "foreign",
    [
        httpx.Response(502, text="<h1>Bad gateway</h1>"),
        httpx.Response(200, json={"ok": True}),
        httpx.Response(503, json={"error": "x"}),
    ],
)
async def test_what_is_not_the_servers_json_says_nothing(foreign: httpx.Response) -> None:
    script = Script()
    script.thread = None
    stored = {"conversation": state(1, 1)}
    script.http = lambda path, words: (
        foreign
        if len(script.posts) == 1
        else httpx.Response(201, json=stored | {"message": message(1, words["client_id"], "shopper")})
    )
    client = await script.run(lambda client: not client.outbox.items, "hi")
    assert [path for path, _words in script.posts] == ["conversations/"] * 2
    assert script.posts[0] == script.posts[1], "not the same client_id and text"
    assert seqs(client) == [1]


async def test_an_error_without_a_way_out_leaves_the_text_also_after_a_crash(tmp_path: Path) -> None:
    script = Script()
    store = tmp_path / "store.json"

    async def frames(send, frame):
        if frame["type"] == "hello":
            await send(welcome())
            return
        error = {"code": "invalid", "detail": "", "retry_after": None, "fields": None}
        ids = {"client_id": frame["client_id"], "conversation_id": ID}
        await send({"type": "error", **error, **ids})

    script.frames = frames
    script.http = lambda path, words: httpx.Response(400, json={"code": "invalid", "retry_after": None})
    client = await script.run(lambda client: bool(client.outbox.failed), "my long text", store)
    assert [item["body"] for item in client.outbox.failed] == ["my long text"]
    assert [item["body"] for item in Client("http://x", store=store).outbox.failed] == ["my long text"]


async def test_too_many_waits_as_long_as_it_says_and_sends_the_same() -> None:
    script = Script()
    script.thread = None
    times: list[float] = []

    def answer(path, words):
        times.append(time.monotonic())
        if len(times) == 1:
            return httpx.Response(429, json={"code": "too_many", "retry_after": 1})
        own = message(1, words["client_id"], "shopper")
        return httpx.Response(201, json={"conversation": state(1, 1), "message": own})

    script.http = answer
    client = await script.run(lambda client: not client.outbox.items, "hi")
    assert times[1] - times[0] >= 1
    assert script.posts[0] == script.posts[1]
    assert not client.outbox.failed


async def test_a_closed_conversations_message_goes_to_the_next_one() -> None:
    script = Script()

    def answer(path, words):
        if path == f"conversations/{ID}/messages/":
            return httpx.Response(409, json={"code": "closed", "retry_after": None})
        own = message(1, words["client_id"], "shopper")
        return httpx.Response(201, json={"conversation": state(1, 1, OTHER), "message": own})

    script.http = answer
    client = await script.run(lambda client: not client.outbox.items, "hi")
    assert script.posts[0][1] == script.posts[1][1]
    assert script.posts[1][0] == "conversations/"
    assert seqs(client, OTHER) == [1]
    assert client.current == OTHER


def test_of_two_states_the_newer_one_stays() -> None:
    thread = Thread(ID, "shopper", lambda client_id, seq: None)
    thread.take_state(state(5, 1))
    thread.take_state(state(4, status="closed"))
    assert thread.state == state(5, 1)


def test_what_was_deleted_is_not_held_and_does_not_come_back() -> None:
    thread = Thread(ID, "agent", lambda client_id, seq: None)
    thread.take_message(message(1, agent={"id": "1", "name": "Sara", "picture": None}))
    thread.take_state(state(2, 1, status="closed", deleted=True))
    thread.take_message(message(2))  # was on its way
    assert [(m["seq"], m["kind"], m["body"], m["agent"]) for m in thread.messages] == [
        (1, "deleted", None, None),
        (2, "deleted", None, None),
    ]
