import asyncio
from importlib import import_module
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import translation

from support_plugin.asgi import with_support
from support_plugin.chat import flows, read_marks, waking_processes
from support_plugin.chat.live import connections, hub, slow_browsers, writer
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.storing import messages, threads
from support_plugin.preferences.models import SupportSettings
from support_plugin.signals import message_sent
from support_plugin.visitors import cookies
from tests.chat.helpers import Socket, connected, following, guest_cookie, in_thread, session_cookie
from tests.factories import MessageFactory, VisitorFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]


async def test_both_sides_see_each_other_live(guest, agent):
    cookie, conversation = guest
    shopper_socket, _welcome = await following(cookie, conversation)
    agent_socket, _welcome = await following(await in_thread(session_cookie, agent), conversation)
    client_id = str(uuid4())
    await shopper_socket.say("send", conversation_id=conversation.public_id, client_id=client_id, body="سلام")
    ack = await shopper_socket.receive_frame("ack")
    assert (ack["client_id"], ack["seq"]) == (client_id, 1)
    assert (await agent_socket.receive_frame("message"))["message"]["body"] == "سلام"
    await agent_socket.say(
        "send", conversation_id=conversation.public_id, client_id=str(uuid4()), body="بفرمایید"
    )
    # What the shopper wrote is acknowledged; only what others wrote comes as a message.
    assert (await shopper_socket.receive_frame("message"))["message"]["kind"] == "joined"
    assert (await shopper_socket.receive_frame("message"))["message"]["body"] == "بفرمایید"
    for socket in (shopper_socket, agent_socket):
        await socket.disconnect()


async def test_hello_brings_everything_after_the_cursor_and_the_state(guest):
    cookie, conversation = guest
    for body in "123":
        await in_thread(MessageFactory, conversation=conversation, body=body)
    _socket, welcome = await following(cookie, conversation, after=1)
    assert [m["body"] for m in welcome["messages"]["items"]] == ["2", "3"]
    assert welcome["conversation"]["last_seq"] == 3
    await _socket.disconnect()


async def test_a_retry_on_a_new_socket_is_acknowledged_with_the_first_number(guest):
    cookie, conversation = guest
    client_id, acks = str(uuid4()), []
    for _ in range(2):
        socket, _welcome = await following(cookie, conversation)
        await socket.say("send", conversation_id=conversation.public_id, client_id=client_id, body="سلام")
        acks.append(await socket.receive_frame("ack"))
        await socket.disconnect()
    assert acks[0] == acks[1]
    assert await in_thread(Message.objects.count) == 1


async def test_the_heartbeat_finds_what_a_lost_wake_up_should_have_announced(guest, monkeypatch):
    cookie, conversation = guest
    socket, _welcome = await following(cookie, conversation)
    monkeypatch.setattr(flows, "wake_sockets_after_commit", lambda public_id: None)
    await in_thread(flows.send_message, conversation, Message.Sender.SHOPPER, uuid4(), "گم‌شده")
    await socket.say("ping")
    assert (await socket.receive_frame("message"))["message"]["body"] == "گم‌شده"
    await socket.disconnect()


async def test_the_sweep_finds_what_neither_wake_up_nor_heartbeat_announced(guest, monkeypatch):
    cookie, conversation = guest
    monkeypatch.setattr(hub, "SWEEP_SECONDS", 0.2)
    monkeypatch.setattr(flows, "wake_sockets_after_commit", lambda public_id: None)
    socket, _welcome = await following(cookie, conversation)
    await in_thread(flows.send_message, conversation, Message.Sender.SHOPPER, uuid4(), "گم‌شده")
    assert (await socket.receive_frame("message"))["message"]["body"] == "گم‌شده"
    await in_thread(read_marks.mark_seen, conversation, Message.Sender.AGENT, 1)
    assert (await socket.receive_frame("state"))["conversation"]["agent_seen"] == 1
    await socket.disconnect()


