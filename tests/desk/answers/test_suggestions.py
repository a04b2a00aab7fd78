"""Articles are suggested to agents for the shopper's last need."""

import pytest
from django.urls import reverse

from support_plugin.answers.queries import search
from support_plugin.answers.retrieval.passages import Outcome
from support_plugin.desk.answers.queries import LEAST_SCORE, insertable
from tests.answers.conftest import add_article
from tests.chat.helpers import Browser
from tests.desk.answers.conftest import Thread

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("articles")]


def suggested(desk, thread):
    answer = desk.call("GET", "api-suggested-answers", thread.conversation.public_id)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def test_the_article_comes_in_the_shoppers_language_with_its_own_words(desk, answers_on):
    thread = Thread(language="ar")
    seq = thread.ask("كم تكلفة الشحن")
    found = suggested(desk, thread)
    assert found["seq"] == seq
    first = found["items"][0]
    assert (first["article"], first["language"]) == ("shipping-cost", "ar")
    assert (first["question"], first["text"]) == ("كم تكلفة الشحن؟", "ترى التكلفة في السلة.")
    assert first["url"].endswith("/shipping-cost/")
    assert len(found["items"]) <= 3


def test_what_was_answered_gets_no_suggestion(desk, thread, answers_on):
    thread.ask("هزینهٔ ارسال چقدره؟")
    thread.reply("پنجاه هزار تومان")
    assert suggested(desk, thread) == {"seq": 0, "items": [], "wrong": []}


def test_what_no_article_answers_gets_none(desk, thread, answers_on):
    thread.ask("😀")
    assert suggested(desk, thread)["items"] == []


def test_hits_that_are_too_far_off_are_not_suggested(desk, thread, answers_on):
    words = "فیلم خوب چی هست"
    result = search(words, "fa")
    assert result.outcome == Outcome.NONE
    assert [hit for hit in result.hits if hit.score >= LEAST_SCORE]
    thread.ask(words)
    assert suggested(desk, thread)["items"] == []


def test_with_answers_off_nothing_is_searched(desk, thread, monkeypatch):
    thread.ask("هزینهٔ ارسال چقدره؟")
    monkeypatch.setattr("support_plugin.desk.answers.queries.search", None)
    assert suggested(desk, thread)["items"] == []


def test_with_answers_off_the_desk_has_not_a_byte_of_it(desk, thread, agent):
    thread.ask("هزینهٔ ارسال چقدره؟")
    thread.reply("پنجاه", agent)
    page = desk.get(reverse("support_plugin:desk-conversation", args=[thread.conversation.public_id]))
    for trace in ("answers.js", "answers.css", "desk-answer-list", "data-answers", "answer-1"):
        assert trace not in page.content.decode()


def test_with_answers_on_the_desk_offers_module_and_keys(desk, thread, agent, answers_on):
    thread.reply("پنجاه", agent)
    page = desk.get(reverse("support_plugin:desk-conversation", args=[thread.conversation.public_id]))
    for trace in ("desk/answers/answers.js", 'data-part="answers"', 'data-command="answer-1"', "Alt + 1"):
        assert trace in page.content.decode()


def test_nobody_but_agents_gets_suggestions(thread, answers_on, other_shopper):
    thread.ask("هزینهٔ ارسال چقدره؟")
    outsider = Browser(other_shopper)
    assert outsider.call("GET", "api-suggested-answers", thread.conversation.public_id).status_code == 404
    guest = Browser()
    guest.start("هزینهٔ ارسال چقدره؟")
    own = guest.get(reverse("support_plugin:api-session")).json()["thread"]["conversation"]["id"]
    assert guest.call("GET", "api-suggested-answers", own).status_code == 403


def test_a_draft_is_not_suggested(desk, thread, answers_on):
    add_article("gift", published=False, fa=("کادوپیچی می‌کنید؟", "بله."))
    thread.ask("کادوپیچی می‌کنید؟")
    assert "gift" not in [item["article"] for item in suggested(desk, thread)["items"]]


def test_a_long_answer_is_cut_at_a_sentence_and_leads_to_the_rest():
    text = insertable("جمله‌ای که بارها گفته می‌شود. " * 200, "/fa/help/a/")
    words, link = text.split("\n")
    assert len(text) < 1700
    assert words.endswith(".")
    assert link.endswith("/fa/help/a/")
    assert insertable("کوتاه", "/fa/help/a/") == "کوتاه"


def test_a_text_without_sentences_is_cut_too():
    assert len(insertable("الف" * 5000, "/a/")) < 1700
