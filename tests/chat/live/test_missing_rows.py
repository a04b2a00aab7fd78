"""A message whose row is missing, which should not be, ends no list and begins no loop."""

from uuid import uuid4

import pytest
from django.urls import reverse

from support_plugin.chat import flows
from support_plugin.chat.live import updates
from support_plugin.chat.models import Conversation, Message
from tests.chat.helpers import Browser, following, guest_cookie, in_thread
from tests.factories import VisitorFactory


def said(browser, count):
    browser.start("1")
    conversation = Conversation.objects.get()
    for number in range(2, count + 1):
        flows.send_message(conversation, Message.Sender.SHOPPER, uuid4(), str(number))
    conversation.refresh_from_db()
    return conversation


@pytest.mark.django_db
@pytest.mark.parametrize("missing", [1, 2, 3])
def test_the_page_says_that_this_is_all(missing):
    browser = Browser()
    conversation = said(browser, 3)
    conversation.messages.filter(seq=missing).delete()
    url = reverse("support_plugin:api-conversation", args=[conversation.public_id])
    page = browser.get(url).json()["messages"]
    assert [m["seq"] for m in page["items"]] == [n for n in (1, 2, 3) if n != missing]
    assert (page["has_more"], page["next"]) == (False, None)


@pytest.mark.django_db
def test_what_reads_for_sockets_reads_no_more_for_it():
    conversation = said(Browser(), 3)
    conversation.messages.filter(seq=3).delete()
    [found] = updates.read_threads({str(conversation.public_id): 0}, {"fa"})
    assert not found.is_part


@pytest.mark.django_db(transaction=True)
async def test_a_socket_gets_what_comes_after_it():
    key = "some-key"
    from support_plugin.visitors.cookies import hash_key

    visitor = await in_thread(VisitorFactory, key_hash=hash_key(key))
    conversation, _first = await in_thread(flows.start_conversation, visitor, uuid4(), "1")
    socket, _welcome = await following(guest_cookie(key), conversation, after=1)
    agent_says = (conversation, Message.Sender.SYSTEM, uuid4())
    await in_thread(Conversation.objects.filter(pk=conversation.pk).update, last_seq=2)
    await in_thread(flows.send_message, *agent_says, "3")
    frame = await socket.receive_frame("message")
    assert (frame["message"]["seq"], frame["message"]["body"]) == (3, "3")
    await socket.disconnect()


@pytest.mark.django_db(transaction=True)
async def test_a_live_file_has_its_address_in_the_readers_language(settings, tmp_path):
    from support_plugin.chat.files import models, uploads
    from support_plugin.limits import Who
    from support_plugin.visitors.cookies import hash_key

    settings.MEDIA_ROOT = tmp_path
    visitor = await in_thread(VisitorFactory, key_hash=hash_key("some-key"))
    conversation, _first = await in_thread(flows.start_conversation, visitor, uuid4(), "1")
    socket, _welcome = await following(guest_cookie("some-key"), conversation, after=1)
    await socket.say("hello", conversation_id=conversation.public_id, after=1, language="en")
    await socket.receive_frame("welcome")
    other, _welcome = await following(guest_cookie("some-key"), conversation, after=1)
    pdf = b"%PDF-1.4\n%%EOF\n"
    owner = uploads.UploadOwner(visitor, Message.Sender.SHOPPER)

    def upload():
        from io import BytesIO

        return uploads.store_upload("a.pdf", BytesIO(pdf), len(pdf), owner, Who("192.0.2.1"))

    stored: models.Attachment = await in_thread(upload)
    await other.say(
        "send",
        conversation_id=conversation.public_id,
        client_id=str(uuid4()),
        attachments=[str(stored.public_id)],
    )
    [file] = (await socket.receive_frame("message"))["message"]["attachments"]
    assert file["url"].startswith("/en"), file["url"]
    for each in (socket, other):
        await each.disconnect()
