"""Notes that are written and deleted at the very same moment."""

from uuid import uuid4

import pytest
from django.db.models.signals import pre_delete

from support_plugin.chat.notes import flows
from support_plugin.chat.notes.flows import add_note, delete_note
from support_plugin.chat.notes.models import Note
from support_plugin.errors import Refused
from tests.factories import MessageFactory
from tests.helpers.threads import at_once, meeting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]


@pytest.fixture
def conversation():
    return MessageFactory().conversation


@pytest.fixture
def read_together(monkeypatch):
    """Return a function that lets so many calls look for a repeat before any of them writes."""
    find = flows._find_repeat

    def together(count):
        meet = meeting(count)

        def find_and_meet(*args):
            found = find(*args)
            meet()
            return found

        monkeypatch.setattr(flows, "_find_repeat", find_and_meet)

    return together


def refusals(results):
    assert not [one for one in results if isinstance(one, Exception) and not isinstance(one, Refused)], (
        results
    )
    return [one.code for one in results if isinstance(one, Refused)]


def test_a_note_that_comes_several_times_at_once_is_stored_once(conversation, agent, read_together):
    read_together(3)
    id = uuid4()
    results = at_once(*[lambda: add_note(conversation, agent, id, "یک")] * 3)
    assert refusals(results) == []
    assert {note.pk for note in results} == {Note.objects.get().pk}
    conversation.refresh_from_db()
    assert conversation.notes_version == 1


def test_agents_who_write_at_once_exceed_no_limit(conversation, agent, colleague, monkeypatch, read_together):
    read_together(3)
    monkeypatch.setattr(flows, "MOST_NOTES", 1)
    people = [agent, colleague, agent]
    results = at_once(*[lambda who=who: add_note(conversation, who, uuid4(), "یک") for who in people])
    assert refusals(results) == ["invalid", "invalid"]
    assert Note.objects.count() == 1


def test_a_note_deleted_several_times_at_once_is_one_change(conversation, agent):
    note = add_note(conversation, agent, uuid4(), "یک")
    meet = meeting(3)
    pre_delete.connect(meet, Note)
    try:
        results = at_once(*[lambda: delete_note(conversation, agent, note.pk)] * 3)
    finally:
        pre_delete.disconnect(meet, Note)
    assert refusals(results) == []
    conversation.refresh_from_db()
    assert conversation.notes_version == 2
