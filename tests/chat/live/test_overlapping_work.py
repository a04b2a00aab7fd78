"""What sockets receive when storing, reading and proving who they are overlap."""

from uuid import uuid4

import pytest

from support_plugin.chat.live import connections
from tests.chat.live.test_consumers import following, in_thread, session_cookie

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]


async def test_the_socket_that_sent_a_message_gets_only_the_acknowledgement(guest, agent, monkeypatch):
    # Nothing is handed over directly: each message comes by reading, in which the sender's own is too.
    monkeypatch.setattr(connections, "IDENTITY_SECONDS", 0)
    cookie, conversation = guest
    shopper, _welcome = await following(cookie, conversation)
    colleague, _welcome = await following(await in_thread(session_cookie, agent), conversation)
    for number in range(3):
        await shopper.say(
            "send", conversation_id=conversation.public_id, client_id=str(uuid4()), body=str(number)
        )
        assert (await shopper.receive_frame("ack", "message"))["type"] == "ack"
        assert (await colleague.receive_frame("message"))["message"]["body"] == str(number)
    await colleague.say("send", conversation_id=conversation.public_id, client_id=str(uuid4()), body="answer")
    assert (await shopper.receive_frame("ack", "message"))["message"]["kind"] == "joined"
    assert (await shopper.receive_frame("ack", "message"))["message"]["body"] == "answer"
    for socket in (shopper, colleague):
        await socket.disconnect()
