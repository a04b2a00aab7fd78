"""The try-out page: what a question finds, and why."""

import pytest
from django.urls import reverse

from support_plugin.answers.models import Article, ArticleVersion
from support_plugin.answers.retrieval import semantic
from support_plugin.answers.tryout.explaining import figure_words, try_question
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("articles")]


def page():
    return reverse("admin:support_plugin_try_out")


@pytest.fixture
def reader(client):
    """A browser of staff who may see articles."""
    client.force_login(make_user("reader@example.com", ("view_article",), is_staff=True))
    return client


def test_a_question_shows_outcome_hits_and_reasons(reader, django_assert_max_num_queries):
    shown = reader.get(page(), {"q": "پول پیک چقده", "language": "fa"})
    words = shown.content.decode()
    assert shown.status_code == 200
    assert "هزینهٔ ارسال چقدر است؟" in words
    assert (
        reverse("admin:support_plugin_article_change", args=[Article.objects.get(key="shipping-cost").pk])
        in words
    )
    assert "<meter" in words
    assert "cost" in words


def test_the_first_hit_has_a_score_and_every_figure_a_word():
    tried = try_question("پول پیک چقده", "fa")
    (search,) = tried.searches
    first = search.hits[0]
    assert first.hit.passage.key == "shipping-cost"
    assert first.score.percent.endswith("٪")
    assert set(first.hit.features) <= set(figure_words())
    assert len(first.figures) == len(first.hit.features)
    assert tried.understood.language == "fa"
    assert tried.concepts
    assert tried.needs


def test_another_language_is_noticed():
    assert try_question("how much does delivery cost?", "fa").understood.language == "en"


def test_with_the_extra_both_searches_are_shown(monkeypatch):
    monkeypatch.setattr(semantic, "is_installed", lambda: True)
    monkeypatch.setattr(semantic, "meaning", lambda passages, language: None)
    monkeypatch.setattr("support_plugin.answers.queries.embed_missing", lambda count: None)
    assert [search.with_extra for search in try_question("هزینه ارسال", "fa").searches] == [False, True]


@pytest.mark.parametrize(
    "asked",
    [
        {"q": ""},
        {"q": "x" * 401, "language": "fa"},
        {"q": "هزینه", "language": "xx"},
        {"q": "😀", "language": "fa"},
    ],
    ids=["empty", "long", "language", "emoji"],
)
def test_whatever_is_typed_the_page_is_shown(reader, asked):
    assert reader.get(page(), asked).status_code == 200


def test_it_stores_nothing(reader):
    before = (Article.objects.count(), ArticleVersion.objects.count())
    reader.get(page(), {"q": "پول پیک چقده", "language": "fa"})
    assert (Article.objects.count(), ArticleVersion.objects.count()) == before


def test_markup_is_shown_as_text(reader):
    shown = reader.get(page(), {"q": "<script>x</script>", "language": "fa"}).content
    assert b"<script>x" not in shown


def test_only_who_may_see_articles_gets_it(client):
    assert client.get(page()).status_code == 302
    client.force_login(make_user("other@example.com", ("answer_conversation",), is_staff=True))
    assert client.get(page()).status_code == 403
