"""Nothing that strangers write turns around what stands beside it."""

from support_plugin.text.bidi import (
    BIDI_CONTROLS,
    isolate,
    isolate_code,
    isolate_lines,
    mark_rtl_lines,
    without_controls,
)


def test_every_control_goes_and_marks_stay():
    assert len(BIDI_CONTROLS) == 9
    assert without_controls(f"a{BIDI_CONTROLS}b\u200e\u200f\u061c\u200c") == "ab\u200e\u200f\u061c\u200c"


def test_a_text_cannot_end_its_isolate():
    assert isolate("a\u2069\u202eb") == "\u2068ab\u2069"
    assert isolate_code("12\u2069 34") == "\u206612 34\u2069"


def test_each_line_has_a_direction_of_its_own():
    assert isolate_lines("SF-1023\nاین") == "\u2068SF-1023\u2069\n\u2068این\u2069"


def test_a_line_without_letters_of_its_own_runs_from_right_where_its_language_does():
    shown = f"قیمت: {isolate('SF')}\n\n• {isolate('وزن')}: {isolate('250 g')} | —"
    first, empty, last = mark_rtl_lines(shown).split("\n")
    assert first == f"قیمت: {isolate('SF')}"
    assert (empty, last[0], last[1:]) == ("", "\u200f", f"• {isolate('وزن')}: {isolate('250 g')} | —")
