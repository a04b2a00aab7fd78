"""Files in messages: from the upload to the reader, and repeats of either."""

import io
from uuid import uuid4

import pytest
from PIL import Image

from support_plugin.chat import flows
from support_plugin.chat.files.models import Attachment
from support_plugin.chat.merging.closing import adopt_conversations
from support_plugin.chat.models import Conversation, Message
from support_plugin.errors import Refused
from tests.chat.files.uploading import (
    PDF,
    allow,
    picture,
    send,
    upload,
)
from tests.chat.helpers import Browser, following, in_thread
from tests.factories import VisitorFactory

pytestmark = pytest.mark.django_db


def test_a_first_message_may_be_a_picture_alone_and_the_agent_gets_it(agent):
    shopper = Browser()
    answer = upload(shopper, picture(size=(640, 480)), "کفش.png")
    assert answer.status_code == 201
    thread = send(shopper, [answer.json()["id"]]).json()
    assert thread["message"]["body"] is None
    assert thread["message"]["attachments"] == [answer.json()]
    shown = answer.json()
    assert (shown["kind"], shown["name"], shown["type"]) == ("image", "کفش.png", "image/png")
    assert (shown["width"], shown["height"]) == (640, 480)
    desk = Browser(agent)
    read = desk.call("GET", "api-conversation", thread["conversation"]["id"]).json()
    assert read["messages"]["items"][0]["attachments"] == [shown]
    for url in (shown["url"], shown["thumbnail"]):
        response = desk.get(url)
        assert response.status_code == 200
        with Image.open(io.BytesIO(response.content)) as drawn:
            assert drawn.format == {"image/png": "PNG", "image/webp": "WEBP"}[response["Content-Type"]]
    assert desk.call("GET", "api-conversations").json()["items"][0]["last_files"] == 1


def test_an_agent_sends_a_file_and_the_shopper_gets_it(agent):
    shopper = Browser()
    shopper.start()
    conversation = Conversation.objects.get()
    desk = Browser(agent)
    id = upload(desk, PDF, "invoice.pdf", conversation).json()["id"]
    stored = send(desk, [id], "فاکتور", conversation=conversation).json()["message"]
    assert stored["attachments"][0]["thumbnail"] is None
    response = shopper.get(stored["attachments"][0]["url"])
    assert response.content == PDF


def test_a_message_without_text_and_files_is_refused():
    answer = send(Browser(), [])
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_a_retry_with_the_same_files_is_stored_once_and_with_others_is_a_conflict():
    shopper, client_id = Browser(), str(uuid4())
    ids = [upload(shopper).json()["id"] for _ in range(3)]
    first = send(shopper, ids[:2], "سلام", client_id)
    again = send(shopper, list(reversed(ids[:2])), "سلام", client_id)
    assert first.json()["message"] == again.json()["message"]
    assert Message.objects.count() == 1
    for others in ([], ids[:1], ids, [ids[0], ids[2]]):
        answer = send(shopper, others, "سلام", client_id)
        assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_a_file_goes_with_one_message_only():
    shopper = Browser()
    id = upload(shopper).json()["id"]
    assert send(shopper, [id]).status_code == 201
    assert send(shopper, [id]).json()["code"] == "invalid"
    assert Message.objects.count() == 1


def test_one_batch_gives_a_file_to_one_of_its_messages():
    from support_plugin.chat.storing.messages import store_messages
    from support_plugin.chat.storing.new import NewMessage

    shopper = Browser()
    shopper.start()
    id, conversation = upload(shopper).json()["id"], Conversation.objects.get()
    file = Attachment.objects.get(public_id=id).public_id
    batch = [
        NewMessage(conversation.pk, Message.Sender.SHOPPER, uuid4(), "", attachments=(file,))
        for _ in range(2)
    ]
    first, second = store_messages(batch)
    assert isinstance(first, Message)
    assert isinstance(second, Refused)
    assert conversation.messages.values_list("seq", "attachment_count").last() == (2, 1)


def test_nobody_sends_what_another_has_uploaded(agent, shopper):
    owner, thief = Browser(), Browser(shopper)
    owner.start()
    conversation = Conversation.objects.get()
    id = upload(owner).json()["id"]
    assert send(thief, [id], "این مال من است").json()["code"] == "invalid"
    desk = Browser(agent)
    assert send(desk, [id], conversation=conversation).json()["code"] == "invalid"
    of_agent = upload(desk, conversation=conversation).json()["id"]
    assert send(owner, [of_agent]).json()["code"] == "invalid"
    assert Attachment.objects.filter(message=None).count() == 2


