"""Internal notes: stored once, beside the messages, gone with them."""

from uuid import uuid4

import pytest

from support_plugin.adapters import SupportAdapter
from support_plugin.chat import flows as chat_flows
from support_plugin.chat.erasing import delete_conversation
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.notes import flows
from support_plugin.chat.notes.flows import add_note, delete_note, mark_mentions_read
from support_plugin.chat.notes.models import Mention, Note
from support_plugin.chat.notes.queries import mentions_of, unread_mentions
from support_plugin.chat.team.models import Agent
from support_plugin.errors import Refused
from tests.factories import MessageFactory, VisitorFactory, make_user
from tests.helpers.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation():
    return MessageFactory().conversation


def test_a_note_takes_no_number_and_no_place_among_the_messages(conversation, agent):
    add_note(conversation, agent, uuid4(), "مراقب باش")
    chat_flows.send_message(conversation, Message.Sender.AGENT, uuid4(), "سلام", agent)
    conversation.refresh_from_db()
    seqs = list(conversation.messages.values_list("seq", flat=True))
    assert seqs == list(range(1, conversation.last_seq + 1))
    assert not conversation.messages.filter(body__contains="مراقب").exists()


def test_a_note_stands_behind_the_message_that_was_the_last_one(conversation, agent):
    first = add_note(conversation, agent, uuid4(), "یک")
    MessageFactory(conversation=conversation)
    second = add_note(conversation, agent, uuid4(), "دو")
    assert [first.after_seq, second.after_seq] == [1, 2]


def test_a_note_does_not_end_the_waiting_and_marks_nothing_as_read(conversation, agent):
    before = Conversation.objects.values("waiting_since", "agent_seen_seq", "updated_at", "last_seq").get()
    add_note(conversation, agent, uuid4(), "یک")
    assert (
        Conversation.objects.values("waiting_since", "agent_seen_seq", "updated_at", "last_seq").get()
        == before
    )


def test_the_same_note_again_is_stored_once(conversation, agent):
    client_id = uuid4()
    first = add_note(conversation, agent, client_id, "یک")
    again = add_note(conversation, agent, client_id, "یک")
    assert (first.pk, first.is_repeat) == (again.pk, False)
    assert again.is_repeat
    conversation.refresh_from_db()
    assert (Note.objects.count(), conversation.notes_version) == (1, 1)


def test_an_id_with_another_text_or_by_another_agent_is_refused(conversation, agent, colleague):
    client_id = uuid4()
    add_note(conversation, agent, client_id, "یک")
    for who, body in ((agent, "دو"), (colleague, "یک")):
        with pytest.raises(Refused) as refused:
            add_note(conversation, who, client_id, body)
        assert refused.value.code == "conflict"
    assert Note.objects.get().body == "یک"


def test_notes_can_be_written_beside_a_closed_conversation(conversation, agent):
    chat_flows.close_conversation(conversation, Message.Sender.AGENT, agent)
    assert add_note(conversation, agent, uuid4(), "یک").pk


def test_deleting_the_contents_deletes_the_notes_and_lets_no_new_one_in(conversation, agent, colleague):
    add_note(conversation, agent, uuid4(), "راز @مریم")
    delete_conversation(conversation, Message.Sender.SHOPPER)
    assert not Note.objects.exists()
    assert not Mention.objects.exists()
    with pytest.raises(Refused) as refused:
        add_note(conversation, agent, uuid4(), "باز هم")
    assert refused.value.code == "not_found"
    assert not Note.objects.exists()


def test_only_the_author_deletes_a_note_and_twice_is_no_error(conversation, agent, colleague):
    note = add_note(conversation, agent, uuid4(), "یک")
    with pytest.raises(Refused) as refused:
        delete_note(conversation, colleague, note.pk)
    assert refused.value.code == "forbidden"
    delete_note(conversation, agent, note.pk)
    delete_note(conversation, agent, note.pk)
    conversation.refresh_from_db()
    assert (Note.objects.count(), conversation.notes_version) == (0, 2)


def test_a_note_of_another_conversation_is_not_deleted(conversation, agent):
    note = add_note(MessageFactory().conversation, agent, uuid4(), "یک")
    delete_note(conversation, agent, note.pk)
    assert Note.objects.filter(pk=note.pk).exists()


def test_a_conversation_takes_so_many_notes_and_no_more(conversation, agent, monkeypatch):
    monkeypatch.setattr(flows, "MOST_NOTES", 2)
    for number in range(2):
        add_note(conversation, agent, uuid4(), str(number))
    with pytest.raises(Refused) as refused:
        add_note(conversation, agent, uuid4(), "x")
    assert refused.value.code == "invalid"
    conversation.refresh_from_db()
    assert (Note.objects.count(), conversation.notes_version) == (2, 2)


