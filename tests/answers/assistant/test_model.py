"""Where the shop has a language model: its verified sentences with the article, or the article alone."""

import pytest

from support_plugin.answers.assistant import composing, due_answers
from support_plugin.answers.assistant.models import AssistantTurn
from support_plugin.answers.language_model import words as model_words
from support_plugin.answers.language_model.compose import Composed
from support_plugin.answers.models import ArticleText
from tests.answers.assistant.conftest import Talk

pytestmark = [pytest.mark.django_db, pytest.mark.any_database, pytest.mark.usefixtures("at_once")]
LONG = "روی فراموشی رمز بزنید. " * 30


@pytest.fixture
def model(monkeypatch):
    """A model that says what a test wants; what it was asked."""
    asked = []

    class Model:
        says = None

        def compose(self, question, passages, language, *, names=()):
            asked.append((question, [passage.key for passage in passages], language))
            return self.says

    stub = Model()
    stub.asked = asked
    monkeypatch.setattr(composing, "is_on", lambda: True)
    monkeypatch.setattr(due_answers, "is_model_on", lambda: True)
    monkeypatch.setattr(composing, "compose", stub.compose)
    ArticleText.objects.filter(language="fa", article__key="lost-password").update(answer=LONG)
    return stub


def test_shoppers_are_informed_before_the_first_answer(model):
    first, *_rest = Talk().say("رمز عبورم را فراموش کرده‌ام")
    assert str(model_words.NOTICE) in first.body


def test_its_sentences_stand_above_the_article_on_which_they_rest(model):
    model.says = Composed((("روی فراموشی رمز بزنید.", 0),))
    _intro, text, card = Talk().say("رمز عبورم را فراموش کرده‌ام")
    assert text.body == "روی فراموشی رمز بزنید."
    assert card.card["data"] == {
        "article": "lost-password",
        "version": AssistantTurn.objects.get().version_id,
        "brief": True,
    }
    assert card.choices
    assert AssistantTurn.objects.get().is_composed


def test_without_its_sentences_the_articles_own_words_are_there(model):
    _intro, card = Talk().say("رمز عبورم را فراموش کرده‌ام")
    assert card.card["data"]["brief"] is False
    assert len(model.asked) == 1


def test_it_is_asked_the_last_need_alone(model):
    talk = Talk()
    talk.say("هزینهٔ ارسال چقدر است؟")
    talk.say("رمز عبورم را فراموش کرده‌ام")
    assert [question for question, _keys, _language in model.asked] == ["رمز عبورم را فراموش کرده‌ام"]


def test_a_short_answer_is_not_worth_a_call(model):
    Talk().say("هزینهٔ ارسال چقدر است؟")
    assert model.asked == []


def test_what_no_article_answers_is_not_asked_of_it(model):
    Talk().say("ژژژژ ققققق")
    assert model.asked == []
