"""Own messages are edited and withdrawn by entries: the old words are gone, for every reader."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse

from support_plugin import clock
from support_plugin.chat import flows, folded_messages, search
from support_plugin.chat.erasing import delete_conversation
from support_plugin.chat.files.models import Attachment
from support_plugin.chat.files.uploads import UploadOwner
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.storing.messages import store_messages
from support_plugin.chat.storing.new import NewMessage
from support_plugin.errors import Refused
from support_plugin.limits import Who
from support_plugin.people.export import export_person
from support_plugin.people.queries import people_of
from support_plugin.signals import message_changed, message_sent
from tests.chat.helpers import Browser, following, in_thread, session_cookie
from tests.chat.uploads import store_upload
from tests.factories import ConversationFactory, VisitorFactory

pytestmark = pytest.mark.django_db(transaction=True)
SHOPPER, AGENT = Message.Sender.SHOPPER, Message.Sender.AGENT
EDITED, WITHDRAWN = Message.Kind.EDITED, Message.Kind.WITHDRAWN
PDF = b"%PDF-1.4\n%%EOF\n"
PDF = b"%PDF-1.4\n%%EOF\n"
OLD, NEW = "گوشوارهٔ نقره", "انگشتر طلا"


@pytest.fixture
def conversation(shopper, agent):
    """The shopper asks (1), the agent joins (2) and answers (3)."""
    one = ConversationFactory(visitor=VisitorFactory(user=shopper))
    say(one, SHOPPER, OLD)
    say(one, AGENT, OLD, agent)
    one.refresh_from_db()
    return one


def say(conversation, sender, body, agent=None):
    return flows.send_message(conversation, sender, uuid4(), body, agent)


def change(conversation, sender, seq, body="", agent=None, client_id=None):
    """Edit the message, or withdraw it without a body; return the entry, or raise Refused."""
    kind = EDITED if body else WITHDRAWN
    new = NewMessage(conversation.pk, sender, client_id or uuid4(), body, agent, kind=kind, changes=seq)
    return flows.store_message(conversation, new)


def code_of(*args, **kwargs):
    with pytest.raises(Refused) as refused:
        change(*args, **kwargs)
    return refused.value.code


def test_an_edit_has_a_number_of_its_own_and_names_the_message(conversation):
    entry = change(conversation, SHOPPER, 1, NEW)
    assert (entry.seq, entry.kind, entry.changes_seq, entry.body) == (4, EDITED, 1, NEW)
    message = conversation.messages.get(seq=1)
    assert (message.body, message.kind, message.is_withdrawn) == (NEW, "", False)
    assert message.edited_at == entry.created_at or message.edited_at is not None
    conversation.refresh_from_db()
    assert conversation.last_seq == 4


def test_the_old_words_are_nowhere_in_the_database(conversation, agent):
    folded_messages.fold_all()
    change(conversation, SHOPPER, 1, "میانی")
    change(conversation, SHOPPER, 1, NEW)
    change(conversation, AGENT, 3, agent=agent)
    folded_messages.fold_all()
    rows = [
        *Message.objects.values(),
        *folded_messages.MessageText.objects.values(),
        *Conversation.objects.values(),
    ]
    assert OLD not in str(rows)
    assert "میانی" not in str(rows)
    assert not search.find_messages("نقره").exists()
    assert not search.find_messages("میانی").exists()
    assert [message.seq for message in search.find_messages(NEW)] == [1]


def test_a_withdrawn_message_loses_text_answers_and_files(shopper, conversation):
    who = Who("192.0.2.1")
    file = store_upload("a.pdf", BytesIO(PDF), len(PDF), UploadOwner(conversation.visitor, SHOPPER), who)
    sent = flows.send_message(conversation, SHOPPER, uuid4(), OLD, attachments=(file.public_id,))
    change(conversation, SHOPPER, sent.seq)
    sent.refresh_from_db()
    assert (sent.body, sent.kind, sent.is_withdrawn, sent.attachment_count) == ("", "deleted", True, 0)
    assert not Attachment.objects.exists()


def test_folding_what_was_read_before_the_edit_stores_none_of_it(conversation):
    read = list(Message.objects.filter(seq=1))
    texts = folded_messages._squeeze(read)
    change(conversation, SHOPPER, 1, NEW)
    folded_messages._store(texts, read)
    assert not search.find_messages("نقره").exists()
    assert [message.seq for message in search.find_messages("طلا")] == [1]


def test_an_entry_neither_begins_nor_ends_waiting(conversation, agent):
    change(conversation, SHOPPER, 1, NEW)
    conversation.refresh_from_db()
    assert conversation.waiting_since is None
    assert conversation.queue_at is None
    say(conversation, SHOPPER, "دوم")
    conversation.refresh_from_db()
    since, place = conversation.waiting_since, conversation.queue_at
    assert since
    change(conversation, AGENT, 3, NEW, agent)
    change(conversation, SHOPPER, 1)
    conversation.refresh_from_db()
    assert (conversation.waiting_since, conversation.queue_at) == (since, place)


def test_the_same_id_is_stored_once_and_is_a_conflict_with_another_text(conversation):
    id = uuid4()
    first = change(conversation, SHOPPER, 1, NEW, client_id=id)
    again = change(conversation, SHOPPER, 1, NEW, client_id=id)
    assert (again.seq, again.is_repeat) == (first.seq, True)
    assert code_of(conversation, SHOPPER, 1, "دیگر", client_id=id) == "conflict"
    assert code_of(conversation, SHOPPER, 1, client_id=id) == "conflict"
    assert code_of(conversation, SHOPPER, 2, NEW, client_id=id) == "conflict"
    change(conversation, SHOPPER, 1)
    assert change(conversation, SHOPPER, 1, NEW, client_id=id).seq == first.seq
    with pytest.raises(Refused) as refused:
        flows.send_message(conversation, SHOPPER, id, NEW)
    assert refused.value.code == "conflict"
    flows.close_conversation(conversation, SHOPPER)
    assert change(conversation, SHOPPER, 1, NEW, client_id=id).seq == first.seq


def test_a_late_repeat_of_what_was_edited_brings_nothing_back(conversation):
    id = uuid4()
    sent = flows.send_message(conversation, SHOPPER, id, OLD)
    change(conversation, SHOPPER, sent.seq, NEW)
    assert flows.send_message(conversation, SHOPPER, id, OLD).body == NEW
    change(conversation, SHOPPER, sent.seq)
    assert flows.send_message(conversation, SHOPPER, id, OLD).kind == "deleted"


def test_nobody_changes_what_is_not_their_own(conversation, agent, colleague):
    assert code_of(conversation, SHOPPER, 3, NEW) == "forbidden"
    assert code_of(conversation, AGENT, 1, NEW, agent) == "forbidden"
    assert code_of(conversation, AGENT, 3, NEW, colleague) == "forbidden"
    assert code_of(conversation, AGENT, 3, NEW, None) == "forbidden"
    assert conversation.messages.filter(body=OLD).count() == 2


def test_lines_entries_unknown_withdrawn_and_deleted_ones_are_not_changed(conversation, agent):
    entry = change(conversation, SHOPPER, 1, NEW)
    change(conversation, AGENT, 3, agent=agent)
    assert code_of(conversation, AGENT, 2, NEW, agent) == "forbidden"
    assert code_of(conversation, SHOPPER, entry.seq, NEW) == "forbidden"
    assert code_of(conversation, SHOPPER, 99, NEW) == "forbidden"
    assert code_of(conversation, AGENT, 3, NEW, agent) == "forbidden"
    assert code_of(conversation, AGENT, 3, agent=agent) == "forbidden"
    conversation.refresh_from_db()
    assert conversation.last_seq == 5


def test_a_card_is_not_changed(conversation, agent):
    Message.objects.filter(seq=3).update(card={"kind": "product", "version": 1, "ids": []})
    assert code_of(conversation, AGENT, 3, NEW, agent) == "forbidden"


def test_shoppers_have_some_minutes_agents_as_long_as_it_is_open(conversation, agent, settings):
    Message.objects.update(created_at=clock.now() - timedelta(minutes=16))
    assert code_of(conversation, SHOPPER, 1, NEW) == "forbidden"
    assert change(conversation, AGENT, 3, NEW, agent)
    settings.SUPPORT_PLUGIN = {"SHOPPER_EDIT_MINUTES": 20}
    assert change(conversation, SHOPPER, 1, NEW)
    flows.close_conversation(conversation, SHOPPER)
    assert code_of(conversation, AGENT, 3, NEW, agent) == "closed"


def test_two_edits_in_one_batch_leave_the_last_words_alone(conversation):
    made = [
        NewMessage(conversation.pk, SHOPPER, uuid4(), body, kind=EDITED, changes=1) for body in (OLD, NEW)
    ]
    one, two = store_messages(made)
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.body, two.body) == ("", NEW)
    assert conversation.messages.get(seq=1).body == NEW


def test_deleting_the_conversation_empties_entries_too(conversation):
    change(conversation, SHOPPER, 1, NEW)
    delete_conversation(conversation, SHOPPER)
    assert not Message.objects.exclude(body="").exists()
    assert Message.objects.get(seq=4).changes_seq == 1


def test_the_signal_says_which_message_and_no_message_was_sent(conversation):
    received, sent = [], []
    receive = lambda **kwargs: received.append((kwargs["entry"].changes_seq, kwargs["entry"].kind))  # noqa: E731
    message_changed.connect(receive)
    message_sent.connect(sent.append)
    change(conversation, SHOPPER, 1, NEW)
    assert received == [(1, EDITED)]
    assert not sent


# Readers


def test_over_http_by_both_sides_and_no_outsider(conversation, shopper, agent, other_shopper, staff):
    browser, desk = Browser(shopper), Browser(agent)
    data = {"client_id": str(uuid4()), "body": NEW}
    for outsider in (Browser(other_shopper), Browser(staff)):
        for name in ("api-edit", "api-withdraw"):
            assert outsider.call("POST", name, conversation.public_id, 1, data=data).status_code == 404
    answer = browser.call("POST", "api-edit", conversation.public_id, 1, data=data)
    assert answer.status_code == 201
    entry = answer.json()["message"]
    assert (entry["seq"], entry["kind"], entry["changes"], entry["body"]) == (4, "edited", 1, NEW)
    gone = desk.call("POST", "api-withdraw", conversation.public_id, 3, data={"client_id": str(uuid4())})
    assert gone.json()["message"]["kind"] == "withdrawn"
    url = reverse("support_plugin:api-conversation", args=[conversation.public_id])
    messages = browser.get(url).json()["messages"]["items"]
    first, _joined, third, *entries = messages
    assert (first["body"], bool(first["edited_at"]), first["withdrawn"]) == (NEW, True, False)
    assert (third["body"], third["kind"], third["withdrawn"]) == (None, "deleted", True)
    assert [(one["changes"], one["body"]) for one in entries] == [(1, NEW), (3, None)]
    bad = browser.call("POST", "api-edit", conversation.public_id, 1, data={**data, "body": "  "})
    assert bad.status_code == 400


def test_pages_mails_admin_and_export_show_the_new_words_once(
    conversation, shopper, agent, client, admin_client
):
    change(conversation, SHOPPER, 1, NEW)
    change(conversation, AGENT, 3, "ویرایش", agent)
    client.force_login(shopper)
    page = client.get(reverse("support_plugin:chat")).content.decode()
    assert page.count(NEW) == 1
    assert OLD not in page
    client.force_login(agent)
    page = client.get(
        reverse("support_plugin:desk-conversation", args=[conversation.public_id])
    ).content.decode()
    assert page.count(f">{NEW}<") == 1
    assert OLD not in page
    browser = Browser(shopper)
    browser.call("POST", "api-transcript", conversation.public_id, data={"client_id": str(uuid4())})
    assert mail.outbox[0].body.count("ویرایش") == 1
    assert OLD not in mail.outbox[0].body
    assert OLD not in str(export_person(people_of([conversation.visitor])))


async def _frames(socket, *types):
    return await socket.receive_frame(*types)


async def test_on_sockets_the_writer_is_acknowledged_and_all_others_get_the_entry(
    conversation, shopper, agent
):
    cookie, desk_cookie = await in_thread(session_cookie, shopper), await in_thread(session_cookie, agent)
    tab, _ = await following(cookie, conversation)
    desk, _ = await following(desk_cookie, conversation)
    id = str(uuid4())
    await tab.say("edit", conversation_id=conversation.public_id, client_id=id, seq=1, body=NEW)
    assert (await tab.receive_frame("ack", "error"))["seq"] == 4
    changed = (await desk.receive_frame("message"))["message"]
    assert (changed["seq"], changed["changes"], changed["body"]) == (4, 1, NEW)
    await desk.say("withdraw", conversation_id=conversation.public_id, client_id=str(uuid4()), seq=1)
    assert (await desk.receive_frame("ack", "error"))["code"] == "forbidden"
    await desk.say("withdraw", conversation_id=conversation.public_id, client_id=str(uuid4()), seq=3)
    assert (await desk.receive_frame("ack", "error"))["seq"] == 5
    assert (await tab.receive_frame("message"))["message"]["kind"] == "withdrawn"
    await tab.disconnect()
    await desk.disconnect()


# What the shopper's browser has got


def test_what_was_got_is_between_sent_and_read_and_never_goes_back(conversation, shopper, agent):
    browser = Browser(shopper)

    def marks(name, seq):
        answer = browser.call("POST", name, conversation.public_id, data={"seq": seq}).json()["conversation"]
        return answer["shopper_got"], answer["shopper_seen"]

    assert marks("api-got", 2) == (2, 0)
    assert marks("api-got", 1) == (2, 0)
    assert marks("api-got", 99) == (2, 0)
    assert marks("api-seen", 3) == (3, 3)
    Browser(agent).call("POST", "api-got", conversation.public_id, data={"seq": 3})
    conversation.refresh_from_db()
    assert conversation.shopper_got_seq == 2


async def test_a_socket_sends_what_it_has_got_and_the_desk_receives_it(conversation, shopper, agent):
    tab, _ = await following(await in_thread(session_cookie, shopper), conversation)
    desk, _ = await following(await in_thread(session_cookie, agent), conversation)
    await tab.say("got", conversation_id=conversation.public_id, seq=3)
    assert (await desk.receive_frame("state"))["conversation"]["shopper_got"] == 3
    await tab.disconnect()
    await desk.disconnect()
