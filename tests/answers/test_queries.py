"""The search follows the articles, and takes whatever is typed."""

from datetime import timedelta

import pytest

from support_plugin import clock
from support_plugin.answers import queries
from support_plugin.answers.models import Article
from support_plugin.answers.queries import are_answers_on, get_index, search
from support_plugin.answers.retrieval.passages import Outcome
from tests.answers.conftest import add_article

COLLOQUIAL = [
    ("fa", "پول پیک چقده", "shipping-cost"),
    ("fa", "رمزم یادم رفته", "lost-password"),
    ("ar", "متى تردون لي المبلغ", "refund-time"),
    ("ar", "التوصيل بكام", "shipping-cost"),
    ("en", "wheres my money back", "refund-time"),
    ("en", "what time do you guys close", "opening-hours"),
]


def keys(question, language):
    return [hit.passage.key for hit in search(question, language).hits]


@pytest.mark.parametrize(("language", "question", "key"), COLLOQUIAL, ids=[q for _l, q, _k in COLLOQUIAL])
def test_colloquial_questions_find_their_article(articles, language, question, key):
    assert keys(question, language)[0] == key


def test_an_articles_own_words_are_sure(articles):
    result = search("نسيت كلمة المرور", "ar")
    assert (result.hits[0].passage.key, result.outcome) == ("lost-password", Outcome.SURE)


@pytest.mark.parametrize(
    "question",
    ["", "   ", "😀😀", "؟!…", "\u200c\u200f", "و"],
    ids=["empty", "spaces", "emoji", "marks", "invisible", "one letter"],
)
@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_what_says_nothing_finds_nothing(articles, question, language):
    result = search(question, language)
    assert (result.outcome, result.hits) == (Outcome.NONE, ())


@pytest.mark.parametrize(
    "question",
    ["x" * 4000, "هزینه ارسال " * 400, "\0؟" * 2000, "ـ" * 4000],
    ids=["x", "words", "nul", "tatweel"],
)
def test_four_thousand_characters_are_no_problem(articles, question):
    assert search(question, "fa").outcome in Outcome


@pytest.mark.parametrize(
    ("asked", "question", "read", "key"),
    [
        ("fa", "how do I get a refund please", "en", "refund-time"),
        ("fa", "كم تكلفة التوصيل إلى الرياض", "ar", "shipping-cost"),
        ("ar", "رمز عبورم رو فراموش کردم چیکار کنم", "fa", "lost-password"),
        ("en", "هزینه ارسال چقدر است", "fa", "shipping-cost"),
    ],
)
def test_a_question_in_another_language_than_the_page_is_noticed(articles, asked, question, read, key):
    result = search(question, asked)
    assert (result.language, result.hits[0].passage.key) == (read, key)


def test_an_unknown_language_of_a_page_is_read_as_english(articles):
    assert keys("delivery cost", "tr")[0] == "shipping-cost"


def test_an_article_without_a_translation_is_found_by_its_other_language(articles):
    add_article("gift-wrap", en=("Do you wrap gifts?", "Yes, in paper."))
    hit = search("کادو پیچ میکنین؟", "fa").hits[0]
    assert (hit.passage.key, hit.passage.language) == ("gift-wrap", "en")


def test_nothing_is_found_where_there_are_no_articles(db):
    assert search("هزینه ارسال", "fa").outcome == Outcome.NONE


def test_a_draft_is_not_found(articles):
    add_article("gift-wrap", published=False, en=("Do you wrap gifts?", "Yes."))
    assert "gift-wrap" not in keys("do you wrap gifts", "en")


def test_a_change_is_found_at_once(articles):
    assert "gift-wrap" not in keys("do you wrap gifts", "en")
    add_article("gift-wrap", en=("Do you wrap gifts?", "Yes."))
    assert keys("do you wrap gifts", "en")[0] == "gift-wrap"
    Article.objects.filter(key="gift-wrap").get().delete()
    assert "gift-wrap" not in keys("do you wrap gifts", "en")


def test_an_index_is_built_once(articles, django_assert_num_queries):
    built = get_index("fa")
    with django_assert_num_queries(0):
        assert get_index("fa") is built


def test_an_article_ends_at_its_date(articles, monkeypatch):
    article = articles["opening-hours"]
    article.published_until = clock.now() + timedelta(hours=1)
    article.save()
    assert "opening-hours" in keys("opening hours", "en")
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "opening-hours" not in keys("opening hours", "en")


def test_a_version_is_named_by_each_hit(articles):
    text = articles["refund-time"].texts.get(language="en")
    text.answer = "Within a week."
    text.save()
    hit = search("refund", "en").hits[0]
    assert hit.passage.version == text.versions.get(number=2).pk


def test_answers_are_off_until_they_are_switched_on(prefer, django_assert_num_queries):
    assert not are_answers_on()
    with django_assert_num_queries(0):
        are_answers_on()
    prefer(answers_enabled=True)
    assert are_answers_on()


def test_others_search_the_old_index_while_one_thread_builds(articles):
    old = get_index("en")
    add_article("gift-wrap", en=("Do you wrap gifts?", "Yes."))
    with queries._locks["en", False]:
        assert get_index("en") is old
    assert get_index("en") is not old
