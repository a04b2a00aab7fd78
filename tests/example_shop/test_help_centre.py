"""The demo's help centre: good articles in three languages, switched on, linked."""

import json

import pytest

from example_shop.demo.help_centre import ARTICLES, CATEGORIES, LINKS, seed_help_centre
from support_plugin.answers.help_centre.models import HelpLink
from support_plugin.answers.help_centre.queries import read_sections
from support_plugin.answers.models import Article, ArticleText, ArticleVersion
from support_plugin.preferences.models import SupportSettings

ROWS = json.loads(ARTICLES.read_text(encoding="utf-8"))


def test_there_are_enough_articles_each_in_three_languages_with_other_wordings():
    assert len(ROWS) >= 25
    assert len({row["key"] for row in ROWS}) == len(ROWS)
    for row in ROWS:
        for language in ("fa", "ar", "en"):
            text = row[language]
            assert text["question"].strip(), row["key"]
            assert len(text["answer"]) >= 60, row["key"]
            assert len(text["also"]) >= 3, row["key"]


def test_every_category_of_the_articles_has_a_name_in_three_languages():
    assert {row["category"] for row in ROWS} == {key for key, _names in CATEGORIES}
    assert all(set(names) == {"fa", "ar", "en"} for _key, names in CATEGORIES)
    assert set(LINKS.values()) <= {row["key"] for row in ROWS}
    assert set(LINKS) <= set(HelpLink.Position.values)


@pytest.mark.django_db
def test_it_is_seeded_once_in_the_order_of_the_file_and_an_admins_changes_stay(shop):
    assert not Article.objects.exists(), "the tests' shop has none"
    seed_help_centre()
    assert SupportSettings.objects.get().answers_enabled
    assert [section.key for section in read_sections()] == [key for key, _names in CATEGORIES]
    in_file = [row["key"] for row in ROWS if row["category"] == "delivery"]
    assert [entry.key for entry in read_sections()[0].entries] == in_file
    assert ArticleText.objects.count() == ArticleVersion.objects.count() == 3 * len(ROWS)
    Article.objects.exclude(key="gift-wrap").delete()
    SupportSettings.objects.update(answers_enabled=False)
    seed_help_centre()
    assert [article.key for article in Article.objects.all()] == ["gift-wrap"]
    assert not SupportSettings.objects.get().answers_enabled
