"""The address that a guest gave for answers: in the export, gone with the person, and found by it."""

import json

import pytest
from django.utils import timezone

from support_plugin.chat.away.models import ConversationMail
from support_plugin.chat.models import Conversation
from support_plugin.people.export import export_person
from support_plugin.people.flows import delete_person
from support_plugin.people.queries import count_held, people_of
from tests.factories import MessageFactory
from tests.people.test_people import run

pytestmark = pytest.mark.django_db(transaction=True)

EMAIL = "negar@example.com"


@pytest.fixture
def conversation(db, agent):
    """A guest's, with an address and an e-mail sent, and one to a colleague."""
    found = MessageFactory().conversation
    Conversation.objects.update(reply_email=EMAIL)
    now = timezone.now()
    same = {"conversation": found, "made_at": now, "due_at": now}
    ConversationMail.objects.create(key="a", kind="answer", state="sent", **same)
    ConversationMail.objects.create(key="b", kind="unanswered", user=agent, **same)
    return found


def test_the_export_has_the_address_and_the_persons_own_mails(conversation):
    person = people_of([conversation.visitor])
    [exported] = export_person(person)["visitors"][0]["conversations"]
    assert exported["email_for_answers"] == EMAIL
    assert [one["state"] for one in exported["emails"]] == [str(ConversationMail.State.SENT.label)]
    assert count_held(person)[str(ConversationMail._meta.verbose_name_plural)] == 2


def test_with_the_person_all_of_it_goes(conversation):
    deleted = delete_person(people_of([conversation.visitor]))
    assert deleted["support_plugin.ConversationMail"] == 2
    assert not ConversationMail.objects.exists()


def test_whoever_gave_an_address_is_named_for_it_and_not_deleted(conversation):
    assert json.loads(run("export", EMAIL.upper()))["visitors_who_wrote_it"] == [conversation.visitor_id]
    assert json.loads(run("export", str(conversation.visitor_id)))["visitors_who_wrote_it"] == []
