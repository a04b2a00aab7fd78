"""Beside the conversation: what the assistant said, and why."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import translation

from support_plugin import clock
from support_plugin.answers.models import ArticleVersion
from support_plugin.chat.side_panel.registry import Subject, read_sections
from support_plugin.desk.answers.sections import AssistantSection

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("articles")]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def read(thread, reader):
    """Return the rows; None where there is no section."""
    found = {section.name: section for section in read_sections(Subject(thread.conversation, reader))}
    return found["assistant"].contents.rows if "assistant" in found else None


def version_of(key, language="fa"):
    return ArticleVersion.objects.get(article_key=key, language=language)


def test_each_turn_is_shown_with_question_outcome_and_hits(thread, agent):
    quoted, other = version_of("shipping-cost"), version_of("refund-time")
    hits = [["shipping-cost", 0.9, quoted.pk], ["refund-time", 0.25, other.pk]]
    thread.ask("هزینهٔ ارسال چقدره؟")
    thread.assist(version=quoted, explanation={"hits": hits}, solved=True)
    main, first, second = read(thread, agent)
    assert (main.value, main.is_main) == ("هزینهٔ ارسال چقدره؟", True)
    assert main.detail == "answered with an article · the shopper said that this was it"
    assert (first.label, first.value) == ("Quoted", quoted.question)
    assert (second.label, second.value, second.detail) == ("Found too", other.question, "likeness: 25%")
    assert main.data["hits"][1] == {"article": "refund-time", "score": 0.25, "version": other.pk}


def test_only_who_may_see_articles_is_led_to_their_versions(thread, agent):
    quoted = version_of("shipping-cost")
    thread.ask("هزینهٔ ارسال چقدره؟")
    thread.assist(version=quoted)
    assert [row.url for row in read(thread, agent)] == ["", ""]
    agent.user_permissions.add(Permission.objects.get(codename="view_article"))
    agent = type(agent).objects.get(pk=agent.pk)
    page = reverse("admin:support_plugin_articleversion_change", args=[quoted.pk])
    assert [row.url for row in read(thread, agent)] == ["", page]


def test_a_skill_is_shown_with_its_explanation(thread, agent):
    thread.ask("هزینهٔ ارسال این سبد؟")
    thread.assist(outcome="skill", skill="shipping", explanation={"skill": {"destination": "شیراز"}})
    row = read(thread, agent)[1]
    assert (row.label, row.value) == ("Facts of the shop", "shipping")
    assert "شیراز" in row.detail


def test_a_handover_says_why_and_a_wrong_answer_who_said_so(thread, agent):
    thread.ask("آدم می‌خوام")
    thread.assist(outcome="handover", reason="wanted")
    thread.ask("هزینه؟")
    turn = thread.assist()
    turn.wrong_by, turn.wrong_note = agent, "رایگان نیست"
    turn.wrong_at = clock.now()
    turn.save()
    newest, oldest = read(thread, agent)
    assert "said that this is wrong" in newest.detail
    assert "رایگان نیست" in newest.detail
    assert oldest.detail == "handed over · the shopper asked for a person"


def test_the_newest_ten_in_few_statements(thread, agent, django_assert_max_num_queries):
    versions = list(ArticleVersion.objects.all())
    for number in range(12):
        thread.ask(f"سؤال {number}")
        version = versions[number]
        thread.assist(version=version, explanation={"hits": [[version.article_key, 0.5, version.pk]]})
    agent.has_perm("")  # rights are read once a request
    with django_assert_max_num_queries(3):
        rows = AssistantSection().load(Subject(thread.conversation, agent)).rows
    assert [row.value for row in rows if row.is_main] == [f"سؤال {number}" for number in range(11, 1, -1)]


def test_where_the_assistant_never_answered_there_is_no_section_and_no_statement(
    thread, agent, django_assert_num_queries
):
    with django_assert_num_queries(0):
        assert AssistantSection().load(Subject(thread.conversation, agent)) is None


@pytest.mark.parametrize(
    "explanation",
    [{}, {"hits": [["a"]]}, {"hits": [[1, "x", None]]}, {"hits": [["gone", 0.4, 999]]}, {"hits": "no"}],
    ids=["empty", "short", "odd", "gone", "text"],
)
def test_whatever_is_stored_the_section_is_shown(thread, agent, explanation):
    thread.ask("؟")
    thread.assist(explanation=explanation)
    assert read(thread, agent)[0].is_main
