"""Texts keep what they said in versions, and articles are found while they are published."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from support_plugin import clock
from support_plugin.answers.models import Article, ArticleVersion
from support_plugin.answers.queries import published

pytestmark = pytest.mark.django_db


def test_a_saved_change_of_a_text_makes_a_version(articles):
    text = articles["refund-time"].texts.get(language="en")
    text.answer = "Within five working days."
    text.save()
    said = text.versions.order_by("number").values_list("number", "answer")
    assert list(said) == [
        (1, "Within three working days, to the same card."),
        (2, "Within five working days."),
    ]


def test_saving_without_a_change_makes_none(articles):
    text = articles["refund-time"].texts.get(language="en")
    text.save()
    assert text.versions.count() == 1


def test_versions_stay_when_their_article_goes(articles):
    articles["refund-time"].delete()
    left = ArticleVersion.objects.filter(article_key="refund-time")
    assert sorted(left.values_list("language", "text")) == [("ar", None), ("en", None), ("fa", None)]


@pytest.mark.parametrize(
    ("start", "end", "is_there"),
    [(None, None, False), (-1, None, True), (1, None, False), (-2, -1, False), (-1, 1, True)],
    ids=["draft", "published", "later", "ended", "within"],
)
def test_an_article_is_there_between_its_dates(start, end, is_there):
    now = clock.now()
    dates = [None if days is None else now + timedelta(days=days) for days in (start, end)]
    Article.objects.create(key="a", published_from=dates[0], published_until=dates[1])
    assert published().exists() is is_there


def test_an_end_before_the_beginning_is_refused():
    now = clock.now()
    with pytest.raises(ValidationError) as refused:
        Article(key="a", published_from=now, published_until=now - timedelta(days=1)).full_clean()
    assert list(refused.value.message_dict) == ["published_until"]
