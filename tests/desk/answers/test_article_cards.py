"""An agent sends an article as a card: what it shows, to whom, once, and what is refused."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.urls import reverse

from support_plugin.answers.assistant.cards import LONGEST_EXTRACT
from support_plugin.answers.models import Article, ArticleVersion
from support_plugin.chat.models import Conversation, Message
from tests.answers.conftest import add_article
from tests.chat.helpers import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("articles", "answers_on")]

LONG = "این یک جملهٔ درست و حسابی است. " * 100


def version_of(key="shipping-cost", language="fa"):
    return ArticleVersion.objects.filter(article_key=key, language=language).latest("pk")


def send(desk, thread, **fields):
    version = version_of()
    body = {"client_id": str(uuid4()), "article": version.article_key, "version": version.pk, **fields}
    return desk.call("POST", "api-suggested-answers", thread.conversation.public_id, data=body)


def test_the_shopper_gets_the_articles_own_words_as_a_card_of_the_agents(desk, thread, agent):
    thread.ask("پول پیک چقده")
    answer = send(desk, thread)
    assert answer.status_code == 201, answer.content.decode()
    message = answer.json()["message"]
    version = version_of()
    assert (message["sender"], message["card"]["kind"]) == ("agent", "article")
    assert (message["card"]["title"], message["card"]["text"]) == (version.question, version.answer)
    assert message["card"]["link"]["url"].endswith("/shipping-cost/")
    # Where no card is drawn, such as in an e-mail, the same stands in words.
    assert message["body"] == f"{version.question}\n{version.answer}"
    assert Message.objects.get(card__isnull=False).agent == agent


def test_of_a_long_article_the_rest_is_folded_and_nothing_is_lost(desk, thread):
    add_article("long", fa=("چه چیزی طولانی است؟", LONG))
    thread.ask("سلام")
    version = version_of("long")
    card = send(desk, thread, article="long", version=version.pk).json()["message"]["card"]
    assert len(card["text"]) <= LONGEST_EXTRACT
    assert card["text"].endswith(".")
    assert f"{card['text']} {card['more']['text']}" == version.answer.strip()
    assert card["more"]["label"]


def test_without_javascript_the_rest_is_folded_too_and_markup_in_it_is_text(desk):
    add_article("long", fa=("چه چیزی طولانی است؟", f"{LONG}<b>آخر</b>"))
    guest = Browser()
    guest.start("سلام")
    version = version_of("long")
    thread = SimpleNamespace(conversation=Conversation.objects.get())
    assert send(desk, thread, article="long", version=version.pk).status_code == 201
    page = guest.get(reverse("support_plugin:chat")).content.decode()
    folded = page[page.index('<details class="support-card-more">') :]
    assert "&lt;b&gt;آخر&lt;/b&gt;" in folded[: folded.index("</details>")]


def test_a_short_article_has_nothing_folded(desk, thread):
    assert send(desk, thread).json()["message"]["card"]["more"] is None


def test_what_is_sent_twice_is_one_message_also_when_the_article_went_meanwhile(desk, thread):
    name = str(uuid4())
    first = send(desk, thread, client_id=name)
    Article.objects.update(published_from=None)
    assert send(desk, thread, client_id=name).json()["message"]["seq"] == first.json()["message"]["seq"]
    assert Message.objects.filter(card__isnull=False).count() == 1


def test_answers_to_choose_from_go_with_it(desk, thread):
    answer = send(desk, thread, choices=["بله", "نه"])
    assert answer.json()["message"]["choices"] == ["بله", "نه"]


def test_the_version_that_was_suggested_is_quoted_although_the_article_was_changed_since(desk, thread):
    old = version_of()
    text = old.text
    text.answer = "چیز دیگری"
    text.save()
    card = send(desk, thread, version=old.pk).json()["message"]["card"]
    assert card["text"] == old.answer != "چیز دیگری"


def test_a_draft_or_an_ended_article_is_not_sent(desk, thread):
    Article.objects.update(published_from=None)
    assert send(desk, thread).status_code == 404
    assert not Message.objects.filter(card__isnull=False).exists()


def test_with_answers_off_nothing_is_sent(desk, thread, prefer):
    prefer(answers_enabled=False)
    assert send(desk, thread).status_code == 404


@pytest.mark.parametrize(
    "fields", [{"article": "refund-time"}, {"version": True}, {"version": "1"}, {"article": 5}]
)
def test_what_is_no_version_of_that_article_is_refused(desk, thread, fields):
    assert send(desk, thread, **fields).status_code in (400, 404)
    assert not Message.objects.filter(card__isnull=False).exists()


def test_in_a_conversation_that_has_ended_nothing_is_sent(desk, thread):
    Conversation.objects.update(status="closed")
    answer = send(desk, thread)
    assert (answer.status_code, answer.json()["code"]) == (409, "closed")


def test_nobody_but_agents_sends_one(thread, other_shopper):
    assert send(Browser(other_shopper), thread).status_code == 404
    assert send(Browser(), thread).status_code == 404


def test_a_sent_article_answers_the_need(desk, thread):
    thread.ask("پول پیک چقده")
    send(desk, thread)
    suggested = desk.call("GET", "api-suggested-answers", thread.conversation.public_id).json()
    assert suggested["seq"] == 0
