"""The registry: which skills there may be, what they may read, and what becomes of what they raise."""

import logging

import pytest

from support_plugin.answers.retrieval.data import read_data
from support_plugin.answers.retrieval.needs import needs_of
from support_plugin.answers.skills import registry
from support_plugin.answers.skills.registry import Skill, register
from support_plugin.answers.skills.types import Asked, Question, ScopeRefused, SkillFailed, SkillReply

pytestmark = pytest.mark.django_db


class Greeting(Skill):
    """Answers a need that no other skill has."""

    name = "greeting"
    needs = frozenset({"x-greeting"})
    least = 0.3

    def answer(self, asked, reader):
        return SkillReply(self.name, f"Hello in {asked.language}")


class Curious(Greeting):
    name = "curious"

    def answer(self, asked, reader):
        return SkillReply(self.name, f"You have {len(reader.orders())} orders")


class Sly(Greeting):
    """Catches the refusal and answers all the same."""

    name = "sly"

    def answer(self, asked, reader):
        try:
            reader.cart()
        except ScopeRefused:
            return SkillReply(self.name, "I know nothing, and say so")
        return None


class Broken(Greeting):
    name = "broken"

    def answer(self, asked, reader):
        raise ZeroDivisionError


class Silent(Greeting):
    name = "silent"

    def answer(self, asked, reader):
        return None


def test_a_registered_skill_answers_its_needs_and_no_others(guest, ask):
    assert ask("hello there", guest) is None
    register(Greeting())
    reply = ask("hello there", guest)
    assert (reply.skill, reply.text) == ("greeting", "Hello in en")
    assert reply.explanation["needs"]["x-greeting"] > 0.3
    assert ask("when do I get my refund", guest) is None


def test_an_unknown_scope_is_refused():
    class Greedy(Greeting):
        reads = frozenset({"cart", "everybody"})

    with pytest.raises(ValueError, match="everybody"):
        register(Greedy())
    assert "greeting" not in registry._skills


def test_a_second_skill_of_the_same_name_is_refused_and_the_same_one_twice_is_none():
    class Other(Greeting):
        pass

    register(Greeting())
    register(Greeting())
    with pytest.raises(ValueError, match="another skill"):
        register(Other())


def test_of_two_as_likely_the_later_answers_and_a_silent_one_leaves_it_to_the_other(guest, ask):
    register(Greeting())
    register(Silent())
    assert ask("hello there", guest).skill == "greeting"

    class Later(Greeting):
        name = "later"

    register(Later())
    assert ask("hello there", guest).skill == "later"


@pytest.mark.parametrize("greedy", [Curious, Sly], ids=["curious", "sly"])
def test_a_skill_that_asks_for_more_than_it_declares_gives_no_answer(greedy, customer, ask, caplog):
    register(greedy())
    with caplog.at_level(logging.ERROR):
        assert ask("hello there", customer) is None
    assert f"The skill {greedy.name} asked for" in caplog.text


def test_the_question_goes_on_to_the_next_skill_then(customer, ask):
    register(Greeting())
    register(Curious())
    assert ask("hello there", customer).skill == "greeting"


def test_a_skill_gets_nothing_of_the_person_but_the_reader(customer, ask):
    seen = []

    class Nosy(Greeting):
        def answer(self, asked, reader):
            seen.append(asked)
            return None

    register(Nosy())
    ask("hello there", customer)
    (question,) = seen
    assert set(vars(question)) == {"text", "language", "is_logged_in", "needs", "concepts"}
    assert question.is_logged_in


def test_a_skill_that_raises_is_logged_and_says_so(guest, ask, caplog):
    register(Greeting())
    register(Broken())
    with caplog.at_level(logging.ERROR), pytest.raises(SkillFailed) as failed:
        ask("hello there", guest)
    assert failed.value.skill == "broken"
    assert isinstance(failed.value.__cause__, ZeroDivisionError)
    assert "ZeroDivisionError" in caplog.text


def test_the_answer_is_in_the_questions_language_where_the_shop_speaks_it(guest):
    register(Greeting())
    assert registry.answer(Asked("سلام، خوبین", "en", guest)).text == "Hello in fa"
    assert registry.answer(Asked("hello there", "fa", guest)).text == "Hello in en"


@pytest.mark.parametrize("text", ["", "   ", "😀😀", "؟؟؟", "\u200c", "x" * 4000, "0" * 400], ids=range(7))
def test_what_says_nothing_gets_no_answer(text, guest, customer, ask):
    for language in ("fa", "ar", "en"):
        assert ask(text, guest, language) is None
        assert ask(text, customer, language) is None


def test_not_more_than_three_skills_are_tried(guest, ask):
    tried = []
    for number in range(5):

        class Counting(Greeting):
            name = f"counting {number}"

            def answer(self, asked, reader):
                tried.append(self.name)

        register(Counting())
    assert ask("hello there", guest) is None
    assert len(tried) == registry.MOST_TRIED


def test_unregistering_takes_a_skill_away():
    register(Greeting())
    registry.unregister("greeting")
    registry.unregister("greeting")
    assert "greeting" not in {skill.name for skill in registry.registered()}


def test_the_built_in_skills_know_only_needs_that_there_are():
    known = set(needs_of("en").names)
    for skill in registry.registered():
        assert skill.needs <= known, (skill.name, skill.needs - known)


def test_the_built_in_skills_mention_only_concepts_that_there_are():
    known = {
        concept
        for code in ("fa", "ar", "en")
        for one in read_data(f"lexicon_{code}")
        for concept in one["concepts"]
    }
    for skill in registry.registered():
        mentioned = skill.without.union(*skill.mentions)
        assert mentioned <= known, (skill.name, mentioned - known)


def test_likelihood_counts_the_share_of_the_needs():
    skill = Greeting()
    question = Question("hi", "en", False, {"x-greeting": 0.29}, frozenset())
    assert skill.likelihood(question) == 0
    assert skill.likelihood(Question("hi", "en", False, {"x-greeting": 0.31}, frozenset())) == 0.31
