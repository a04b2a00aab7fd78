"""The index orders passages by several figures, explains them, and is the same each time."""

from dataclasses import dataclass

import pytest

from support_plugin.answers.retrieval.bm25 import Field
from support_plugin.answers.retrieval.index import MOST_HITS, Index
from support_plugin.answers.retrieval.needs import needs_of
from support_plugin.answers.retrieval.passages import Outcome, Passage
from support_plugin.answers.retrieval.ranking import fuse


def passage(key, question, answer="", *also):
    return Passage(key, "en", question, answer, also)


PASSAGES = [
    passage("delivery", "How much does delivery cost?", "See your cart."),
    passage("refund", "When do I get my refund?", "In three days.", "money back"),
    passage("wrap", "Do you wrap gifts?", "Yes, in blue paper."),
    passage("hours", "What are your opening hours?", "Nine to five."),
]


def test_a_rare_word_counts_more_and_a_shorter_field_too():
    field = Field([["tea", "pot"], ["tea"], ["tea", "tea", "cup", "saucer"]])
    assert field.rarity("pot") > field.rarity("tea")
    assert field.rarity("nothing") >= field.rarity("pot")
    scores = field.score(["tea", "pot"])
    assert scores[0] > scores[1]
    assert (field.holds(0, "pot"), field.holds(1, "pot"), field.holds(0, "x")) == (True, False, False)


def test_ranks_of_several_lists_add_up():
    fused = fuse([[1, 2, 3], [2, 1], [2]])
    assert max(fused, key=fused.__getitem__) == 2
    assert fused[2] == 1
    assert fuse([]) == {}


def test_other_wordings_are_found():
    assert Index("en", PASSAGES).search("moneyback?").hits[0].passage.key == "refund"


def test_a_mistyped_question_is_found():
    assert Index("en", PASSAGES).search("delivry cots").hits[0].passage.key == "delivery"


def test_words_of_an_answer_are_found():
    assert Index("en", PASSAGES).search("blue paper").hits[0].passage.key == "wrap"


def test_the_order_of_the_passages_changes_nothing():
    one, other = Index("en", PASSAGES), Index("en", PASSAGES[::-1])
    for question in ("refund", "gift wrap price", "hello"):
        assert one.search(question) == other.search(question)


def test_there_are_not_more_hits_than_are_shown():
    many = [passage(f"key{number}", f"delivery question {number}") for number in range(40)]
    assert len(Index("en", many).search("delivery").hits) == MOST_HITS


def test_scores_fall_and_are_explained():
    hits = Index("en", PASSAGES).search("how much is shipping").hits
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits[0].features["concepts"] > 0.5
    assert all(0 <= hit.score <= 1 for hit in hits)


@pytest.mark.parametrize(
    "question", ["what is the weather like tomorrow", "who won the world cup", "tell me a joke"]
)
def test_what_no_shop_is_asked_is_not_answered(question):
    assert Index("en", PASSAGES).search(question).outcome != Outcome.SURE


@dataclass
class Meant:
    likeness: dict
    hint: list


class FakeMeaning:
    """Knows the opening hours, and that all is about the first of the needs."""

    def __init__(self, passages, language):
        self.passages = passages
        self.hint = [0.0] * len(needs_of(language).names)

    def of_question(self, question):
        return Meant(
            {number: float(each.key == "hours") for number, each in enumerate(self.passages)}, self.hint
        )

    def of_wordings(self, number):
        return [self.hint for _wording in self.passages[number].wordings]


def test_likeness_of_meaning_counts_where_it_is_known():
    result = Index("en", PASSAGES, meaning=FakeMeaning).search("blorp fizz")
    assert result.hits[0].passage.key == "hours"
    assert result.hits[0].features["semantic"] == 1


def test_needs_by_meaning_lead_to_an_article_where_no_word_does(monkeypatch):
    names = needs_of("en").names

    def of_question(self, question):
        return Meant({}, [12.0 * (name == "opening-hours") for name in names])

    monkeypatch.setattr(FakeMeaning, "of_question", of_question)
    result = Index("en", PASSAGES, meaning=FakeMeaning).search("blorp fizz")
    assert result.hits[0].passage.key == "hours"
    assert result.hits[0].features["certain"] > 0.9