def test_an_agents_file_stays_in_its_conversation(agent):
    shopper, desk = Browser(), Browser(agent)
    shopper.start()
    first = Conversation.objects.get()
    id = upload(desk, conversation=first).json()["id"]
    flows.close_conversation(first, Message.Sender.AGENT)
    shopper.start()
    assert send(desk, [id], conversation=Conversation.objects.latest("pk")).json()["code"] == "invalid"


def test_a_message_takes_no_more_files_than_the_admin_allows():
    allow(attachments_per_message=2)
    shopper = Browser()
    ids = [upload(shopper).json()["id"] for _ in range(3)]
    answer = send(shopper, ids)
    assert answer.status_code == 400
    assert "۲" in answer.json()["detail"]
    assert send(shopper, ids[:2]).status_code == 201


@pytest.mark.parametrize("ids", ["x", {"a": 1}, [1], [None], ["../../etc/passwd"], [[]]])
def test_ids_that_are_none_are_refused(ids):
    assert send(Browser(), ids).json()["code"] == "invalid"


def test_a_guests_upload_goes_along_at_log_in(shopper):
    guest, account = VisitorFactory(), VisitorFactory(user=shopper)
    browser = Browser()
    id = upload(browser).json()["id"]
    Attachment.objects.update(visitor=guest)
    adopt_conversations(guest, account)
    assert send(Browser(shopper), [id]).status_code == 201


@pytest.mark.django_db(transaction=True)
async def test_a_file_goes_over_the_socket_too():
    browser = await in_thread(Browser)
    await in_thread(browser.start)
    conversation = await Conversation.objects.aget()
    id = (await in_thread(upload, browser)).json()["id"]
    cookie = f"support_visitor={browser.cookies['support_visitor'].value}"
    writer, _welcome = await following(cookie, conversation)
    reader, _welcome = await following(cookie, conversation)
    client_id = str(uuid4())
    await writer.say("send", conversation_id=conversation.public_id, client_id=client_id, attachments=[id])
    assert (await writer.receive_frame("ack", "error"))["type"] == "ack"
    message = (await reader.receive_frame("message"))["message"]
    assert [a["id"] for a in message["attachments"]] == [id]
    await writer.say("send", conversation_id=conversation.public_id, client_id=client_id, body="x")
    assert (await writer.receive_frame("ack", "error"))["code"] == "conflict"
    await writer.say(
        "send", conversation_id=conversation.public_id, client_id=str(uuid4()), attachments=["x"]
    )
    assert (await writer.receive_frame("ack", "error"))["code"] == "invalid"
    for socket in (writer, reader):
        await socket.disconnect()


def test_the_files_of_a_message_stay_in_the_order_in_which_they_were_sent():
    shopper = Browser()
    ids = [upload(shopper, name=f"{number}.png").json()["id"] for number in range(3)]
    wanted = [ids[2], ids[0], ids[1]]
    sent = send(shopper, wanted).json()
    read = shopper.call("GET", "api-conversation", sent["conversation"]["id"]).json()
    for message in (sent["message"], read["messages"]["items"][0]):
        assert [a["id"] for a in message["attachments"]] == wanted


def test_an_upload_that_is_repeated_is_stored_once_and_costs_nothing(settings):
    settings.SUPPORT_PLUGIN = {"UPLOADS_PER_MINUTE": 1}
    browser, id = Browser(), str(uuid4())
    first = upload(browser, client_id=id)
    assert first.status_code == 201
    assert upload(browser, client_id=id.upper()).json() == first.json()
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("change", ["content", "name", "conversation"])
def test_another_upload_under_the_same_id_is_a_conflict(change):
    browser, id = Browser(), str(uuid4())
    conversation = browser.start().json()["conversation"]["id"]
    assert upload(browser, client_id=id).status_code == 201
    other = {
        "content": {"content": picture(size=(30, 30))},
        "name": {"name": "other.png"},
        "conversation": {"conversation": Conversation.objects.get(public_id=conversation)},
    }[change]
    answer = upload(browser, client_id=id, **other)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert Attachment.objects.count() == 1


def test_one_id_may_be_used_by_two_people():
    id = str(uuid4())
    assert upload(Browser(), client_id=id).json()["id"] != upload(Browser(), client_id=id).json()["id"]


def test_an_upload_with_an_id_that_is_none_is_refused():
    assert upload(Browser(), client_id="7").json()["code"] == "invalid"
