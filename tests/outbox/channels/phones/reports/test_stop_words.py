"""Which answers mean "no more"."""

import pytest

from support_plugin.outbox.channels.phones.reports.stop_words import means_stop


@pytest.mark.parametrize(
    "answer",
    [
        *(
            "STOP",
            "stop",
            " Stop. ",
            "“stop”",
            "STOPALL",
            "Stop all",
            "Unsubscribe",
            "ARRET",
            "Arrêt",
            "arrêt!",
        ),
        *("لغو", "لغو۱۱", "لغو ۱۱", "لغو11", "«لغو»", "لغو\u200c", "لَغو", "توقف", "نفرستید"),
        *("إيقاف", "ايقاف", "إلغاء", "الغاء", "إلغاء الاشتراك", "أوقف"),
        *("Stop promotions", "إيقاف العروض الترويجية"),
    ],
)
def test_an_answer_that_means_no_more_stops(answer):
    assert means_stop(answer)


@pytest.mark.parametrize(
    "answer",
    ["", " ", "stop by at five", "don't stop", "سفارش من لغو شد؟", "لغو سفارش", "11", "۱۱", "12", "x" * 5000],
)
def test_an_answer_that_means_something_else_does_not_stop(answer):
    assert not means_stop(answer)


@pytest.mark.parametrize(("answer", "stops"), [("11", True), ("۱۱", True), ("١١", True), ("12", False)])
def test_irans_lines_are_answered_by_a_number(answer, stops):
    assert means_stop(answer, "IR") is stops
