"""Texts are cut between words, and where there is an end in reach behind a sentence or a line."""

import pytest

from support_plugin.text.shortening import cut_sentences, cut_words


def test_a_short_text_stays_as_it_is():
    assert cut_sentences("سلام. خوبی؟", 11) == "سلام. خوبی؟"


@pytest.mark.parametrize("end", [".", "؟", "۔", "!", "?", "?”"])
def test_the_last_sentence_that_fits_is_the_end(end):
    text = f"یک جمله{end} جملهٔ دوم{end} جملهٔ سوم که جا نمی‌شود{end}"
    assert cut_sentences(text, 25) == f"یک جمله{end} جملهٔ دوم{end}"


def test_of_several_ends_in_reach_the_last_one_counts():
    assert cut_sentences("Twelve chars. One. Two. Three.", 24) == "Twelve chars. One. Two."


def test_a_line_is_an_end_too():
    assert (
        cut_sentences("- first thing\n- second thing\n- third thing", 30) == "- first thing\n- second thing"
    )


def test_a_sentence_that_ends_just_at_the_length_fits():
    assert cut_sentences("Twelve chars. More", 13) == "Twelve chars."


@pytest.mark.parametrize("text", ["Ab. " + "word " * 20, "word " * 20, "x" * 90])
def test_without_an_end_in_the_second_half_it_is_cut_between_words(text):
    assert cut_sentences(text, 40) == cut_words(text, 40)


def test_a_dot_within_a_number_or_an_address_ends_nothing():
    text = "See https://shop.example/a.b and 12.50 for all the rest of it"
    assert cut_sentences(text, 40) == cut_words(text, 40)
