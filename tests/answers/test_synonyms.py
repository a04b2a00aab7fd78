"""The shop's own words: understood in the search, refused where they lead in a circle."""

import pytest
from django.core.exceptions import ValidationError

from support_plugin.answers.models import SynonymGroup
from support_plugin.answers.queries import search
from support_plugin.answers.synonyms import find_loop, resolve
from tests.answers.conftest import add_article


def test_a_chain_of_words_is_no_loop():
    assert find_loop([("a", ["b"]), ("b", ["c"]), ("a", ["c"])]) is None


@pytest.mark.parametrize(
    ("groups", "loop"),
    [
        ([("a", ["a"])], ["a", "a"]),
        ([("a", ["b"]), ("b", ["a"])], ["a", "b", "a"]),
        ([("a", ["x", "b"]), ("b", ["c"]), ("c", ["a"])], ["a", "b", "c", "a"]),
        ([("كتاب", ["کتاب"])], ["كتاب", "كتاب"]),
    ],
    ids=["itself", "two", "three", "another keyboard"],
)
def test_a_loop_is_named(groups, loop):
    assert find_loop(groups) == loop


def test_words_of_chained_groups_are_one():
    assert resolve([("a", ["b"]), ("b", ["c"])]) == {"a": ["a", "b", "c"]}


def test_words_of_a_loop_are_one_too():
    [words] = resolve([("a", ["b"]), ("b", ["a"])]).values()
    assert words == ["a", "b"]


@pytest.mark.django_db
def test_a_group_that_closes_a_loop_is_refused():
    SynonymGroup.objects.create(term="pouch", alternatives="sachet")
    with pytest.raises(ValidationError, match=r"sachet ← pouch ← sachet|pouch ← sachet ← pouch"):
        SynonymGroup(term="sachet", alternatives="bag\npouch").full_clean()


def test_the_search_understands_the_shops_own_word(articles):
    add_article("pouches", en=("Are the pouches resealable?", "Yes."))
    before = search("tell me about the zibbles", "en")
    SynonymGroup.objects.create(term="pouches", alternatives="zibbles")
    after = search("tell me about the zibbles", "en")
    assert all(hit.features["covered"] == 0 for hit in before.hits)
    assert after.hits[0].passage.key == "pouches"
    assert after.hits[0].features["covered"] == 1
