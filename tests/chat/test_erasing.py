"""What was said is deleted for good; its numbers stay."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from support_plugin.chat import flows
from support_plugin.chat.erasing import delete_conversation
from support_plugin.chat.files.models import Attachment
from support_plugin.chat.files.storage import get_private_storage
from support_plugin.chat.files.uploads import UploadOwner
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.ratings import rate_conversation
from support_plugin.chat.storing.messages import store_messages
from support_plugin.chat.storing.new import NewMessage
from support_plugin.chat.team.models import Tag
from support_plugin.errors import Refused
from support_plugin.limits import Who
from support_plugin.signals import conversation_deleted
from tests.chat.helpers import Browser, following, in_thread
from tests.chat.uploads import store_upload
from tests.factories import MessageFactory, VisitorFactory

pytestmark = pytest.mark.django_db(transaction=True)
SHOPPER, AGENT = Message.Sender.SHOPPER, Message.Sender.AGENT
SECRET = "شمارهٔ کارت من ۶۰۳۷"
NOBODY = Who("192.0.2.1")
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def chatting(agent):
    """A guest's browser with a conversation of two sides."""
    browser = Browser()
    browser.start(SECRET)
    flows.send_message(Conversation.objects.get(), AGENT, uuid4(), f"{SECRET}؟", agent)
    return browser


def erase(browser, conversation):
    return browser.call("DELETE", "api-conversation", conversation.public_id)


def test_nothing_that_was_said_is_left_in_the_database(chatting):
    conversation = Conversation.objects.get()
    assert erase(chatting, conversation).json()["conversation"]["deleted"] is True
    rows = [*Message.objects.values(), *Conversation.objects.values()]
    assert SECRET not in str(rows)
    conversation.refresh_from_db()
    assert (conversation.status, conversation.page_path) == ("closed", "")


def test_what_agents_thought_of_it_goes_too(chatting):
    conversation = Conversation.objects.get()
    conversation.tags.add(Tag.objects.create(name="خشمگین"))
    reasons = [["urgent", 120]]
    Conversation.objects.update(priority=Conversation.Priority.URGENT, head_start_reasons=reasons)
    erase(chatting, conversation)
    conversation.refresh_from_db()
    assert (conversation.priority, conversation.head_start_reasons) == (Conversation.Priority.NORMAL, [])
    assert not conversation.tags.exists()
    assert Tag.objects.exists()


def test_the_numbers_stay_without_holes(chatting):
    conversation = Conversation.objects.get()
    before = list(conversation.messages.values_list("seq", "sender", "client_id"))
    erase(chatting, conversation)
    assert list(conversation.messages.values_list("seq", "sender", "client_id"))[: len(before)] == before
    conversation.refresh_from_db()
    seqs = list(conversation.messages.values_list("seq", flat=True))
    assert seqs == list(range(1, conversation.last_seq + 1))


def test_agents_see_that_it_was_deleted(chatting, agent):
    conversation = Conversation.objects.get()
    erase(chatting, conversation)
    desk = Browser(agent)
    thread = desk.call("GET", "api-conversation", conversation.public_id).json()
    assert thread["conversation"]["deleted"] is True
    said = [(m["body"], m["kind"]) for m in thread["messages"]["items"] if m["sender"] != "system"]
    assert said == [(None, "deleted")] * 2
    page = desk.get(
        reverse("support_plugin:desk-conversation", args=[conversation.public_id])
    ).content.decode()
    assert SECRET not in page
    assert page.count("desk-bubble") >= 2


def test_the_shopper_begins_again(chatting):
    erase(chatting, Conversation.objects.get())
    assert chatting.get(reverse("support_plugin:api-session")).json()["thread"] is None
    assert chatting.start("سلام دوباره").json()["message"]["seq"] == 1
    assert Conversation.objects.count() == 2


def test_a_message_sent_again_after_that_does_not_come_back():
    visitor, client_id = VisitorFactory(), uuid4()
    conversation, message = flows.start_conversation(visitor, client_id, SECRET)
    delete_conversation(conversation, SHOPPER)
    (again,) = store_messages([NewMessage(conversation.pk, SHOPPER, client_id, SECRET)])
    assert (again.pk, again.body) == (message.pk, "")
    assert flows.start_conversation(visitor, client_id, SECRET)[1].pk == message.pk
    assert not Message.objects.filter(body=SECRET).exists()


