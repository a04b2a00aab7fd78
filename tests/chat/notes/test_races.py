"""Notes that are written and deleted at the very same moment."""

from uuid import uuid4

import pytest

from support_plugin.chat.notes import flows
from support_plugin.chat.notes.flows import add_note, delete_note
from support_plugin.chat.notes.models import Note
from support_plugin.errors import Refused
from tests.chat.helpers import at_once
from tests.factories import MessageFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]


@pytest.fixture
def conversation():
    return MessageFactory().conversation


def refusals(results):
    assert not [one for one in results if isinstance(one, Exception) and not isinstance(one, Refused)], (
        results
    )
    return [one.code for one in results if isinstance(one, Refused)]


@pytest.mark.parametrize("run", range(3))
def test_a_note_that_comes_several_times_at_once_is_stored_once(run, conversation, agent):
    id = uuid4()
    results = at_once(*[lambda: add_note(conversation, agent, id, "یک")] * 4)
    assert refusals(results) == []
    assert {note.pk for note in results} == {Note.objects.get().pk}
    conversation.refresh_from_db()
    assert conversation.notes_version == 1


@pytest.mark.parametrize("run", range(3))
def test_agents_who_write_at_once_exceed_no_limit(run, conversation, agent, colleague, monkeypatch):
    monkeypatch.setattr(flows, "MOST_NOTES", 2)
    people = [agent, colleague, agent, colleague]
    results = at_once(*[lambda who=who: add_note(conversation, who, uuid4(), "یک") for who in people])
    assert refusals(results) == ["invalid", "invalid"]
    assert Note.objects.count() == 2


@pytest.mark.parametrize("run", range(3))
def test_a_note_deleted_several_times_at_once_is_one_change(run, conversation, agent):
    note = add_note(conversation, agent, uuid4(), "یک")
    results = at_once(*[lambda: delete_note(conversation, agent, note.pk)] * 4)
    assert refusals(results) == []
    conversation.refresh_from_db()
    assert conversation.notes_version == 2
