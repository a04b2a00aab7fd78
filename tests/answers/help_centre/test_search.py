"""The search of the help centre, whatever is typed into it."""

import re

import pytest
from django.core.cache import cache as django_cache

from support_plugin import limits
from support_plugin.answers.help_centre.searching import LONGEST, clean_question
from tests.answers.conftest import add_article

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted():
    django_cache.clear()
    limits.reset()
    yield
    limits.reset()


def ask(client, question, language="fa", status=200):
    answer = client.get(f"/{language}/support/help/", {"q": question})
    assert answer.status_code == status
    return answer.content.decode()


def found(html):
    return re.findall(r'<h3><a href="([^"]+)">', html)


@pytest.mark.parametrize(
    ("language", "question"),
    [("fa", "پول پیک چقده"), ("ar", "كم سعر التوصيل"), ("en", "what is the postage")],
)
def test_the_likeliest_article_comes_first_with_the_beginning_of_its_answer(
    client, centre, language, question
):
    html = ask(client, question, language)
    assert found(html)[0] == f"/{language}/support/help/shipping-cost/"
    answer = {"fa": "هزینه را در سبد", "ar": "ترى التكلفة", "en": "You see the cost"}[language]
    assert answer in html
    assert f'value="{question}"' in html
    assert "noindex" in html


def test_where_nothing_fits_it_says_so_and_offers_a_person(client, centre):
    html = ask(client, "quantum chromodynamics lecture", "en")
    assert "No article answers" in html
    assert "/en/support/contact/" in html
    assert "/en/support/chat/" in html


def test_what_is_hardly_meant_is_no_result(client, centre):
    """Otherwise each question would find ten articles."""
    assert found(ask(client, "رمزم یادم رفته")) == ["/fa/support/help/lost-password/"]
    assert found(ask(client, "چایی دارین؟")) == []


def test_an_article_in_another_language_is_found_and_named(client, centre):
    add_article("wrap", en=("Do you wrap gifts?", "Yes, for free."))
    html = ask(client, "کادو پیچی دارید؟")
    if "/fa/support/help/wrap/" in html:
        assert "/fa/support/help/wrap/?language=en" in html
    html = ask(client, "do you wrap gifts")
    assert found(html)[0] == "/fa/support/help/wrap/?language=en"
    assert '<li lang="en" dir="ltr">' in html


@pytest.mark.parametrize("question", ["", " ", "\u200c", "\0", "\u202e", "\t\n"], ids=range(6))
def test_nothing_typed_shows_the_categories(client, centre, question):
    assert "support-help-sections" in ask(client, question)


HOSTILE = [
    "a" * 4000,
    "چقده " * 800,
    "😀😀😀",
    "😀" * 4000,
    "a\0b",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "%' OR 1=1 --",
    "\ud800x",
    "؟؟؟!!!",
    "6037 9911 1111 1111",
    "a\u202eb",
]


@pytest.mark.parametrize("question", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_typed_gets_a_page_and_stays_text(client, centre, question):
    html = ask(client, question.encode("utf-8", "surrogatepass"))
    part = html[html.index('class="support-help"') :]
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "\0" not in part
    assert "\u202e" not in part
    assert len(re.search(r'id="help-question"[^>]*value="([^"]*)"', part)[1]) < LONGEST * 6 + 1


def test_a_question_is_cut_and_put_on_one_line():
    assert clean_question("a\n b\t\tc") == "a b c"
    assert len(clean_question("x" * 4000)) == LONGEST
    assert clean_question("a\0\u202eb") == "ab"


def test_searching_is_limited(client, centre, settings):
    settings.SUPPORT_PLUGIN = {"HELP_SEARCHES_PER_MINUTE": 1, "PEOPLE_PER_ADDRESS": 2}
    ask(client, "a")
    ask(client, "a")
    html = ask(client, "a", status=429)
    assert 'role="alert"' in html
    assert 'value="a"' in html
    assert client.get("/fa/support/help/").status_code == 200
