"""What the admin sees of unanswered questions: counted, masked, and of one person alone not quoted."""

from datetime import timedelta

import pytest

from support_plugin import clock
from support_plugin.answers.assistant.models import AssistantTurn
from support_plugin.answers.models import Article
from support_plugin.answers.unanswered import queries
from support_plugin.answers.unanswered.flows import draft_of_group
from support_plugin.answers.unanswered.queries import unanswered_report
from support_plugin.errors import Refused
from tests.desk.answers.conftest import Thread

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("articles")]
WRAP = ("کادوپیچی هم می‌کنید؟", "برام کادوپیچی می‌کنید", "کادوپیچی دارید؟")


def ask(words, outcome="handover", reason="unknown", days=0, **fields):
    """Let somebody new ask, and the assistant not answer."""
    thread = Thread(language="fa")
    thread.ask(words)
    turn = thread.assist(outcome=outcome, reason=reason if outcome == "handover" else "", **fields)
    AssistantTurn.objects.filter(pk=turn.pk).update(created_at=clock.now() - timedelta(days=days))
    return thread, turn


def groups():
    return unanswered_report().groups


def test_what_several_people_asked_is_one_group_with_quotes():
    for words in WRAP:
        ask(words)
    (group,) = groups()
    assert (group.times, group.people, group.last_week, group.language) == (3, 3, 3, "fa")
    assert set(group.quotes) <= set(WRAP)
    assert len(group.quotes) == 3


def test_what_one_person_alone_asked_is_not_quoted_and_not_drafted():
    thread, turn = ask(WRAP[0])
    thread.ask(WRAP[1])
    thread.assist(outcome="handover", reason="unknown")
    (group,) = groups()
    assert (group.times, group.people, group.quotes) == (2, 1, ())
    with pytest.raises(Refused):
        draft_of_group(turn.pk)
    assert not Article.objects.filter(key__startswith="draft").exists()


def test_personal_data_is_hidden_in_quotes_and_stands_in_no_draft():
    ask("کادوپیچی می‌کنید؟ شماره‌ام ۰۹۱۲ ۳۴۵ ۶۷۸۹")
    _thread, turn = ask("کادوپیچی می‌کنید؟ sara@example.com")
    ask("کادوپیچی می‌کنید؟")
    (group,) = groups()
    shown = " ".join(group.quotes)
    assert [part for part in ("۰۹۱۲", "sara") if part in shown] == []
    assert "•••" in shown
    article, _is_new = draft_of_group(turn.pk)
    text = article.texts.get()
    assert (text.question, text.also, text.answer) == ("کادوپیچی می‌کنید؟", "", "")


@pytest.mark.parametrize(
    ("fields", "is_counted"),
    [
        ({}, True),
        ({"reason": "not_it"}, True),
        ({"reason": "wanted"}, False),
        ({"reason": "failed"}, False),
        ({"outcome": "asked"}, True),
        ({"outcome": "asked", "solved": True}, False),
        ({"outcome": "article"}, False),
        ({"outcome": "article", "solved": False}, True),
        ({"outcome": "skill", "solved": False}, True),
        ({"outcome": "talk"}, False),
        ({"days": 27}, True),
        ({"days": 29}, False),
    ],
    ids=str,
)
def test_only_recent_questions_that_were_not_solved_count_as_unanswered(fields, is_counted):
    ask(WRAP[0], **fields)
    assert bool(groups()) is is_counted


def test_what_was_answered_after_asking_back_is_none_of_it():
    thread, _turn = ask(WRAP[0], outcome="asked")
    thread.ask("کادوپیچی")
    thread.assist(outcome="article")
    assert groups() == ()


def test_a_no_is_counted_with_the_question_that_it_was_about():
    for words in WRAP[:2]:
        thread, _turn = ask(words, outcome="article", solved=False)
        thread.ask("نه، دربارهٔ ارسال سفارش نبود")
        thread.assist(outcome="handover", reason="not_it")
    (group,) = groups()
    assert (group.times, group.people) == (2, 2)
    assert set(group.quotes) == set(WRAP[:2])


def test_what_no_shop_is_asked_is_left_out():
    for words in ("هوای فردا تهران چطوره", "هوا فردا چطوره"):
        ask(words)
    assert groups() == ()


def test_deleted_words_are_gone():
    thread, _turn = ask(WRAP[0])
    thread.conversation.messages.update(body="")
    assert groups() == ()


def test_the_trend_compares_the_last_week_with_all_four():
    for days in (1, 2, 3, 20):
        ask(WRAP[0], days=days)
    assert groups()[0].trend == 1
    AssistantTurn.objects.update(created_at=clock.now() - timedelta(days=20))
    assert groups()[0].trend == -1


def test_the_article_that_came_nearest_is_named():
    ask(WRAP[0], explanation={"hits": [["shipping-cost", 0.2, 1]]})
    assert groups()[0].nearest == "shipping-cost"


def test_drafting_twice_makes_one_also_when_more_have_asked():
    turns = [ask(words)[1] for words in WRAP]
    first, is_new = draft_of_group(turns[1].pk)
    assert is_new
    text = first.texts.get()
    assert (text.language, first.published_from) == ("fa", None)
    assert {text.question, *text.wordings} == set(WRAP)
    # The oldest turn, by which the group was known, is older than four weeks now.
    AssistantTurn.objects.filter(pk=turns[0].pk).update(created_at=clock.now() - timedelta(days=40))
    ask(WRAP[0])
    assert draft_of_group(turns[1].pk) == (first, False)
    assert groups()[0].draft == first


def test_the_group_shows_its_draft():
    turns = [ask(words)[1] for words in WRAP]
    article, _is_new = draft_of_group(turns[1].pk)
    assert groups()[0].draft == article
    assert draft_of_group(turns[2].pk) == (article, False)


def test_however_many_there_are_the_statements_are_few(django_assert_max_num_queries):
    for number in range(12):
        ask(f"{WRAP[number % 3]} {number}")
    unanswered_report()
    with django_assert_max_num_queries(5):
        unanswered_report()


def test_only_so_many_are_looked_at(monkeypatch):
    for words in WRAP:
        ask(words)
    monkeypatch.setattr(queries, "MOST_TURNS", 2)
    report = unanswered_report()
    assert (report.turns, report.is_cut) == (2, True)
    assert report.groups[0].times == 2


def test_where_the_older_ones_are_left_out_there_is_no_trend(monkeypatch):
    for days in (1, 2, 3, 4, 20):
        ask(WRAP[0], days=days)
    assert groups()[0].trend == 1
    monkeypatch.setattr(queries, "MOST_TURNS", 4)
    assert groups()[0].trend == 0
