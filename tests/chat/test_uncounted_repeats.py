"""What costs a shopper nothing of their limits, and a stranger leaves nothing of."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from support_plugin.chat.models import Conversation, Message
from support_plugin.visitors import cookies
from support_plugin.visitors.models import Visitor
from tests.chat.helpers import Browser, connected, following, guest_cookie, in_thread, session_cookie
from tests.factories import ConversationFactory, VisitorFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def few_messages(settings):
    """Few messages are allowed."""
    settings.SUPPORT_PLUGIN = {"MESSAGES_PER_MINUTE": 3}


def upload(browser, content, name="x.pdf"):
    file = SimpleUploadedFile(name, content)
    headers = {"X-CSRFToken": browser.session_json["csrf_token"]}
    return browser.post(reverse("support_plugin:api-upload"), {"file": file}, headers=headers)


async def test_a_message_sent_again_on_a_bad_line_uses_up_nothing():
    key = cookies.new_key()
    visitor = await in_thread(VisitorFactory, key_hash=cookies.hash_key(key))
    conversation = await in_thread(ConversationFactory, visitor=visitor)
    socket, _welcome = await following(guest_cookie(key), conversation)
    ids = [str(uuid4()) for _ in range(4)]

    async def say(client_id):
        await socket.say("send", conversation_id=conversation.public_id, client_id=client_id, body="سلام")
        return (await socket.receive_frame("ack", "error")).get("seq")

    assert [await say(ids[0]) for _ in range(10)] == [1] * 10
    assert [await say(id) for id in ids[1:]] == [2, 3, None]
    await socket.disconnect()


def test_a_message_posted_again_uses_up_nothing():
    browser, first = Browser(), str(uuid4())
    assert [browser.start(client_id=first).status_code for _ in range(5)] == [201] * 5
    conversation = Conversation.objects.get().public_id

    def post(client_id):
        data = {"client_id": client_id, "body": "سلام"}
        return browser.call("POST", "api-messages", conversation, data=data).status_code

    again = str(uuid4())
    # An id is the same in capitals.
    assert [post(one) for one in (again, again.upper(), again, again.upper(), again)] == [201] * 5
    assert [post(str(uuid4())) for _ in range(2)] == [201, 429]
    assert Message.objects.filter(sender="shopper").count() == 3


def test_refused_uploads_of_many_browsers_leave_no_visitor():
    for content in (b"", b"MZ\x90 a program"):
        assert upload(Browser(), content).status_code == 422
    assert not Visitor.objects.exists()


def test_new_visitors_by_uploads_are_counted_by_address(settings):
    settings.SUPPORT_PLUGIN = {"CONVERSATIONS_PER_MINUTE": 2}
    pdf = b"%PDF-1.4\n%%EOF"
    first = Browser()
    assert [upload(first, pdf).status_code for _ in range(4)] == [201] * 4
    assert [upload(Browser(), pdf).status_code for _ in range(3)] == [201, 429, 429]
    assert Visitor.objects.count() == 2


async def test_nobody_is_notified_that_somebody_types_where_all_is_said(agent):
    key = cookies.new_key()
    visitor = await in_thread(VisitorFactory, key_hash=cookies.hash_key(key))
    conversation = await in_thread(ConversationFactory, visitor=visitor, status=Conversation.Status.CLOSED)
    shopper, _welcome = await following(guest_cookie(key), conversation)
    other, _welcome = await following(await in_thread(session_cookie, agent), conversation)
    await shopper.say("typing", conversation_id=conversation.public_id)
    await shopper.say("ping")
    await shopper.receive_frame("pong")
    assert await other.receive_nothing(timeout=0.3)
    for socket in (shopper, other):
        await socket.disconnect()


async def test_a_log_out_ends_the_users_sockets_at_once(agent, client):
    browser = await in_thread(logged_in, client, agent)
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())
    watcher, conversation = await watching(cookie), await in_thread(ConversationFactory)
    follower, _welcome = await following(cookie, conversation)
    await in_thread(browser.logout_by_page)
    for socket in (watcher, follower):
        while (output := await socket.receive_output(timeout=10))["type"] != "websocket.close":
            pass
        assert output["code"] == 4403


def logged_in(client, user):
    client.force_login(user)
    client.logout_by_page = lambda: client.get(reverse("customer:logout"))
    return client


async def watching(cookie):
    socket = await connected(cookie)
    await socket.say("watch")
    await socket.receive_frame("queue")
    return socket
