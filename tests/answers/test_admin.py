"""Articles in Django admin."""

import pytest
from django.urls import reverse

from support_plugin import clock
from support_plugin.answers.models import Article, ArticleVersion, SynonymGroup

pytestmark = pytest.mark.django_db
LANGUAGES = ["fa", "ar", "en"]


def form(**texts):
    """Return what the page sends; a language without a text is left empty."""
    data = {
        "key": "wrap", "position": "0", "category": "", "published_from_0": "2026-01-01",
        "published_from_1": "00:00", "published_until_0": "", "published_until_1": "",
        "texts-TOTAL_FORMS": len(LANGUAGES), "texts-INITIAL_FORMS": 0,
    }  # fmt: skip
    for number, language in enumerate(LANGUAGES):
        question, answer = texts.get(language, ("", ""))
        fields = {"language": language, "question": question, "answer": answer, "also": ""}
        data |= {f"texts-{number}-{name}": value for name, value in fields.items()}
    return data


def test_an_article_is_made_with_the_texts_that_were_written(admin_client):
    page = reverse("admin:support_plugin_article_add")
    assert admin_client.get(page).content.count(b'name="texts-') > 3
    answer = admin_client.post(page, form(fa=("کادو می‌کنید؟", "بله."), en=("Do you wrap?", "Yes.")))
    assert answer.status_code == 302, answer.context["errors"]
    article = Article.objects.get()
    assert sorted(article.texts.values_list("language", flat=True)) == ["en", "fa"]
    assert ArticleVersion.objects.count() == 2


def test_a_question_without_an_answer_is_refused(admin_client):
    answer = admin_client.post(reverse("admin:support_plugin_article_add"), form(fa=("کادو؟", "")))
    assert answer.status_code == 200
    assert not Article.objects.exists()


def test_two_texts_in_one_language_are_refused(admin_client):
    data = form(fa=("a", "b"), en=("c", "d")) | {"texts-2-language": "fa"}
    assert admin_client.post(reverse("admin:support_plugin_article_add"), data).status_code == 200
    assert not Article.objects.exists()


def test_the_list_shows_question_languages_and_whether_it_is_published(admin_client):
    article = Article.objects.create(key="wrap", published_from=clock.now())
    article.texts.create(language="en", question="Do you <wrap>?", answer="Yes.")
    page = admin_client.get(reverse("admin:support_plugin_article_changelist")).content.decode()
    assert "Do you &lt;wrap&gt;" in page
    assert "icon-yes" in page


def test_versions_can_only_be_read(admin_client):
    article = Article.objects.create(key="wrap")
    article.texts.create(language="en", question="Do you wrap?", answer="Yes.")
    version = ArticleVersion.objects.get()
    page = reverse("admin:support_plugin_articleversion_change", args=[version.pk])
    assert admin_client.get(page).status_code == 200
    assert admin_client.post(page, {"answer": "No."}).status_code == 403
    delete = reverse("admin:support_plugin_articleversion_delete", args=[version.pk])
    assert admin_client.post(delete, {"post": "yes"}).status_code == 403


def test_a_loop_of_synonyms_is_refused_on_the_page(admin_client):
    SynonymGroup.objects.create(term="pouch", alternatives="sachet")
    data = {"term": "sachet", "alternatives": "pouch"}
    answer = admin_client.post(reverse("admin:support_plugin_synonymgroup_add"), data)
    assert answer.status_code == 200
    assert "←" in answer.content.decode()
    assert SynonymGroup.objects.count() == 1
