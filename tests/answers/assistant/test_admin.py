"""The assistant's answers in Django admin: read only, with figures that count no silence as solved."""

from datetime import timedelta

import pytest
from django.urls import reverse

from support_plugin import clock
from support_plugin.answers.assistant.figures import Figures, read_figures
from support_plugin.answers.assistant.models import AssistantTurn
from support_plugin.answers.models import Article, ArticleVersion
from tests.desk.answers.conftest import Thread
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("articles")]
LIST = "admin:support_plugin_assistantturn_changelist"
PAGE = "admin:support_plugin_assistantturn_change"


def quoted():
    return ArticleVersion.objects.get(article_key="shipping-cost", language="fa")


def answered(thread=None, **fields):
    thread = thread or Thread()
    thread.ask("هزینه؟")
    return thread.assist(**{"version": quoted(), **fields})


def shown(browser, **query):
    return list(browser.get(reverse(LIST), query).context["cl"].queryset)


def test_turns_can_only_be_read(admin_client):
    turn = answered()
    page = reverse(PAGE, args=[turn.pk])
    assert admin_client.get(page).status_code == 200
    assert admin_client.post(page, {"solved": "true"}).status_code == 403
    assert admin_client.get(reverse("admin:support_plugin_assistantturn_add")).status_code == 403
    assert (
        admin_client.post(reverse("admin:support_plugin_assistantturn_delete", args=[turn.pk])).status_code
        == 403
    )


def test_no_word_of_the_shoppers_is_on_the_list(admin_client):
    thread = Thread()
    thread.ask("راز من")
    thread.assist()
    assert "راز من" not in admin_client.get(reverse(LIST)).content.decode()


def test_they_are_filtered(admin_client):
    good, bad = answered(solved=True), answered(outcome="skill", skill="shipping")
    AssistantTurn.objects.filter(pk=bad.pk).update(wrong_at=clock.now())
    for query, found in (
        ({"outcome__exact": "article"}, [good]),
        ({"solved__exact": "1"}, [good]),
        ({"wrong": "yes"}, [bad]),
        ({"wrong": "no"}, [good]),
        ({"skill": "shipping"}, [bad]),
        ({"article": "shipping-cost"}, [bad, good]),
        ({"article": "other"}, []),
    ):
        assert shown(admin_client, **query) == found, query


def test_the_conversation_is_linked_for_agents_alone(client):
    turn = answered()
    desk = reverse("support_plugin:desk-conversation", args=[turn.conversation.public_id])
    client.force_login(make_user("reader@example.com", ("view_assistantturn",), is_staff=True))
    for page in (reverse(LIST), reverse(PAGE, args=[turn.pk])):
        assert desk not in client.get(page).content.decode()
    rights = ("view_assistantturn", "answer_conversation")
    client.force_login(make_user("agent@example.com", rights, is_staff=True))
    for page in (reverse(LIST), reverse(PAGE, args=[turn.pk])):
        assert desk in client.get(page).content.decode()


def test_an_article_shows_how_often_its_answers_were_said_to_be_wrong(admin_client):
    for _time in range(2):
        AssistantTurn.objects.filter(pk=answered().pk).update(wrong_at=clock.now())
    answered()
    article = Article.objects.get(key="shipping-cost")
    link = reverse(LIST) + "?wrong=yes&amp;article=shipping-cost"
    listed = admin_client.get(reverse("admin:support_plugin_article_changelist"))
    assert {row.key: row.times_wrong for row in listed.context["cl"].result_list}["shipping-cost"] == 2
    assert link in listed.content.decode()
    assert (
        link
        in admin_client.get(
            reverse("admin:support_plugin_article_change", args=[article.pk])
        ).content.decode()
    )
    other = Article.objects.get(key="refund-time")
    assert (
        "wrong=yes"
        not in admin_client.get(
            reverse("admin:support_plugin_article_change", args=[other.pk])
        ).content.decode()
    )


def test_who_may_not_see_turns_sees_no_count(client):
    AssistantTurn.objects.filter(pk=answered().pk).update(wrong_at=clock.now())
    client.force_login(make_user("reader@example.com", ("view_article",), is_staff=True))
    assert "wrong=yes" not in client.get(reverse("admin:support_plugin_article_changelist")).content.decode()


def test_silence_is_not_counted_as_solved():
    for _time in range(3):
        answered()
    answered(solved=True)
    answered(solved=False)
    assert read_figures() == Figures(answered=5, confirmed=1, denied=1, came_back=0, handed_over=0, wrong=0)


def test_who_asks_again_within_72_hours_came_back():
    for hours in (1, 71, 73):
        thread = Thread()
        first = answered(thread)
        answered(thread)
        AssistantTurn.objects.filter(pk=first.pk).update(created_at=clock.now() - timedelta(hours=hours))
    assert read_figures().came_back == 2


def test_whoever_said_that_this_was_it_did_not_come_back():
    thread = Thread()
    answered(thread, solved=True)
    answered(thread)
    assert read_figures().came_back == 0


def test_thanks_are_no_coming_back_and_wanting_a_person_is():
    thanks, person = Thread(), Thread()
    answered(thanks)
    answered(thanks, outcome="talk", version=None)
    answered(person)
    answered(person, outcome="handover", reason="wanted", version=None)
    found = read_figures()
    assert (found.came_back, found.handed_over) == (1, 1)


def test_the_figures_stand_above_the_list(admin_client, django_assert_num_queries):
    answered(solved=True)
    page = admin_client.get(reverse(LIST))
    assert page.context["figures"].confirmed == 1
    with django_assert_num_queries(1):
        read_figures()
