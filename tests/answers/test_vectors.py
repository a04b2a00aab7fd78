"""Vectors of the extra are made once for each version, and used where all passages have them."""

import pytest

from support_plugin.answers import queries
from support_plugin.answers.models import ArticleVersion
from support_plugin.answers.retrieval import semantic
from support_plugin.answers.vectors import embed_missing
from tests.answers.conftest import add_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def embedded(monkeypatch):
    """A model that notes what it is asked."""
    asked = []
    monkeypatch.setattr(semantic, "is_installed", lambda: True)
    monkeypatch.setattr(semantic, "embed", lambda texts: asked.append(list(texts)) or b"12")
    monkeypatch.setattr(semantic, "meaning", lambda passages, language: None)
    return asked


def test_a_version_is_embedded_once_with_all_its_wordings(embedded):
    add_article("wrap", en=("Do you wrap?", "Yes.", "gift paper"))
    assert (embed_missing(), embed_missing()) == (1, 0)
    assert embedded == [["Do you wrap?", "gift paper", "Yes."]]
    assert bytes(ArticleVersion.objects.get().vectors) == b"12"


def test_a_changed_text_is_embedded_again_and_its_old_version_not(embedded):
    text = add_article("wrap", en=("Do you wrap?", "Yes.")).texts.get()
    embed_missing()
    text.answer = "No."
    text.save()
    assert embed_missing() == 1
    assert embedded[-1] == ["Do you wrap?", "No."]


def test_more_than_a_few_are_left_to_the_command(embedded):
    for number in range(3):
        add_article(f"wrap{number}", en=("Do you wrap?", "Yes."))
    assert embed_missing(2) == 3
    assert embedded == []


def test_an_index_has_the_stored_vectors(embedded):
    add_article("wrap", en=("Do you wrap?", "Yes."))
    assert queries.get_index("en").passages[0].vectors == b"12"
    assert queries.get_index("en", with_extra=False).passages[0].vectors is None


def test_vectors_of_another_model_are_not_used(embedded):
    add_article("wrap", en=("Do you wrap?", "Yes."))
    ArticleVersion.objects.update(vectors=b"old", vectors_by="other")
    [passage] = queries.read_passages("en", with_vectors=True)
    assert passage.vectors is None


def test_without_the_extra_nothing_is_embedded():
    add_article("wrap", en=("Do you wrap?", "Yes."))
    assert embed_missing() == 0
    assert ArticleVersion.objects.get().vectors is None