async def test_a_layer_that_is_away_holds_up_nobody(guest, monkeypatch):
    class Away:
        async def group_send(self, *args):
            raise OSError("away")

        group_add = new_channel = receive = group_send

    monkeypatch.setattr(waking_processes, "get_channel_layer", Away)
    monkeypatch.setattr(hub, "SWEEP_SECONDS", 0.2)
    cookie, conversation = guest
    one, _welcome = await following(cookie, conversation)
    two, _welcome = await following(cookie, conversation)
    await one.say("send", conversation_id=conversation.public_id, client_id=str(uuid4()), body="۱")
    await one.receive_frame("ack")
    assert (await two.receive_frame("message"))["message"]["body"] == "۱"
    await in_thread(flows.send_message, conversation, Message.Sender.SHOPPER, uuid4(), "۲")
    assert (await two.receive_frame("message"))["message"]["body"] == "۲"
    for socket in (one, two):
        await socket.disconnect()


async def test_many_at_once_share_their_commits(guest, monkeypatch):
    cookie, conversation = guest
    sizes = []

    def counting(batch):
        sizes.append(len(batch))
        return messages.store_messages(batch)

    monkeypatch.setattr(writer, "store_messages", counting)
    socket, _welcome = await following(cookie, conversation)
    for number in range(20):
        await socket.say(
            "send", conversation_id=conversation.public_id, client_id=str(uuid4()), body=str(number)
        )
    seqs = [(await socket.receive_frame("ack"))["seq"] for _ in range(20)]
    assert seqs == list(range(1, 21))
    assert sum(sizes) == 20
    assert len(sizes) < 10
    await socket.disconnect()


async def test_a_receiver_that_fails_undoes_no_message(guest, caplog):
    def reject(message, **kwargs):
        raise RuntimeError("a receiver fails")

    cookie, conversation = guest
    socket, _welcome = await following(cookie, conversation)
    message_sent.connect(reject)
    try:
        await socket.say("send", conversation_id=conversation.public_id, client_id=str(uuid4()), body="one")
        assert (await socket.receive_frame("ack", "error"))["type"] == "ack"
    finally:
        message_sent.disconnect(reject)
    assert "a receiver fails" in caplog.text
    await socket.disconnect()


async def test_a_message_that_cannot_be_stored_takes_no_other_with_it(guest, monkeypatch):
    insert = threads.insert_messages

    def reject(messages, now):
        if any(message.body == "poison" for message in messages):
            raise RuntimeError("the database refuses it")
        insert(messages, now)

    cookie, conversation = guest
    socket, _welcome = await following(cookie, conversation)
    monkeypatch.setattr(threads, "insert_messages", reject)
    for body in ("one", "poison", "two"):
        await socket.say("send", conversation_id=conversation.public_id, client_id=str(uuid4()), body=body)
    answers = sorted([(await socket.receive_frame("ack", "error"))["type"] for _ in range(3)])
    assert answers == ["ack", "ack", "error"]
    assert await in_thread(lambda: list(conversation.messages.values_list("seq", "body"))) == [
        (1, "one"),
        (2, "two"),
    ]
    await socket.disconnect()


async def test_a_shoppers_flood_is_refused_with_the_seconds_to_wait(guest, settings):
    settings.SUPPORT_PLUGIN = {"MESSAGES_PER_MINUTE": 3}
    cookie, conversation = guest
    socket, _welcome = await following(cookie, conversation)
    for number in range(5):
        await socket.say(
            "send", conversation_id=conversation.public_id, client_id=str(uuid4()), body=str(number)
        )
    answers = [await socket.receive_frame("ack", "error") for _ in range(5)]
    refused = [answer for answer in answers if answer["type"] == "error"]
    assert [answer["code"] for answer in refused] == ["too_many"] * 2
    assert all(0 < answer["retry_after"] <= 60 and answer["client_id"] for answer in refused)
    assert await in_thread(Message.objects.count) == 3
    await socket.disconnect()


