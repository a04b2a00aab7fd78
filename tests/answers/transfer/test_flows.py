"""Importing changes what is in the file, and nothing else."""

import pytest

from support_plugin.answers.models import Article, ArticleVersion, Category
from support_plugin.answers.queries import search
from support_plugin.answers.suggestions.models import SuggestedArticle
from support_plugin.answers.transfer import flows
from support_plugin.answers.transfer.entries import ArticleEntry, TextEntry, check_articles

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


def offered():
    rows = SuggestedArticle.objects.order_by("article__key", "place")
    return list(rows.values_list("article__key", "place", "position"))


def test_what_the_chat_offers_travels_with_the_articles(articles):
    SuggestedArticle.objects.create(place="basket", article=articles["refund-time"], position=1)
    SuggestedArticle.objects.create(place="payment", article=articles["refund-time"])
    before, rows = offered(), flows.export_articles()
    assert [row["key"] for row in rows if "offered" in row] == ["refund-time"]
    Article.objects.all().delete()
    flows.import_articles(check_articles(rows))
    assert offered() == before
    assert flows.export_articles() == rows


def test_a_file_without_it_leaves_what_the_chat_offers_and_an_empty_one_takes_it_away(articles):
    SuggestedArticle.objects.create(place="basket", article=articles["refund-time"])
    rows = [{"key": "refund-time", "en": {"question": "q", "answer": "a"}}]
    flows.import_articles(check_articles(rows))
    assert offered() == [("refund-time", "basket", 0)]
    flows.import_articles(check_articles([rows[0] | {"offered": {"payment": 3}}]))
    assert offered() == [("refund-time", "payment", 3)]
    flows.import_articles(check_articles([rows[0] | {"offered": {}}]))
    assert offered() == []


def test_what_other_articles_are_offered_for_stays(articles):
    SuggestedArticle.objects.create(place="basket", article=articles["lost-password"])
    rows = [{"key": "refund-time", "en": {"question": "q", "answer": "a"}, "offered": {"basket": 1}}]
    flows.import_articles(check_articles(rows))
    assert offered() == [("lost-password", "basket", 0), ("refund-time", "basket", 1)]
