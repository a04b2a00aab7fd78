"""What the assistant says to what, and what becomes of the conversation."""

from uuid import uuid4

import pytest
from django.utils import translation

from support_plugin import clock
from support_plugin.answers.assistant import due_answers, handing_over, questions, words
from support_plugin.answers.assistant.models import AssistantTurn
from support_plugin.answers.models import Category
from support_plugin.answers.retrieval.index import Index
from support_plugin.chat.assignment.flows import take_conversation
from support_plugin.chat.flows import send_message, start_conversation
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.notes.models import Note
from support_plugin.chat.team.assistant import assistant_words, person_words
from support_plugin.chat.team.models import Department
from support_plugin.preferences.queries import get_preferences
from tests.answers.assistant.conftest import Talk

pytestmark = [pytest.mark.django_db, pytest.mark.any_database, pytest.mark.usefixtures("at_once")]
Outcome, Reason = AssistantTurn.Outcome, AssistantTurn.Reason
UNKNOWN = "آیا می‌توانم با قسطی پنج‌ساله کشتی بخرم؟"


def in_language(words_of, language="fa"):
    with translation.override(language):
        return str(words_of())


def test_before_its_first_answer_it_says_that_it_is_a_program_once():
    talk = Talk()
    first = talk.say("رمزم یادم رفته")
    with translation.override("fa"):
        assert first[0].body == words.introduction(get_preferences().name)
    assert first[0].assistant == Message.Assistant.ANSWER
    assert first[0].card is None
    assert first[1].card["kind"] == "article"
    assert [message.card is None for message in talk.say("هزینه ارسال چقدر است؟")] == [False]


@pytest.mark.parametrize(
    ("language", "question", "words_of_answer"),
    [
        ("fa", "رمز عبورم را فراموش کرده‌ام", "روی فراموشی رمز بزنید"),
        ("ar", "نسيت كلمة المرور", "استعادة كلمة المرور"),
        ("en", "I forgot my password", "password reset"),
    ],
    ids=["fa", "ar", "en"],
)
def test_a_sure_answer_is_the_articles_own_words_with_its_version(language, question, words_of_answer):
    *_intro, answer = Talk(language).say(question)
    assert words_of_answer in answer.body
    turn = AssistantTurn.objects.get()
    assert (turn.outcome, turn.version_id) == (Outcome.ARTICLE, answer.card["data"]["version"])
    assert turn.version.article_key == "lost-password"
    assert list(answer.choices) == [
        in_language(one, language) for one in (words.that_was_it, words.not_it, person_words)
    ]


def test_while_it_answers_nobody_waits_and_nothing_is_due():
    talk = Talk()
    talk.say("رمزم یادم رفته")
    row = talk.row
    assert (row.waiting_since, row.queue_at, row.assistant_due_at) == (None, None, None)
    assert row.assistant == Conversation.Assistant.ON


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_a_person_is_there_for_whoever_presses_that_first(language):
    talk = Talk(language)
    *_intro, last = talk.say(in_language(person_words, language))
    row = talk.row
    assert last.assistant == Message.Assistant.HANDOVER
    assert row.assistant == Conversation.Assistant.OFF
    assert row.waiting_since is not None
    assert row.queue_at is not None
    assert AssistantTurn.objects.get().reason == Reason.WANTED


def test_whoever_is_handed_over_waits_since_they_asked_and_agents_find_a_summary():
    talk = Talk()
    talk.say("رمزم یادم رفته")
    talk.say(UNKNOWN)
    row, asked = talk.row, Message.objects.get(body=UNKNOWN)
    assert row.waiting_since == asked.created_at
    note = Note.objects.get()
    assert note.author is None
    assert UNKNOWN in note.body
    assert "رمز عبورم را فراموش کرده‌ام" in note.body
    assert row.notes_version == 1


def test_the_summary_for_whoever_calls_a_person_has_what_they_asked_before():
    talk = Talk()
    talk.say("رمزم یادم رفته")
    talk.say(in_language(person_words))
    assert "رمزم یادم رفته" in Note.objects.get().body


