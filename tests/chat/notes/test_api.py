"""Internal notes over HTTP and the socket: agents alone."""

from uuid import uuid4

import pytest

from support_plugin.chat.live import hub
from support_plugin.chat.notes import queries
from support_plugin.chat.notes.flows import add_note
from support_plugin.chat.notes.models import Note
from support_plugin.visitors import cookies
from tests.chat.helpers import Browser, following, guest_cookie, in_thread, session_cookie
from tests.factories import MessageFactory, VisitorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation():
    return MessageFactory().conversation


def write(browser, conversation, body="یک", client_id=None):
    data = {"client_id": client_id or str(uuid4()), "body": body}
    return browser.call("POST", "api-notes", conversation.public_id, data=data)


def test_a_note_is_stored_and_read_with_the_conversations_state(conversation, agent, colleague):
    answer = write(Browser(agent), conversation, "@مریم ببین")
    assert answer.status_code == 201
    note = answer.json()["note"]
    assert (note["body"], note["own"], note["after_seq"]) == ("@مریم ببین", True, 1)
    assert [each["name"] for each in note["mentions"]] == ["مریم"]
    assert answer.json()["conversation"]["notes"] == 1
    page = Browser(colleague).call("GET", "api-notes", conversation.public_id).json()
    assert page == {"items": [{**note, "own": False}], "has_more": False, "next": None}


def test_notes_come_a_page_at_a_time(conversation, agent, monkeypatch):
    monkeypatch.setattr(queries, "NOTES_AT_ONCE", 2)
    for number in range(3):
        add_note(conversation, agent, uuid4(), str(number))
    browser, found, after = Browser(agent), [], 0
    while after is not None:
        url = f"/fa/support/api/v1/conversations/{conversation.public_id}/notes/?after={after}"
        page = browser.get(url).json()
        found += [note["body"] for note in page["items"]]
        assert page["has_more"] == (page["next"] is not None)
        after = page["next"]
    assert found == ["0", "1", "2"]


def test_many_notes_cost_no_more_queries(conversation, agent, colleague, django_assert_max_num_queries):
    for _number in range(5):
        add_note(conversation, agent, uuid4(), "@مریم")
    browser = Browser(agent)
    with django_assert_max_num_queries(12):
        browser.call("GET", "api-notes", conversation.public_id)
    browser = Browser(colleague)
    with django_assert_max_num_queries(12):
        assert browser.call("GET", "api-mentions").json()["unread"] == 5


@pytest.mark.parametrize("body", [None, "", "  ", "a\0", "x" * 4001, 7])
def test_what_is_no_text_is_refused(conversation, agent, body):
    assert write(Browser(agent), conversation, body).status_code == 400
    assert not Note.objects.exists()


def test_an_own_note_is_deleted_and_a_colleagues_is_not(conversation, agent, colleague):
    note = add_note(conversation, agent, uuid4(), "یک")
    path = conversation.public_id, note.pk
    assert Browser(colleague).call("DELETE", "api-note", *path).status_code == 403
    answer = Browser(agent).call("DELETE", "api-note", *path)
    assert (answer.status_code, answer.json()["conversation"]["notes"]) == (200, 2)
    assert not Note.objects.exists()


def test_mentions_are_listed_and_seen(conversation, agent, colleague):
    add_note(conversation, agent, uuid4(), "@مریم")
    browser = Browser(colleague)
    answer = browser.call("GET", "api-mentions").json()
    assert (answer["unread"], answer["items"][0]["read"]) == (1, False)
    assert answer["items"][0]["conversation_id"] == str(conversation.public_id)
    assert browser.call("POST", "api-notes-seen", conversation.public_id).json() == {"unread": 0}
    assert browser.call("GET", "api-mentions").json()["items"][0]["read"]
    assert Browser(agent).call("GET", "api-mentions").json()["items"] == []


def test_reading_the_notes_marks_no_mention_as_seen(conversation, agent, colleague):
    add_note(conversation, agent, uuid4(), "@مریم")
    browser = Browser(colleague)
    browser.call("GET", "api-notes", conversation.public_id)
    assert browser.call("GET", "api-mentions").json()["unread"] == 1


def test_colleagues_are_those_who_may_answer(agent, colleague, staff, shopper):
    names = [each["name"] for each in Browser(agent).call("GET", "api-colleagues").json()["items"]]
    assert names == ["سارا کریمی", "مریم"]


@pytest.mark.parametrize("name", ["api-mentions", "api-colleagues"])
@pytest.mark.parametrize("person", ["shopper", "staff", None])
def test_lists_are_for_agents_alone(request, agent, name, person):
    user = request.getfixturevalue(person) if person else None
    assert Browser(user).call("GET", name).status_code == 403


NOTE_CALLS = [("GET", "api-notes"), ("POST", "api-notes"), ("POST", "api-notes-seen"), ("DELETE", "api-note")]


def try_all(browser, conversation, note):
    for method, name in NOTE_CALLS:
        path = [conversation.public_id, *([note.pk] if name == "api-note" else [])]
        data = {"client_id": str(uuid4()), "body": "یک"} if method == "POST" else None
        yield browser.call(method, name, *path, data=data)


def test_the_shopper_of_a_conversation_gets_and_changes_no_note_of_it(agent, colleague):
    own = MessageFactory(conversation__visitor=VisitorFactory(user=colleague)).conversation
    note = add_note(own, agent, uuid4(), "راز")
    # An agent, but here the shopper.
    for answer in try_all(Browser(colleague), own, note):
        assert (answer.status_code, "راز" in answer.content.decode()) == (403, False)
    assert list(Note.objects.all()) == [note]


@pytest.mark.parametrize("person", ["other_shopper", "staff"])
def test_an_outsider_gets_and_changes_no_note(request, conversation, agent, person):
    note = add_note(conversation, agent, uuid4(), "راز")
    for answer in try_all(Browser(request.getfixturevalue(person)), conversation, note):
        assert (answer.status_code, "راز" in answer.content.decode()) == (404, False)
    assert list(Note.objects.all()) == [note]


@pytest.mark.django_db(transaction=True)
async def test_an_agents_socket_is_notified_of_a_note_and_the_shoppers_receives_nothing(agent, monkeypatch):
    # Woken, not found by the look at what changed recently.
    monkeypatch.setattr(hub, "SWEEP_SECONDS", 60)
    key = cookies.new_key()
    made = await in_thread(
        MessageFactory, conversation__visitor=await in_thread(VisitorFactory, key_hash=cookies.hash_key(key))
    )
    shopper, welcome = await following(guest_cookie(key), made.conversation)
    assert "notes" not in welcome["conversation"]
    desk, welcome = await following(await in_thread(session_cookie, agent), made.conversation)
    assert welcome["conversation"]["notes"] == 0
    await in_thread(add_note, made.conversation, agent, uuid4(), "راز")
    state = await desk.receive_frame("state")
    assert state["conversation"]["notes"] == 1
    assert await shopper.receive_nothing(timeout=0.5)
    await shopper.disconnect()
    await desk.disconnect()
