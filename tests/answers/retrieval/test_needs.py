"""What a shopper needs, learned from sentences."""

import pytest

from support_plugin.answers.retrieval.data import read_data
from support_plugin.answers.retrieval.index import Index
from support_plugin.answers.retrieval.needs import Needs, NeedsOfPassages, outside_of, signs_of
from support_plugin.answers.retrieval.passages import Passage
from support_plugin.answers.retrieval.words import LANGUAGES

SENTENCES = {
    "pony": ["may we ride the pony", "is the pony saddled", "saddled horses"],
    "boat": ["may we row the boat", "is the boat leaking", "leaking rowboats"],
    "x-moon": ["is the moon full", "full moon tonight"],
}
ENGLISH = Needs(SENTENCES, "en")


def likely(*stems):
    return ENGLISH.likely(signs_of(stems, frozenset()))


def test_a_text_needs_what_sentences_with_its_words_need():
    found = likely("saddl", "poni")
    assert max(found, key=found.__getitem__) == "pony"
    assert sum(found.values()) == pytest.approx(1)


def test_a_text_of_unknown_words_needs_nothing():
    assert likely("zibbl") == {}
    assert outside_of({}) == 0


def test_what_no_help_centre_tells_is_outside():
    assert outside_of(likely("moon", "full")) > 0.9
    assert outside_of(likely("poni", "saddl")) < 0.5


def test_pairs_of_concepts_are_signs():
    assert signs_of(["money"], frozenset({"cost", "when"})) == {"money", ":cost", ":when", ":cost:when"}


def test_passages_are_scored_by_the_needs_that_they_share_with_the_question():
    passages = NeedsOfPassages()
    passages.add(0, [{"pony": 1.0}])
    passages.add(1, [{"boat": 0.5, "pony": 0.5}, {"boat": 1.0}])
    assert passages.score({"pony": 1.0}) == pytest.approx({0: 1.0, 1: 0.5})
    assert passages.score({"moon": 1.0}) == {}


def test_an_article_is_found_by_its_need_without_a_word_in_common():
    passages = [
        Passage("stable", "en", "Riding the pony", "Ask at the gate."),
        Passage("lake", "en", "Rowing the boat", "Ask at the pier."),
    ]
    hits = Index("en", passages, needs=ENGLISH).search("saddled?").hits
    assert hits[0].passage.key == "stable"
    assert hits[0].features["needed"] > 0.5


def test_needs_have_the_same_names_in_all_languages():
    names = [set(read_data(f"needs_{language}")) for language in LANGUAGES]
    assert names[0] == names[1] == names[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_there_twice_for_one_need(language):
    for need, sentences in read_data(f"needs_{language}").items():
        assert len(set(sentences)) == len(sentences) >= 20, need