def test_hours_in_a_hand_over_are_those_for_stored_messages(monkeypatch):
    hours = "Back tomorrow at 9 (Iran Time)"
    monkeypatch.setattr(handing_over, "stored_away_text", lambda department: hours)
    assert hours in Talk().say(in_language(person_words))[-1].body.splitlines()


def test_after_a_hand_over_it_is_silent_until_it_is_asked():
    talk = Talk()
    talk.say(in_language(person_words))
    waiting = talk.row.waiting_since
    assert [message.assistant for message in talk.say(in_language(assistant_words))] == ["answer"]
    talk.say(in_language(person_words))
    assert talk.say("رمزم یادم رفته") == []
    # What was asked in between is what it answers.
    *_rest, answer = talk.say(in_language(assistant_words))
    assert answer.card["data"]["article"] == "lost-password"
    # Whoever waits for people, waits on.
    assert talk.row.waiting_since == waiting


def test_what_was_asked_long_before_it_was_called_is_not_late():
    talk = Talk()
    talk.say(in_language(person_words))
    talk.say("رمزم یادم رفته")
    Message.objects.update(created_at=clock.now() - due_answers.PATIENCE * 3)
    *_rest, answer = talk.say(in_language(assistant_words))
    assert answer.card["data"]["article"] == "lost-password"


def test_an_agent_who_takes_it_silences_it(agent):
    talk = Talk()
    talk.say("رمزم یادم رفته")
    take_conversation(talk.conversation, agent)
    assert talk.row.assistant == Conversation.Assistant.OFF
    assert talk.say("هزینه ارسال چقدر است؟") == []
    assert talk.row.waiting_since is not None
    # With an agent at hand nobody calls the program in between.
    assert talk.say(in_language(assistant_words)) == []


def test_an_agents_answer_silences_it(agent):
    talk = Talk()
    talk.say("رمزم یادم رفته")
    send_message(talk.conversation, Message.Sender.AGENT, uuid4(), "سلام", agent)
    assert talk.row.assistant == Conversation.Assistant.OFF
    assert talk.say("هزینه ارسال چقدر است؟") == []


def test_that_was_it_is_noted_and_ends_no_conversation():
    talk = Talk()
    talk.say("رمزم یادم رفته")
    talk.say(in_language(words.that_was_it))
    first, second = AssistantTurn.objects.order_by("pk")
    assert (first.solved, second.outcome) == (True, Outcome.TALK)
    assert talk.row.assistant == Conversation.Assistant.ON
    assert talk.row.waiting_since is None


def test_not_it_offers_others_once_and_then_people_answer():
    talk = Talk()
    talk.say("رمزم یادم رفته")
    said = talk.say(in_language(words.not_it))
    turns = list(AssistantTurn.objects.order_by("pk"))
    assert turns[0].solved is False
    if turns[1].outcome == Outcome.ASKED:
        assert turns[0].version.question not in said[-1].choices
        talk.say(in_language(words.none_of_these))
    assert AssistantTurn.objects.latest("pk").reason == Reason.NOT_IT
    assert talk.row.waiting_since is not None


def test_a_question_that_was_offered_is_answered_by_its_words():
    talk = Talk("en")
    talk.say("hello")
    AssistantTurn.objects.update(
        outcome=Outcome.ASKED, explanation={"offered": [["When do I get my refund?", "refund-time"]]}
    )
    *_rest, answer = talk.say("When do I get my refund?")
    assert answer.card["data"]["article"] == "refund-time"


def test_what_it_does_not_know_goes_to_the_categorys_department():
    department = Department.objects.create(name="Returns")
    Category.objects.create(key="money", department=department)
    talk = Talk("en")
    talk.say("hello")
    AssistantTurn.objects.update(explanation={"hits": [["refund-time", 0.4, 1]]})
    from support_plugin.answers.models import Article

    Article.objects.filter(key="refund-time").update(category=Category.objects.get())
    talk.say(in_language(person_words, "en"))
    assert talk.row.department == department


@pytest.mark.parametrize("text", ["😀😀", "؟؟؟", "…"], ids=["emoji", "marks", "dots"])
def test_a_message_without_words_is_asked_about_and_then_handed_over(text):
    talk = Talk()
    talk.say(text)
    for _time in range(3):
        talk.say(text)
    assert talk.row.assistant == Conversation.Assistant.OFF
    assert AssistantTurn.objects.filter(outcome=Outcome.HANDOVER).count() == 1


