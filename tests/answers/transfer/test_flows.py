"""Importing changes what is in the file, and nothing else."""

import pytest

from support_plugin.answers.models import Article, ArticleVersion, Category
from support_plugin.answers.queries import search
from support_plugin.answers.transfer import flows
from support_plugin.answers.transfer.entries import ArticleEntry, TextEntry

pytestmark = pytest.mark.django_db


def entry(key, answer="Yes.", language="en", category=""):
    return ArticleEntry(key, category, {language: TextEntry("Do you wrap gifts?", answer)})


def test_a_new_article_is_published_and_found():
    flows.import_articles([entry("gift-wrap", category="gifts")])
    article = Article.objects.get(key="gift-wrap")
    assert (article.published_from is not None, article.category.key) == (True, "gifts")
    assert search("do you wrap gifts", "en").hits[0].passage.key == "gift-wrap"


def test_a_changed_text_gets_a_version():
    flows.import_articles([entry("gift-wrap")])
    flows.import_articles([entry("gift-wrap", "No.")])
    versions = ArticleVersion.objects.filter(article_key="gift-wrap").order_by("number")
    assert list(versions.values_list("number", "answer")) == [(1, "Yes."), (2, "No.")]


def test_other_languages_articles_and_drafts_stay_as_they_are(articles):
    Article.objects.filter(key="refund-time").update(published_from=None)
    flows.import_articles([entry("refund-time", language="en")])
    article = Article.objects.get(key="refund-time")
    assert (article.published_from, article.texts.count(), Article.objects.count()) == (None, 3, 4)


def test_all_is_taken_back_where_one_text_cannot_be_stored(monkeypatch):
    def fail(text, number):
        raise RuntimeError

    monkeypatch.setattr(ArticleVersion, "of", fail)
    with pytest.raises(RuntimeError):
        flows.import_articles([entry("a"), entry("b", category="c")])
    assert not Article.objects.exists()
    assert not Category.objects.exists()
