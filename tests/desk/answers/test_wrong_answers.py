"""“This answer is wrong”, at a message of the assistant's."""

import pytest
from django.urls import reverse
from django.utils import translation

from support_plugin.answers.assistant.models import AssistantTurn
from support_plugin.answers.assistant.reviews import mark_wrong
from tests.chat.helpers import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("answers_on")]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def mark(browser, thread, seq, **data):
    return browser.call("POST", "api-answer-wrong", thread.conversation.public_id, seq, data=data)


@pytest.fixture
def turn(thread):
    thread.ask("هزینهٔ ارسال چقدره؟")
    return thread.assist("رایگان است")


def test_it_is_stored_with_who_said_so_and_why(desk, agent, thread, turn):
    answer = mark(desk, thread, turn.answer_seq, note="  رایگان نیست\0 ")
    assert answer.status_code == 200, answer.content.decode()
    turn.refresh_from_db()
    assert (turn.wrong_by, turn.wrong_note) == (agent, "رایگان نیست")
    assert turn.wrong_at is not None
    assert answer.json() | {"at": ""} == {
        "seq": turn.answer_seq, "by": "سارا کریمی", "is_own": True, "at": "", "note": "رایگان نیست",
    }  # fmt: skip


def test_a_second_agent_sees_who_said_so_first(desk, agent, colleague, thread, turn):
    mark(desk, thread, turn.answer_seq, note="رایگان نیست")
    first = AssistantTurn.objects.values().get()
    answer = mark(Browser(colleague), thread, turn.answer_seq, note="من هم")
    assert (answer.status_code, answer.json()["by"], answer.json()["is_own"]) == (200, "سارا کریمی", False)
    assert AssistantTurn.objects.values().get() == first


def test_of_two_at_once_one_is_the_first(agent, colleague, thread, turn, monkeypatch):
    """The second has read the turn before the first one stored: the update itself looks again."""
    from support_plugin.answers.assistant import reviews

    find = reviews.turn_of

    def find_then_lose(*arguments):
        found = find(*arguments)
        monkeypatch.setattr(reviews, "turn_of", find)
        mark_wrong(thread.conversation, turn.answer_seq, colleague, "اول")
        return found

    monkeypatch.setattr(reviews, "turn_of", find_then_lose)
    assert mark_wrong(thread.conversation, turn.answer_seq, agent, "دوم").wrong_by == colleague
    assert AssistantTurn.objects.get().wrong_note == "اول"


def test_the_second_message_of_an_answer_belongs_to_the_same_turn(desk, thread, turn):
    later = thread._add(sender="system", body="لینک", assistant="answer")
    assert mark(desk, thread, later).json()["seq"] == turn.answer_seq


def test_only_the_assistants_answers_can_be_wrong(desk, thread, turn):
    reply = thread.reply("پنجاه هزار تومان")
    handed = thread.assist(outcome="handover").answer_seq
    for seq in (turn.question_seq, reply, handed, 99):
        assert mark(desk, thread, seq).status_code == 404
    assert not AssistantTurn.objects.exclude(wrong_at=None).exists()


@pytest.mark.parametrize("note", [None, 7, ["x"], "x" * 5000], ids=["none", "number", "list", "long"])
def test_any_note_is_taken_as_far_as_it_is_a_text(desk, thread, turn, note):
    assert mark(desk, thread, turn.answer_seq, note=note).status_code == 200
    turn.refresh_from_db()
    assert turn.wrong_note == ("x" * 1000 if isinstance(note, str) else "")


def test_the_desk_is_shown_which_are_wrong(desk, thread, turn):
    mark(desk, thread, turn.answer_seq, note="<b>نه</b>")
    found = desk.call("GET", "api-suggested-answers", thread.conversation.public_id).json()["wrong"]
    assert [(one["seq"], one["note"]) for one in found] == [(turn.answer_seq, "<b>نه</b>")]
    page = desk.get(reverse("support_plugin:desk-conversation", args=[thread.conversation.public_id]))
    assert "&lt;b&gt;نه&lt;/b&gt;" in page.content.decode()


def test_the_page_without_scripts_marks_it(desk, thread, turn):
    url = reverse("support_plugin:desk-answer-wrong", args=[thread.conversation.public_id, turn.answer_seq])
    data = {"csrfmiddlewaretoken": desk.session_json["csrf_token"], "note": "نه"}
    page = desk.post(url, data, follow=True).content.decode()
    assert "said that this is wrong" in page
    turn.refresh_from_db()
    assert turn.wrong_note == "نه"


def test_no_outsider_marks_anything(thread, turn, other_shopper, staff):
    for user in (other_shopper, staff):
        assert mark(Browser(user), thread, turn.answer_seq).status_code == 404
    turn.refresh_from_db()
    assert turn.wrong_at is None