@pytest.mark.parametrize("outsider", ["nobody", "another guest", "other_shopper", "staff"])
async def test_an_outsider_learns_nothing_from_the_socket(other_shopper, staff, guest, outsider):
    _cookie, conversation = guest
    if outsider == "nobody":
        cookie = ""
    elif outsider == "another guest":
        key = cookies.new_key()
        await in_thread(VisitorFactory, key_hash=cookies.hash_key(key))
        cookie = guest_cookie(key)
    else:
        cookie = await in_thread(session_cookie, {"staff": staff, "other_shopper": other_shopper}[outsider])
    socket = await connected(cookie)
    answers = []
    for public_id in (conversation.public_id, uuid4()):
        for frame in (
            {"type": "hello", "after": 0},
            {"type": "send", "client_id": str(uuid4()), "body": "من هم هستم"},
            {"type": "seen", "seq": 1},
            {"type": "typing"},
        ):
            await socket.send_json_to({**frame, "conversation_id": str(public_id)})
            answer = await socket.receive_json_from(timeout=5)
            answers.append((answer["type"], answer["code"], answer["detail"]))
    # The same for a conversation that exists and one that does not.
    assert answers[:4] == answers[4:]
    refusal = "no_identity" if outsider == "nobody" else "not_found"
    assert [code for _type, code, _detail in answers[:4]] == [refusal, *["not_followed"] * 3]
    await socket.say("watch")
    assert (await socket.receive_frame("error", "queue"))["type"] == "error"
    await in_thread(flows.send_message, conversation, Message.Sender.SHOPPER, uuid4(), "راز")
    assert await socket.receive_nothing(timeout=0.3)
    assert await in_thread(Message.objects.count) == 1
    await socket.disconnect()


@pytest.fixture
def no_patience(monkeypatch):
    """Have sockets prove their identity at every turn."""
    monkeypatch.setattr(connections, "IDENTITY_SECONDS", 0)


async def test_a_socket_ends_when_its_user_logs_out(agent, guest, no_patience):
    cookie = await in_thread(session_cookie, agent)
    socket, _welcome = await following(cookie, guest[1])
    assert await socket.receive_nothing(timeout=0.5)
    store = import_module(settings.SESSION_ENGINE).SessionStore(cookie.partition("=")[2])
    await in_thread(store.flush)
    await in_thread(flows.send_message, guest[1], Message.Sender.SHOPPER, uuid4(), "راز")
    closed = await socket.receive_output(timeout=5)
    assert (closed["type"], closed["code"]) == ("websocket.close", connections.NO_LONGER_YOU)


async def test_a_socket_ends_when_its_agent_loses_the_right(agent, guest, no_patience):
    socket, _welcome = await following(await in_thread(session_cookie, agent), guest[1])
    assert await socket.receive_nothing(timeout=0.5)
    await in_thread(agent.user_permissions.clear)
    await in_thread(flows.send_message, guest[1], Message.Sender.SHOPPER, uuid4(), "راز")
    closed = await socket.receive_output(timeout=5)
    assert (closed["type"], closed["code"]) == ("websocket.close", connections.NO_LONGER_YOU)


@pytest.mark.parametrize("origin", ["https://evil.example", ""])
async def test_a_foreign_page_gets_no_socket(origin):
    socket = Socket(origin=origin)
    accepted, _code = await socket.connect(timeout=5)
    assert not accepted


@pytest.mark.parametrize(
    "text",
    [
        " ",
        "{",
        "[]",
        "null",
        '"text"',
        '{"type": "unknown"}',
        '{"type": ["send"]}',
        '{"type": "send"}',
        '{"type": "hello", "conversation_id": 7}',
        '{"type": "hello", "conversation_id": "1", "after": -1}',
        '{"type": "send", "conversation_id": null, "client_id": {}, "body": []}',
        "[" * 100_000,
        '{"type": "send", "body": "' + "x" * 70_000 + '"}',
    ],
)
async def test_a_broken_frame_is_answered_and_closes_nothing(text):
    socket = await connected()
    await socket.send_to(text_data=text)
    assert (await socket.receive_json_from(timeout=5))["code"] == "invalid"
    await socket.say("ping")
    await socket.receive_frame("pong")
    await socket.disconnect()


async def test_an_agent_sees_the_queue_and_its_changes(agent, guest):
    socket = await connected(await in_thread(session_cookie, agent))
    await socket.say("watch", language="fa")
    assert [c["id"] for c in (await socket.receive_frame("queue"))["items"]] == [str(guest[1].public_id)]
    new, _message = await in_thread(
        flows.start_conversation, await in_thread(VisitorFactory), uuid4(), "سلام"
    )
    assert (await socket.receive_frame("queue_changed"))["items"][0]["id"] == str(new.public_id)
    await socket.disconnect()


async def test_errors_are_in_the_readers_language(guest):
    cookie, conversation = guest
    socket = await connected(cookie)
    details = []
    for language in ("en", "xx"):
        await socket.say("hello", conversation_id=conversation.public_id, language=language)
        await socket.receive_frame("welcome")
        await socket.say("send", conversation_id=conversation.public_id, client_id=str(uuid4()), body=" ")
        details.append((await socket.receive_frame("error"))["detail"])
    assert details == ["Write a message first."] * 2  # an unknown language changes nothing
    await socket.disconnect()