def test_four_thousand_letters_are_read():
    talk = Talk()
    talk.say("هزینهٔ ارسال چقدر است؟ " * 170)
    assert AssistantTurn.objects.count() == 1


def test_another_language_than_the_pages_is_answered_in_its_own():
    *_rest, answer = Talk("en").say("نسيت كلمة المرور وأريد تسجيل الدخول")
    assert "كلمة المرور" in answer.body


def test_what_a_question_is_about_is_read_once(monkeypatch):
    read = []
    understand = questions.understand
    monkeypatch.setattr(questions, "understand", lambda *args: read.append(args) or understand(*args))
    monkeypatch.setattr("support_plugin.answers.skills.registry.understand", None)
    assert Talk().say("سلام")[-1].body == in_language(words.greeting)
    assert read == [("سلام", "fa")]


def test_a_questions_words_are_read_once_in_a_turn(monkeypatch):
    read = []
    read_question = Index.read_question
    monkeypatch.setattr(
        Index, "read_question", lambda index, text: read.append(text) or read_question(index, text)
    )
    talk = Talk()
    talk.say("رمزم یادم رفته")
    assert read == ["رمزم یادم رفته"]


def test_what_fails_is_handed_over(monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr("support_plugin.answers.assistant.deciding.search", fail)
    talk = Talk()
    *_rest, last = talk.say("رمزم یادم رفته")
    assert last.assistant == Message.Assistant.HANDOVER
    assert talk.row.waiting_since is not None
    assert AssistantTurn.objects.get().reason == Reason.FAILED
    assert "can't answer" in caplog.text


def test_deleting_what_was_said_deletes_what_was_made_of_it(shopper):
    from support_plugin.chat.erasing import delete_conversation

    talk = Talk()
    talk.say("رمزم یادم رفته")
    delete_conversation(talk.row, Message.Sender.SHOPPER)
    assert not AssistantTurn.objects.exists()


def test_while_it_is_off_nothing_is_different(prefer):
    prefer(answers_enabled=False, assistant_mode="first")
    talk = Talk()
    assert talk.say("رمزم یادم رفته") == []
    assert (talk.row.assistant, talk.row.assistant_due_at) == ("", None)
    assert talk.row.waiting_since is not None


def test_switched_off_meanwhile_people_answer(prefer):
    talk = Talk()
    talk.say("رمزم یادم رفته")
    prefer(answers_enabled=True, assistant_mode="off")
    talk.say("هزینه ارسال چقدر است؟")
    assert talk.row.waiting_since is not None
    assert talk.row.assistant == Conversation.Assistant.OFF


def test_where_somebody_is_there_it_is_silent_if_the_admin_wants_that(prefer, agent):
    from django.utils import timezone

    from support_plugin import cache
    from support_plugin.chat.team.models import Agent

    prefer(answers_enabled=True, assistant_mode="nobody_there")
    assert Talk().say("رمزم یادم رفته")
    Agent.objects.update_or_create(
        user=agent, defaults={"on_duty_until": timezone.now() + timezone.timedelta(hours=1)}
    )
    cache.clear()
    assert Talk().say("رمزم یادم رفته") == []


def test_a_prompts_reply_is_answered_too(assistant):
    from support_plugin.chat.flows import Origin, ShopLine, begin_conversation
    from tests.factories import VisitorFactory

    with translation.override("fa"):
        conversation, reply = begin_conversation(
            VisitorFactory(),
            uuid4(),
            [ShopLine("کمکی لازم دارید؟")],
            language="fa",
            origin=Origin("prompt:1"),
            reply="رمزم یادم رفته",
        )
    said = Message.objects.filter(conversation=conversation, seq__gt=reply.seq)
    assert [message.assistant for message in said] == ["answer", "answer"]


def test_start_again_stores_no_second_question(assistant):
    talk = Talk()
    key = uuid4()
    with translation.override("fa"):
        for _time in range(2):
            start_conversation(talk.visitor, key, "رمزم یادم رفته")
    assert AssistantTurn.objects.count() == 1
    assert Message.objects.filter(assistant="answer").count() == 2