def test_a_note_outlives_its_author(conversation, agent):
    note = add_note(conversation, agent, uuid4(), "یک")
    agent.delete()
    note.refresh_from_db()
    assert note.author is None


# Mentions


@pytest.fixture
def team(agent, colleague):
    """Three colleagues, of whom one has the beginning of another's name, in another spelling."""
    long = make_user(
        "maryam2@example.com", ("answer_conversation",), is_staff=True, first_name="مريم", last_name="كاظمي"
    )
    return {"author": agent, "مریم": colleague, "مریم کاظمی": long}


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("@مریم ببین", ["مریم"]),
        ("@مريم", ["مریم"]),
        ("ببین @مریم کاظمی، لطفاً", ["مریم کاظمی"]),
        ("＠مریم", ["مریم"]),
        ("@مریم و @مریم کاظمی", ["مریم", "مریم کاظمی"]),
        ("@مریم @مریم", ["مریم"]),
        ("مریم ببین", []),
        ("a@مریم", []),
        ("@مریمی", []),
        ("@سارا کریمی", []),  # oneself
        ("@کسی", []),
        ("@", []),
    ],
)
def test_whose_name_stands_behind_an_at_is_mentioned(conversation, team, body, names):
    note = add_note(conversation, team["author"], uuid4(), body)
    assert {mention.user for mention in note.mentions.all()} == {team[name] for name in names}


def test_of_two_with_one_name_both_are_mentioned(conversation, agent, colleague):
    other = make_user("m3@example.com", ("answer_conversation",), is_staff=True, first_name="مریم")
    note = add_note(conversation, agent, uuid4(), "@مریم")
    assert {mention.user for mention in note.mentions.all()} == {colleague, other}


def test_who_is_no_agent_is_not_mentioned(conversation, agent, staff, shopper):
    staff.first_name = "علی"
    staff.save()
    add_note(conversation, agent, uuid4(), "@علی @نگار رضایی")
    assert not Mention.objects.exists()


def test_an_agent_is_not_mentioned_in_their_own_conversation_as_a_shopper(agent, colleague):
    own = MessageFactory(conversation__visitor=VisitorFactory(user=colleague)).conversation
    add_note(own, agent, uuid4(), "@مریم")
    assert not Mention.objects.exists()


def test_a_conversation_that_became_an_agents_own_notifies_them_of_no_mention(conversation, agent, colleague):
    add_note(conversation, agent, uuid4(), "@مریم")
    assert unread_mentions(colleague) == 1
    Conversation.objects.filter(pk=conversation.pk).update(visitor=VisitorFactory(user=colleague))
    assert unread_mentions(colleague) == 0
    assert not mentions_of(colleague).exists()


def test_mentions_are_unread_until_their_conversation_is_looked_at(conversation, agent, colleague):
    other = MessageFactory().conversation
    for one in (conversation, other):
        add_note(one, agent, uuid4(), "@مریم")
    mark_mentions_read(conversation, agent)
    assert unread_mentions(colleague) == 2
    mark_mentions_read(conversation, colleague)
    assert unread_mentions(colleague) == 1
    assert [m.note.conversation for m in mentions_of(colleague)] == [other, conversation]


def test_whom_the_shops_own_adapter_lets_in_can_be_mentioned_once_they_opened_the_desk(
    conversation, agent, shopper, settings
):
    settings.SUPPORT_PLUGIN = {"ADAPTER": "tests.chat.notes.test_notes.OpenDesk"}
    add_note(conversation, agent, uuid4(), "@نگار رضایی")
    assert not Mention.objects.exists()
    Agent.objects.create(user=shopper)
    add_note(conversation, agent, uuid4(), "@نگار رضایی")
    assert Mention.objects.get().user == shopper
    settings.SUPPORT_PLUGIN = {}
    add_note(conversation, agent, uuid4(), "@نگار رضایی")
    assert Mention.objects.count() == 1


class OpenDesk(SupportAdapter):
    """Lets everybody answer."""

    def is_agent(self, user):
        return True


def test_whom_the_shops_own_adapter_keeps_out_is_not_mentioned(conversation, agent, colleague, settings):
    settings.SUPPORT_PLUGIN = {"ADAPTER": "tests.chat.notes.test_notes.ClosedDesk"}
    add_note(conversation, agent, uuid4(), "@مریم")
    assert not Mention.objects.exists()


class ClosedDesk(SupportAdapter):
    """Lets nobody answer."""

    def is_agent(self, user):
        return False


@pytest.mark.django_db(transaction=True)
def test_the_same_note_by_several_calls_at_once_is_stored_once(conversation, agent):
    client_id = uuid4()
    found = at_once(*[lambda: add_note(conversation, agent, client_id, "یک").pk] * 6)
    conversation.refresh_from_db()
    assert found == [Note.objects.get().pk] * 6
    assert conversation.notes_version == 1
