"""A process with sockets notifies agents on duty by itself, seconds after a shopper has written."""

import asyncio
from uuid import uuid4

import pytest

from support_plugin import cache
from support_plugin.models import QueueSettings
from support_plugin.visitors import cookies
from tests.chat.helpers import following, guest_cookie, in_thread
from tests.factories import ConversationFactory, VisitorFactory

pytestmark = pytest.mark.django_db(transaction=True)


async def test_an_agent_on_duty_is_notified_when_a_shopper_writes(phone_of, on_duty, agent):
    key = cookies.new_key()
    await in_thread(QueueSettings.objects.create, assigns=True)
    cache.clear()
    phone = await in_thread(phone_of, agent)
    await in_thread(on_duty, agent)
    visitor = await in_thread(VisitorFactory, key_hash=cookies.hash_key(key))
    conversation = await in_thread(ConversationFactory, visitor=visitor)
    shopper, _welcome = await following(guest_cookie(key), conversation)
    client_id = str(uuid4())
    await shopper.say("send", conversation_id=conversation.public_id, client_id=client_id, body="سلام")
    assert (await shopper.receive_frame("message"))["message"]["kind"] == "joined"
    async with asyncio.timeout(15):
        while not phone.got:
            await asyncio.sleep(0.05)
    await shopper.disconnect()
    assert len(phone.got) == 1
