"""The calls: open to everybody, limited, nothing of what is typed stays anywhere."""

import logging

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from support_plugin.answers import queries
from support_plugin.answers.models import ArticleVersion
from support_plugin.answers.suggestions import api
from support_plugin.preferences.models import SupportSettings
from tests.answers.conftest import add_article
from tests.factories import make_user

pytestmark = pytest.mark.django_db

TYPED = "پول پیک چقده"
SECRET = "رازشصت‌وهفت 6037991111111111"


@pytest.fixture(autouse=True)
def _on(db):
    SupportSettings.objects.create(answers_enabled=True)


def suggested(client, **params):
    return client.get(reverse("support_plugin:api-suggestions"), {"place": "payment", **params})


def matches(client, text, **more):
    data = {"text": text, **more}
    return client.post(reverse("support_plugin:api-matches"), data, content_type="application/json")


def article(client, key, **params):
    return client.get(reverse("support_plugin:api-article", args=[key]), params)


def switch_off():
    SupportSettings.objects.get().delete()
    SupportSettings.objects.create(answers_enabled=False)


def test_the_places_questions_come_with_their_language_and_the_panels_words(client, articles):
    add_article("how-to-pay", fa=("چطور می‌توانم پرداخت کنم؟", "با کارت."), en=("How can I pay?", "By card."))
    body = suggested(client).json()
    assert (body["place"], body["language"], body["has_more"], body["next"]) == ("payment", "fa", False, None)
    assert body["items"] == [
        {
            "key": "how-to-pay",
            "question": "چطور می‌توانم پرداخت کنم؟",
            "language": "fa",
            "dir": "rtl",
            "url": "/fa/support/help/how-to-pay/",
        }
    ]
    assert all(body["texts"].values())
    english = suggested(client, language="en").json()
    assert (english["items"][0]["dir"], english["texts"]["back"]) == ("ltr", "Back")


@pytest.mark.parametrize("params", [{"place": "kitchen"}, {"place": ""}, {"language": "xx"}])
def test_an_unknown_place_or_language_is_refused_with_what_is_possible(client, params):
    answer = suggested(client, **params)
    assert answer.status_code == 400
    assert answer.json()["fields"].keys() == params.keys()


def test_what_is_typed_finds_articles_for_anybody(articles):
    # Nothing is changed by it, so that no token is needed; other programs may ask, too.
    anybody = Client(enforce_csrf_checks=True)
    body = matches(anybody, TYPED).json()
    assert body["items"][0]["key"] == "shipping-cost"
    assert set(body["items"][0]) == {"key", "question", "language", "dir", "url"}
    assert (body["has_more"], body["next"]) == (False, None)


def test_a_text_in_another_language_than_the_pages_is_found_in_it(client, articles):
    found = matches(client, "how much does delivery cost", language="fa").json()["items"][0]
    assert (found["key"], found["language"], found["dir"]) == ("shipping-cost", "en", "ltr")


@pytest.mark.parametrize("text", ["", " ", "😀", "x" * 4000, "\0" * 100, "<script>alert(1)</script>"])
def test_whatever_is_typed_is_answered(client, articles, text):
    assert matches(client, text).status_code == 200


@pytest.mark.parametrize("text", [None, 5, ["a"], {"a": 1}])
def test_what_is_no_text_is_refused(client, articles, text):
    answer = matches(client, text)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["text"])


def test_typed_text_is_not_taken_from_an_address(client, articles):
    answer = client.get(reverse("support_plugin:api-matches"), {"text": TYPED})
    assert answer.status_code == 405


def test_an_article_is_read_with_its_version_language_and_page(client, articles):
    body = article(client, "refund-time", language="ar").json()
    version = ArticleVersion.objects.get(article_key="refund-time", language="ar")
    assert body == {
        "key": "refund-time",
        "version": version.pk,
        "question": "متى يعود المبلغ إلى حسابي؟",
        "answer": "خلال ثلاثة أيام عمل إلى البطاقة نفسها.",
        "language": "ar",
        "dir": "rtl",
        "url": "/ar/support/help/refund-time/",
    }


