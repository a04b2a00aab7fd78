"""Lists that people type, an entry a line."""

from support_plugin.text.lines import filled_lines


def test_lines_without_words_are_left_out_and_spaces_around_the_others():
    assert filled_lines("  چای\r\n\n \t \nقند و شکر  ") == ["چای", "قند و شکر"]


def test_of_nothing_there_are_no_lines():
    assert filled_lines("") == filled_lines(" \n ") == []
