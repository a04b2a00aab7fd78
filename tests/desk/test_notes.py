"""Internal notes on the desk's pages, without JavaScript."""

from uuid import uuid4

import pytest
from django.urls import reverse

from support_plugin.chat.models import Message
from support_plugin.chat.notes.flows import add_note
from support_plugin.chat.notes.models import Note
from support_plugin.chat.notes.queries import unread_mentions
from tests.factories import MessageFactory, VisitorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation():
    return MessageFactory(body="پرسش نخست").conversation


def page_of(conversation, name="desk-conversation", *more):
    return reverse(f"support_plugin:{name}", args=[conversation.public_id, *more])


def test_notes_stand_between_the_messages_with_their_author_and_a_label(
    client, agent, colleague, conversation
):
    add_note(conversation, colleague, uuid4(), "یادداشت <b>میان</b>")
    MessageFactory(conversation=conversation, body="پرسش دوم")
    client.force_login(agent)
    content = client.get(page_of(conversation)).content.decode().partition('class="desk-messages"')[2]
    places = [content.index(text) for text in ("پرسش نخست", "یادداشت &lt;b&gt;میان", "پرسش دوم")]
    assert places == sorted(places)
    assert 'class="desk-note"' in content
    assert "note-delete" not in content.partition("</ol>")[0]


def test_a_note_from_before_the_first_message_is_shown_too(client, agent, conversation):
    add_note(conversation, agent, uuid4(), "پیش از همه")
    Note.objects.update(after_seq=0)
    client.force_login(agent)
    assert "پیش از همه" in client.get(page_of(conversation)).content.decode()


def test_a_form_stores_a_note_once(client, agent, conversation):
    client.force_login(agent)
    data = {"client_id": client.get(page_of(conversation)).context["note_id"], "body": "یک"}
    for _time in range(2):
        answer = client.post(page_of(conversation, "desk-note"), data)
        assert (answer.status_code, answer.url) == (302, page_of(conversation))
    assert Note.objects.get().body == "یک"
    assert not Message.objects.filter(body="یک").exists()


@pytest.mark.parametrize("body", ["", "x" * 4001])
def test_a_note_that_is_refused_stands_in_the_form_again(client, agent, conversation, body):
    client.force_login(agent)
    answer = client.post(page_of(conversation, "desk-note"), {"client_id": str(uuid4()), "body": body})
    assert (answer.status_code, answer.context["note_typed"]) == (200, body)
    assert answer.context["note_error"]
    assert not answer.context["form"].errors
    assert body in answer.content.decode()
    assert not Note.objects.exists()


def test_an_own_note_is_deleted_by_a_form_and_a_colleagues_is_not(client, agent, colleague, conversation):
    own, other = (add_note(conversation, user, uuid4(), "x") for user in (agent, colleague))
    client.force_login(agent)
    for note in (own, other):
        url = page_of(conversation, "desk-note-delete", note.pk)
        assert client.get(url).status_code == 405
        assert client.post(url).status_code == 302
    assert list(Note.objects.all()) == [other]


def test_an_agent_who_is_the_shopper_sees_and_writes_no_note(client, agent, colleague):
    own = MessageFactory(conversation__visitor=VisitorFactory(user=agent)).conversation
    note = add_note(own, colleague, uuid4(), "راز همکار")
    client.force_login(agent)
    assert "راز همکار" not in client.get(page_of(own)).content.decode()
    answer = client.post(page_of(own, "desk-note"), {"client_id": str(uuid4()), "body": "من هم"})
    assert "راز همکار" not in answer.content.decode()
    Note.objects.update(author=agent)
    client.post(page_of(own, "desk-note-delete", note.pk))
    assert list(Note.objects.all()) == [note]


@pytest.mark.parametrize("person", ["shopper", "staff", None])
def test_outsiders_get_no_page_about_notes(client, request, agent, conversation, person):
    note = add_note(conversation, agent, uuid4(), "راز")
    if person:
        client.force_login(request.getfixturevalue(person))
    pages = [
        ("get", reverse("support_plugin:desk-mentions")),
        ("post", page_of(conversation, "desk-note")),
        ("post", page_of(conversation, "desk-note-delete", note.pk)),
    ]
    for method, url in pages:
        answer = getattr(client, method)(url, {"client_id": str(uuid4()), "body": "x"})
        assert answer.status_code == (403 if person else 302)
        assert "راز" not in answer.content.decode()
    assert list(Note.objects.all()) == [note]


def test_mentions_are_listed_and_read_once_their_conversation_is_opened(
    client, agent, colleague, conversation
):
    add_note(conversation, agent, uuid4(), "@مریم ببین")
    client.force_login(colleague)
    page = client.get(reverse("support_plugin:desk-mentions"))
    assert "@مریم ببین" in page.content.decode()
    assert "data-unread" in page.content.decode()
    assert client.get(reverse("support_plugin:desk")).context["mentions_unread"] == 1
    assert client.get(page_of(conversation)).context["mentions_unread"] == 0
    assert unread_mentions(colleague) == 0
    assert "data-unread" not in client.get(reverse("support_plugin:desk-mentions")).content.decode()


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "0"])
def test_a_wrong_address_of_the_list_shows_its_beginning(client, agent, colleague, conversation, before):
    add_note(conversation, agent, uuid4(), "@مریم")
    client.force_login(colleague)
    page = client.get(reverse("support_plugin:desk-mentions"), {"before": before})
    assert len(page.context["mentions"]) == 1