def test_its_files_are_gone_from_the_storage(chatting):
    conversation = Conversation.objects.get()
    message = conversation.messages.first()
    name = get_private_storage().save("support_chat/ab/abcdef", ContentFile(b"x"))
    Attachment.objects.create(
        visitor=conversation.visitor,
        conversation=conversation,
        message=message,
        sender=SHOPPER,
        kind=Attachment.Kind.FILE,
        name="a.txt",
        size=1,
        content_type="text/plain",
        file=name,
    )
    erase(chatting, conversation)
    assert not Attachment.objects.exists()
    assert not get_private_storage().exists(name)


def test_the_comment_on_a_rating_goes_and_the_rating_stays(chatting):
    conversation = Conversation.objects.get()
    flows.close_conversation(conversation, SHOPPER)
    Conversation.objects.update(rating="bad", rating_comment=SECRET, rated_at=timezone.now())
    erase(chatting, conversation)
    conversation.refresh_from_db()
    assert (conversation.rating, conversation.rating_comment) == ("bad", "")


def test_it_is_announced_once(chatting, commits):
    said = []

    def receive(conversation, deleted_by, **kwargs):
        said.append((conversation.deleted_at is not None, deleted_by))

    conversation_deleted.connect(receive)
    for _again in range(2):
        assert erase(chatting, Conversation.objects.get()).status_code == 200
    conversation_deleted.disconnect(receive)
    assert said == [(True, "shopper")]


@pytest.mark.parametrize("outsider", ["guest", "other_shopper", "staff", "agent"])
def test_only_the_shopper_deletes(request, shopper, outsider):
    conversation = MessageFactory(conversation__visitor=VisitorFactory(user=shopper)).conversation
    browser = Browser(None if outsider == "guest" else request.getfixturevalue(outsider))
    assert erase(browser, conversation).status_code == (403 if outsider == "agent" else 404)
    assert browser.call("POST", "chat-delete", conversation.public_id).status_code == 404
    conversation.refresh_from_db()
    assert conversation.deleted_at is None


def test_without_csrf_token_nothing_is_deleted(chatting):
    conversation = Conversation.objects.get()
    chatting.session_json["csrf_token"] = ""
    assert erase(chatting, conversation).status_code == 403
    conversation.refresh_from_db()
    assert conversation.deleted_at is None


def test_without_javascript_a_form_deletes(chatting):
    conversation = Conversation.objects.get()
    url = reverse("support_plugin:chat-delete", args=[conversation.public_id])
    page = reverse("support_plugin:chat")
    assert url in chatting.get(page).content.decode()
    chatting.post(url, {"csrfmiddlewaretoken": chatting.session_json["csrf_token"]})
    assert SECRET not in chatting.get(page).content.decode()
    conversation.refresh_from_db()
    assert conversation.deleted_at


async def test_open_sockets_are_notified(chatting):
    conversation = await Conversation.objects.aget()
    cookie = f"support_visitor={chatting.cookies['support_visitor'].value}"
    socket, welcome = await following(cookie, conversation)
    assert welcome["conversation"]["deleted"] is False
    await in_thread(delete_conversation, conversation, SHOPPER)
    while not (await socket.receive_frame("state"))["conversation"]["deleted"]:
        pass
    await socket.disconnect()


def test_a_deleted_conversation_takes_no_rating_and_no_comment(chatting):
    conversation = Conversation.objects.get()
    delete_conversation(conversation, SHOPPER)
    with pytest.raises(Refused):
        rate_conversation(conversation, Conversation.Rating.GOOD, SECRET)
    conversation.refresh_from_db()
    assert conversation.rating_comment == ""


def test_files_that_were_never_sent_go_too_and_another_shoppers_stay(chatting, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    conversation = Conversation.objects.get()
    kept = store_upload("kept.pdf", BytesIO(PDF), len(PDF), UploadOwner(VisitorFactory(), SHOPPER), NOBODY)
    store_upload("mine.pdf", BytesIO(PDF), len(PDF), UploadOwner(conversation.visitor, SHOPPER), NOBODY)
    delete_conversation(conversation, SHOPPER)
    assert list(Attachment.objects.all()) == [kept]


def test_an_upload_that_ends_after_the_deletion_is_refused(chatting, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    conversation = Conversation.objects.get()
    owner = UploadOwner(conversation.visitor, SHOPPER, Conversation.objects.get())
    delete_conversation(conversation, SHOPPER)
    with pytest.raises(Refused) as refused:
        store_upload("late.pdf", BytesIO(PDF), len(PDF), owner, NOBODY)
    assert refused.value.code == "closed"
    assert not Attachment.objects.exists()
