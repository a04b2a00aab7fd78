"""Shop talk: whatever people call it, the same concept is found."""

import json
from importlib.resources import files

import pytest

from support_plugin.answers.retrieval import data
from support_plugin.answers.retrieval.lexicon import Lexicon
from support_plugin.answers.retrieval.word_forms import LANGUAGES, analyse

LEXICONS = {language: Lexicon(language) for language in LANGUAGES}


def concepts(text, language, lexicon=None):
    found = (lexicon or LEXICONS[language]).find(analyse(text, language))
    return {concept for mention in found for concept in mention.concepts}


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("fa", "پول پیک چقده", {"delivery", "cost"}),
        ("fa", "كد تخفيفم كار نمي‌كنه", {"discount", "code", "not_working"}),
        ("fa", "کدتخفیف", {"discount", "code"}),
        ("fa", "ersal chande", {"delivery", "cost"}),
        ("ar", "متى تردون لي المبلغ", {"refund"}),
        ("ar", "وين طلبي", {"track"}),
        ("ar", "الدفع عند الاستلام", {"cod"}),
        ("en", "wheres my stuff", {"track"}),
        ("en", "forgot my password", {"password", "forgot"}),
    ],
)
def test_colloquial_words_are_concepts(language, text, wanted):
    assert wanted <= concepts(text, language)


def test_a_longer_wording_hides_the_words_in_it():
    assert concepts("gift card", "en") == {"giftcard"}


def test_a_gap_takes_words_of_any_kind():
    assert "wrong_item" in concepts("i ordered black tea but got green tea", "en")
    assert "wrong_item" not in concepts("i ordered one two three four five six got", "en")


def test_an_ending_is_any():
    assert "delivery" in concepts("delivering", "en")


def test_the_shops_words_mean_what_their_term_means():
    lexicon = Lexicon("en", {"own": ["courier", "zibbler"]})
    assert concepts("zibbler", "en", lexicon) == {"own"} | concepts("courier", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_wordings_for_all_that_shops_are_asked(language):
    rows = data.read_data(f"lexicon_{language}")
    known = {concept for row in rows for concept in row["concepts"]}
    weighed = set(data.read_data("concepts")["weights"]) | set(data.read_data("concepts")["related"])
    assert sum(len(row["wordings"]) for row in rows) > 2000
    # Of few concepts a language has no wording of its own.
    assert len(weighed - known) <= 3


def test_no_relative_is_unknown():
    known = {
        concept
        for language in LANGUAGES
        for row in data.read_data(f"lexicon_{language}")
        for concept in row["concepts"]
    }
    related = data.read_data("concepts")["related"]
    assert {relative for relatives in related.values() for relative in relatives} <= known


def test_the_data_are_json():
    folder = files("support_plugin.answers.retrieval.data")
    names = {entry.name for entry in folder.iterdir() if entry.name.endswith(".json")}
    assert len(names) == 13
    for name in names:
        json.loads(folder.joinpath(name).read_text(encoding="utf-8"))
