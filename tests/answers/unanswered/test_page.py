"""The admin's page of unanswered questions."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from support_plugin.answers.models import Article
from tests.answers.unanswered.test_queries import WRAP, ask
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("articles")]


@pytest.fixture
def editor(client):
    """A browser of staff who may see articles and turns, and add articles."""

    def login(*rights):
        user = make_user("editor@example.com", rights, is_staff=True)
        client.force_login(user)
        return client

    return login


def page():
    return reverse("admin:support_plugin_unanswered")


ALL = ("view_article", "view_assistantturn", "add_article", "change_article")


def test_it_shows_groups_and_one_click_makes_a_draft(editor):
    browser = editor(*ALL)
    turns = [ask(words)[1] for words in WRAP]
    shown = browser.get(page())
    assert WRAP[0] in shown.content.decode()
    answer = browser.post(page(), {"group": turns[0].pk})
    article = Article.objects.get(drafted_from__startswith="unanswered")
    assert answer.url == reverse("admin:support_plugin_article_change", args=[article.pk])
    assert browser.get(answer.url).status_code == 200
    assert answer.url in browser.get(page()).content.decode()


@pytest.mark.parametrize("rights", [ALL[:1], ALL[1:2], ()], ids=["articles", "turns", "none"])
def test_both_rights_are_needed(editor, rights):
    browser = editor(*rights)
    assert browser.get(page()).status_code == 403
    assert browser.post(page(), {"group": 1}).status_code == 403


def test_who_may_not_add_articles_drafts_none(editor):
    browser = editor(*ALL[:2])
    turns = [ask(words)[1] for words in WRAP]
    assert b"<form method" not in browser.get(page()).content.split(b'<div id="content"')[1]
    assert browser.post(page(), {"group": turns[0].pk}).status_code == 403
    assert not Article.objects.exclude(drafted_from="").exists()


@pytest.mark.parametrize("group", ["", "x", "999999", "-1", "²"])
def test_a_group_that_is_gone_is_reported(editor, group):
    browser = editor(*ALL)
    answer = browser.post(page(), {"group": group}, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert not Article.objects.exclude(drafted_from="").exists()


def test_markup_in_a_question_is_shown_as_text(editor):
    for _person in range(2):
        ask(f"<script>x</script> {WRAP[0]}")
    assert b"<script>x" not in editor(*ALL).get(page()).content


def test_strangers_are_sent_to_the_log_in(client):
    assert client.get(page()).status_code == 302


def test_the_list_of_articles_leads_there_and_filters_drafts(editor):
    browser = editor(*ALL)
    for words in WRAP:
        ask(words)
    shown = browser.get(reverse("admin:support_plugin_article_changelist")).content.decode()
    assert page() in shown
    assert reverse("admin:support_plugin_try_out") in shown
    draft = Article.objects.create(key="draft-x", drafted_from="message:x:1")
    found = browser.get(reverse("admin:support_plugin_article_changelist") + "?state=to-approve")
    assert list(found.context["cl"].queryset) == [draft]


@pytest.mark.parametrize(
    ("answer", "is_hinted"), [("سفارش ۱۲۳۴۵۶۷", True), ("بله", False)], ids=["yes", "no"]
)
def test_a_draft_with_personal_data_says_so(editor, answer, is_hinted):
    draft = Article.objects.create(key="draft-x", drafted_from="message:x:1")
    draft.texts.create(language="fa", question="کی می‌رسه؟", answer=answer)
    shown = editor(*ALL).get(reverse("admin:support_plugin_article_change", args=[draft.pk]))
    assert bool(shown.context["holds_personal_data"]) is is_hinted


def test_the_permissions_are_there(db):
    names = set(Permission.objects.values_list("codename", flat=True))
    assert {"view_assistantturn", "change_article"} <= names