async def test_typing_is_sent_to_the_other_side_only(guest, agent):
    cookie, conversation = guest
    shopper_socket, _welcome = await following(cookie, conversation)
    agent_socket, _welcome = await following(await in_thread(session_cookie, agent), conversation)
    await shopper_socket.say("typing", conversation_id=conversation.public_id)
    assert (await agent_socket.receive_frame("typing"))["sender"] == "shopper"
    assert await shopper_socket.receive_nothing(timeout=0.3)
    for socket in (shopper_socket, agent_socket):
        await socket.disconnect()


async def test_other_paths_are_the_shops_own():
    calls = []

    async def shop(scope, receive, send):
        calls.append(scope["path"])

    for kind, path in [("websocket", "/other/"), ("http", "/support/ws/"), ("websocket", "/support/ws")]:
        await with_support(shop)({"type": kind, "path": path}, None, None)
    assert calls == ["/other/", "/support/ws/", "/support/ws"]


async def test_a_conversations_end_is_sent_live(guest):
    cookie, conversation = guest
    socket, _welcome = await following(cookie, conversation)
    await in_thread(flows.close_conversation, conversation, Message.Sender.AGENT)
    assert (await socket.receive_frame("state"))["conversation"]["status"] == Conversation.Status.CLOSED
    await socket.disconnect()


async def test_a_phone_that_takes_nothing_is_let_go_and_holds_up_nobody(guest, monkeypatch, caplog):
    monkeypatch.setattr(slow_browsers, "MAX_FRAMES", 2)
    cookie, conversation = guest
    slow, _welcome = await following(cookie, conversation)
    sockets = hub.get_hub().threads[str(conversation.public_id)].sockets
    phone, taken = next(iter(sockets)), asyncio.Event()

    async def take(event):
        await taken.wait()

    phone._backlog._send = take
    quick, _welcome = await following(cookie, conversation)
    for number in range(1, 7):
        await in_thread(flows.send_message, conversation, Message.Sender.SHOPPER, uuid4(), str(number))
        assert (await quick.receive_frame("message"))["message"]["seq"] == number
    assert phone not in sockets
    assert "ERROR" not in caplog.text
    taken.set()
    for socket in (slow, quick):
        await socket.disconnect()


async def test_each_reader_sees_the_names_of_guests_in_their_own_language(agent, colleague, guest):
    _cookie, conversation = guest
    number = conversation.visitor_id
    names = {}
    sockets = []
    for user, language in ((agent, "en"), (colleague, "ar")):
        socket = await connected(await in_thread(session_cookie, user))
        await socket.say("watch", language=language)
        await socket.receive_frame("queue")
        sockets.append((socket, language))
    await in_thread(flows.send_message, conversation, Message.Sender.SHOPPER, uuid4(), "سلام")
    for socket, language in sockets:
        names[language] = (await socket.receive_frame("queue_changed"))["items"][0]["shopper"]["name"]
        await socket.disconnect()
    with translation.override("ar"):
        assert names == {"en": f"Guest {number}", "ar": str(conversation.visitor)}


async def test_an_agent_without_a_name_speaks_for_the_shop_in_each_readers_language(agent, guest):
    await in_thread(type(agent).objects.filter(pk=agent.pk).update, first_name="", last_name="")
    await in_thread(SupportSettings.objects.create, names={"en": "Saffron care", "fa": "پشتیبانی زعفران"})
    cookie, conversation = guest
    shopper_socket = await connected(cookie)
    await shopper_socket.say("hello", conversation_id=conversation.public_id, after=0, language="en")
    await shopper_socket.receive_frame("welcome")
    agent_socket, _welcome = await following(await in_thread(session_cookie, agent), conversation)
    await agent_socket.say("send", conversation_id=conversation.public_id, client_id=str(uuid4()), body="Hi")
    said = await shopper_socket.receive_frame("message")
    while said["message"]["sender"] != "agent":  # first comes the line that says who joined
        said = await shopper_socket.receive_frame("message")
    assert said["message"]["agent"]["name"] == "Saffron care"
    for socket in (shopper_socket, agent_socket):
        await socket.disconnect()
