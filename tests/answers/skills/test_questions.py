"""Colloquial questions find their skill, and seldom another one."""

import pytest

from support_plugin.answers.queries import understand
from support_plugin.answers.skills.registry import likeliest
from support_plugin.answers.skills.types import Question
from tests.answers.skills.conftest import LANGUAGES
from tests.answers.skills.questions import OF_PRODUCTS, QUESTIONS

pytestmark = pytest.mark.django_db
# Of eight: so many find their skill at least, and so few another one that speaks without a product.
LEAST_FOUND, MOST_WRONG = 5, 1


def likely(text, language):
    found = understand(text, language)
    question = Question(text, found.language, True, found.needs, found.concepts)
    return [skill.name for skill in likeliest(question)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_most_questions_find_their_skill(name, language):
    found = {text: likely(text, language) for text in QUESTIONS[name][language]}
    first = {text: [one for one in names if one in QUESTIONS][:1] for text, names in found.items()}
    assert sum(names == [name] for names in first.values()) >= LEAST_FOUND, first
    assert sum(names not in ([], [name]) for names in first.values()) <= MOST_WRONG, first


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(OF_PRODUCTS))
def test_most_questions_find_their_product(name, language, teas, guest, ask):
    keys = {str(product.pk): key for key, product in teas.items()}
    replies = {}
    for text, wanted in OF_PRODUCTS[name][language]:
        reply = ask(text, guest, language)
        found = sorted(keys[key] for key in reply.explanation["products"]) if reply else None
        replies[text] = (reply and reply.skill, found, (name, sorted(wanted)))
    right = [(skill, found) == wanted for skill, found, wanted in replies.values()]
    of_another = [found not in (None, wanted[1]) for _skill, found, wanted in replies.values()]
    assert sum(right) >= LEAST_FOUND, replies
    assert sum(of_another) <= MOST_WRONG, replies