def test_an_article_without_a_text_in_the_language_says_which_one_it_is_in(client):
    add_article("only-english", en=("How can I pay?", "By card."))
    body = article(client, "only-english", language="fa").json()
    assert (body["question"], body["language"], body["dir"]) == ("How can I pay?", "en", "ltr")


def test_a_draft_and_a_wrong_key_are_answered_alike(client):
    add_article("draft", published=False, fa=("پیش‌نویس", "هنوز نه."))
    answers = [article(client, key) for key in ("draft", "nothing-here")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()


def test_hostile_text_of_an_article_is_sent_as_it_is_and_as_json(client):
    hostile = '</script><img src=x onerror="alert(1)">'
    add_article("hostile", fa=(hostile, hostile))
    answer = article(client, "hostile")
    assert answer["Content-Type"].startswith("application/json")
    assert answer.json()["answer"] == hostile


@pytest.mark.parametrize("ask", [suggested, lambda c: matches(c, TYPED), lambda c: article(c, "refund-time")])
def test_switched_off_there_is_nothing_and_nothing_is_counted(client, articles, settings, ask):
    settings.SUPPORT_PLUGIN = {"ANSWER_LOOKUPS_PER_MINUTE": 1, "PEOPLE_PER_ADDRESS": 1}
    switch_off()
    assert [ask(client).status_code for _time in range(3)] == [404] * 3


def test_each_person_may_ask_so_often_and_an_address_for_many(articles, settings):
    settings.SUPPORT_PLUGIN = {"ANSWER_LOOKUPS_PER_MINUTE": 2, "PEOPLE_PER_ADDRESS": 2}
    known = Client()
    known.force_login(make_user("known"))
    asked = [matches(known, TYPED), article(known, "refund-time"), suggested(known)]
    assert [answer.status_code for answer in asked] == [200, 200, 429]
    assert int(asked[2]["Retry-After"]) > 0
    # What was refused to one person counts for nobody else; then the address is at its end.
    assert [matches(Client(), TYPED).status_code for _time in range(3)] == [200, 200, 429]
    elsewhere = Client(REMOTE_ADDR="9.9.9.9")
    assert matches(elsewhere, TYPED).status_code == 200


def rows():
    """Return the number of rows of each table."""
    ours = apps.get_app_config("support_plugin").get_models()
    return {model._meta.label: model._base_manager.count() for model in (*ours, Session)}


def test_what_is_typed_is_stored_nowhere_and_in_no_log(client, articles, caplog):
    matches(client, TYPED)
    before = rows()
    with caplog.at_level(logging.DEBUG), CaptureQueriesContext(connection) as asked:
        assert matches(client, SECRET).status_code == 200
    assert rows() == before
    assert not client.cookies
    assert not [query for query in asked if "6037" in query["sql"] or "راز" in query["sql"]]
    assert "6037" not in caplog.text
    assert "راز" not in caplog.text


def test_a_search_that_fails_says_so_and_logs_neither_text_nor_words_of_the_error(
    client, articles, caplog, monkeypatch
):
    def fail(text, language):
        raise ValueError(f"no idea what {text} is")

    monkeypatch.setattr(api, "find_matches", fail)
    with caplog.at_level(logging.DEBUG):
        answer = matches(client, SECRET)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert "ValueError" in caplog.text
    assert "6037" not in caplog.text
    assert [record.exc_info for record in caplog.records if record.exc_info] == []


def test_a_warm_call_asks_nothing(client, articles, django_assert_num_queries, settings):
    settings.SUPPORT_PLUGIN = {"PREFERENCES_CACHE_SECONDS": 600}
    suggested(client)
    matches(client, TYPED)
    with django_assert_num_queries(0):
        suggested(client)
        matches(client, TYPED)


def test_an_index_is_built_of_what_is_published_now(client, articles):
    assert matches(client, TYPED).json()["items"]
    articles["shipping-cost"].published_from = None
    articles["shipping-cost"].save()
    queries._indexes.clear()
    assert "shipping-cost" not in [item["key"] for item in matches(client, TYPED).json()["items"]]
