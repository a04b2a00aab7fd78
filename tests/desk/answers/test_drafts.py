"""“Make an article of this”: a draft of an agent's answer, for somebody to approve."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import translation

from support_plugin import clock
from support_plugin.answers.models import Article, ArticleVersion
from support_plugin.answers.queries import published
from support_plugin.chat.erasing import delete_conversation
from tests.chat.helpers import Browser
from tests.desk.answers.conftest import Thread

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("answers_on")]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def draft(browser, thread, seq):
    return browser.call("POST", "api-answer-draft", thread.conversation.public_id, seq)


def test_the_question_is_the_shoppers_need_and_the_answer_the_agents_words(desk, agent):
    thread = Thread(language="ar")
    thread.ask("هل تغلفون الهدايا؟")
    answer = draft(desk, thread, thread.reply("نعم، مجانًا.", agent))
    assert answer.status_code == 201, answer.content.decode()
    article = Article.objects.get(key=answer.json()["article"])
    text = article.texts.get()
    assert (text.language, text.question, text.answer) == ("ar", "هل تغلفون الهدايا؟", "نعم، مجانًا.")
    assert article.published_from is None
    assert not published().filter(pk=article.pk).exists()


def test_pressed_twice_it_is_one_draft_and_stays_as_it_was_edited(desk, thread):
    thread.ask("کادو می‌کنید؟")
    seq = thread.reply("بله")
    assert draft(desk, thread, seq).status_code == 201
    text = Article.objects.get().texts.get()
    text.answer = "بله، رایگان."
    text.save()
    Article.objects.update(key="gift-wrap")
    again = draft(desk, thread, seq)
    assert (again.status_code, again.json()["article"]) == (200, "gift-wrap")
    assert Article.objects.get().texts.get().answer == "بله، رایگان."


def test_an_agent_without_the_right_reads_that_somebody_has_to_approve_it(desk, thread):
    thread.ask("کادو می‌کنید؟")
    body = draft(desk, thread, thread.reply("بله")).json()
    assert body["url"] is None
    assert "somebody who may change help articles has approved it" in body["detail"]
    assert Article.objects.count() == 1


def test_who_may_change_articles_is_led_to_it(agent, thread):
    agent.user_permissions.add(Permission.objects.get(codename="change_article"))
    thread.ask("کادو می‌کنید؟")
    body = draft(Browser(agent), thread, thread.reply("بله")).json()
    article = Article.objects.get()
    assert body["url"] == reverse("admin:support_plugin_article_change", args=[article.pk])
    assert "date of publication" in body["detail"]


@pytest.mark.parametrize(
    ("words", "is_personal"),
    [
        ("سفارش شما ۱۲۳۴۵۶۷ فردا می‌رسد", True),
        ("به sara@example.com فرستادم", True),
        ("هزینه ۵۰۰۰۰ تومان است", False),
        ("بله، فردا می‌رسد", False),
    ],
    ids=["order", "email", "amount", "plain"],
)
def test_personal_data_is_hinted_at_and_left_alone(desk, thread, words, is_personal):
    thread.ask("کی می‌رسه؟")
    body = draft(desk, thread, thread.reply(words)).json()
    assert ("personal data" in body["detail"]) is is_personal
    assert Article.objects.get().texts.get().answer == words


def test_only_an_agents_written_answer_makes_one(desk, thread):
    asked = thread.ask("کادو می‌کنید؟")
    said = thread.assist("بله").answer_seq
    for seq in (asked, said, 99):
        assert draft(desk, thread, seq).status_code == 404
    assert not Article.objects.exists()


def test_with_answers_off_there_is_none(desk, thread, prefer):
    prefer(answers_enabled=False)
    thread.ask("کادو می‌کنید؟")
    assert draft(desk, thread, thread.reply("بله")).status_code == 404


def test_the_page_without_scripts_makes_it_and_says_so(desk, thread):
    thread.ask("کادو می‌کنید؟")
    seq = thread.reply("بله")
    page = reverse("support_plugin:desk-conversation", args=[thread.conversation.public_id])
    url = reverse("support_plugin:desk-answer-draft", args=[thread.conversation.public_id, seq])
    assert url in desk.get(page).content.decode()
    answer = desk.post(url, {"csrfmiddlewaretoken": desk.session_json["csrf_token"]}, follow=True)
    assert Article.objects.count() == 1
    assert "A draft was made." in answer.content.decode()


def test_a_draft_goes_with_the_conversation_and_a_published_article_stays(desk, thread):
    thread.ask("کادو می‌کنید؟")
    first, second = thread.reply("بله"), thread.reply("خیلی هم قشنگ")
    draft(desk, thread, first)
    kept = Article.objects.get()
    draft(desk, thread, second)
    Article.objects.filter(pk=kept.pk).update(published_from=clock.now())
    delete_conversation(thread.conversation, "shopper")
    assert list(Article.objects.all()) == [kept]
    assert list(ArticleVersion.objects.values_list("answer", flat=True)) == ["بله"]


def test_no_outsider_makes_one(thread, other_shopper, staff):
    seq = thread.reply("بله")
    for user in (other_shopper, staff):
        assert draft(Browser(user), thread, seq).status_code == 404
    assert not Article.objects.exists()
