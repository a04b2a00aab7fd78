"""What a shopper needs, learned from sentences."""

from array import array
from base64 import b64encode

import pytest

from support_plugin.answers.retrieval.index import Index
from support_plugin.answers.retrieval.needs import (
    Needs,
    NeedsOfPassages,
    features_of,
    likelihood_of,
    needs_of,
    outside_of,
)
from support_plugin.answers.retrieval.passages import Passage
from support_plugin.answers.retrieval.reading import Reading
from support_plugin.answers.retrieval.text_features import context_features, word_features
from support_plugin.answers.retrieval.word_forms import LANGUAGES

NEEDS = ("boat", "pony", "x-moon")
# What each sign speaks for, and how much.
WEIGHTS = {
    "poni": ("pony", 100),
    "saddl": ("pony", 90),
    "#sad": ("pony", 60),
    "boat": ("boat", 100),
    "leak": ("boat", 80),
    "moon": ("x-moon", 110),
    "full moon": ("x-moon", 127),
    ":cost:when": ("boat", 127),
}


def coded(values):
    return b64encode(values.tobytes()).decode()


def learned(weights):
    return {
        "needs": list(NEEDS),
        "bias": [0.0, 0.0, 0.0],
        "scale": 0.06,
        "signs": "\n".join(weights),
        "sentences": 9,
        "counts": coded(array("H", [9] * len(weights))),
        "owned": coded(array("B", [1] * len(weights))),
        "owners": coded(array("B", [NEEDS.index(need) for need, _weight in weights.values()])),
        "weights": coded(array("b", [weight for _need, weight in weights.values()])),
    }


ENGLISH = Needs(learned(WEIGHTS))


def reading(*stems, concepts=()):
    return Reading(stems, frozenset(concepts), "".join(stems), stems)


def likeliest(*stems, **options):
    found = ENGLISH.likely(reading(*stems, **options))
    return max(found, key=found.__getitem__)


def test_a_text_needs_what_its_words_speak_for():
    found = ENGLISH.likely(reading("saddl", "poni"))
    assert next(iter(found)) == "pony"
    assert found["pony"] > 0.9
    assert sum(found.values()) == pytest.approx(1)


def test_a_mistyped_word_is_known_by_its_parts():
    assert likeliest("sadle") == "pony"


def test_neighbours_and_pairs_of_concepts_count():
    alone = ENGLISH.likely(reading("moon", "full"))["x-moon"]
    assert ENGLISH.likely(reading("full", "moon"))["x-moon"] > alone
    assert likeliest("zibbl", concepts=("when", "cost")) == "boat"


def test_a_text_of_unknown_words_needs_nothing():
    assert ENGLISH.likely(reading("zibbl")) == {}
    assert ENGLISH.likely(reading()) == {}
    assert outside_of({}) == 0


def test_what_something_else_says_counts_too_and_alone():
    hint = [0.0, 9.0, 0.0]
    assert ENGLISH.likely(reading("boat"), hint)["pony"] > ENGLISH.likely(reading("boat"))["pony"]
    assert ENGLISH.likely(reading("zibbl"), hint)["pony"] > 0.9


def test_how_long_a_text_is_does_not_make_it_surer():
    once = ENGLISH.likely(reading("poni", "zibbl"))
    assert ENGLISH.likely(reading("poni", "zibbl", "poni", "zibbl"))["pony"] == pytest.approx(once["pony"])


def test_what_no_help_centre_answers_is_outside():
    assert outside_of(ENGLISH.likely(reading("full", "moon"))) > 0.9
    assert outside_of(ENGLISH.likely(reading("poni", "saddl"))) < 0.1


def test_signs_are_words_their_parts_neighbours_and_concepts():
    assert word_features("pay") == ("pay", "# pa", "# pay", "# pay ", "#ay ", "#pay", "#pay ")
    assert word_features("09123456789") == word_features("77777777") == ("00000",)
    between = list(context_features(("pay", "now", "pay", "now"), frozenset({"when", "cost"})))
    assert sorted(between) == [":cost", ":cost:when", ":when", "now pay", "pay now"]
    assert set(word_features("pay")) < set(features_of(reading("pay", "now")))


def test_passages_are_scored_by_the_needs_that_they_share_with_the_question():
    passages = NeedsOfPassages()
    passages.add(0, [{"pony": 1.0}])
    passages.add(1, [{"boat": 0.5, "pony": 0.5}, {"boat": 1.0}])
    assert passages.score({"pony": 1.0}) == pytest.approx({0: 1.0, 1: 0.25})
    assert passages.score({"moon": 1.0}) == {}
    assert passages.focus == pytest.approx([1.0, 0.75])


def test_what_no_passage_speaks_of_is_homeless():
    passages = NeedsOfPassages()
    passages.add(0, [{"pony": 0.8, "boat": 0.2}])
    assert passages.homeless({"pony": 1.0}) == pytest.approx(0.2)
    assert passages.homeless({"x-moon": 1.0}) == 1
    assert passages.homeless({}) == 1


def test_likelihood_goes_by_magnitude():
    assert [likelihood_of(share) for share in (0.0, 0.001, 1.0)] == pytest.approx([0, 0, 1])
    assert likelihood_of(0.01) - likelihood_of(0.001) == pytest.approx(
        likelihood_of(0.1) - likelihood_of(0.01)
    )


def test_an_article_is_found_by_its_need_without_a_word_in_common():
    passages = [
        Passage("stable", "en", "Riding the pony", "Ask at the gate."),
        Passage("lake", "en", "Rowing the boat", "Ask at the pier."),
    ]
    hits = Index("en", passages, needs=ENGLISH).search("saddled?").hits
    assert hits[0].passage.key == "stable"
    assert hits[0].features["needed"] > 0.5


def test_needs_have_the_same_names_in_all_languages():
    names = [needs_of(language).names for language in LANGUAGES]
    assert names[0] == names[1] == names[2] == sorted(names[0])


@pytest.mark.parametrize(
    ("language", "text", "need"),
    [
        ("fa", "پول پیک چقده", "delivery-cost"),
        ("ar", "متى تردون لي المبلغ", "refund-when"),
        ("en", "cant remember my password", "lost-password"),
    ],
)
def test_what_is_shipped_understands_shop_talk(language, text, need):
    index = Index(language, ())
    likely = index.likely_needs(index.read_question(text))
    assert max(likely, key=likely.__getitem__) == need
