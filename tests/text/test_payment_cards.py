"""Of payment cards' numbers the last four digits are kept; other numbers stay as they are."""

import random
import time

import pytest

from support_plugin.text.payment_cards import hide_card_numbers, passes_luhn

# Well-known test numbers of each brand, and some with the beginnings of Iran's banks.
NUMBERS = """
4111111111111111 4222222222222 4012888888881881 5555555555554444 5105105105105100 2223003122003222
378282246310005 371449635398431 30569309025904 38520000023237 6011111111111117 6011000990139424
3530111333300000 6200000000000005 6759649826438453 6304000000000000 4000000000000000006
"""
CARDS = NUMBERS.split()
IRANIAN = ["603799", "610433", "621986", "502229", "627353", "585983", "589210", "504172", "207177", "991975"]


def luhn(beginning, length=16):
    """Return a number of this length that passes the check."""
    body = beginning.ljust(length - 1, "7")
    return next(f"{body}{last}" for last in range(10) if passes_luhn(f"{body}{last}"))


def grouped(number, gap):
    return gap.join(number[start : start + 4] for start in range(0, len(number), 4))


@pytest.mark.parametrize("number", CARDS + [luhn(beginning) for beginning in IRANIAN])
def test_all_but_the_last_four_digits_are_hidden(number):
    assert hide_card_numbers(f"x {number}, y") == f"x {'•' * (len(number) - 4)}{number[-4:]}, y"


@pytest.mark.parametrize(
    "gap",
    [
        " ",
        "-",
        "  ",
        " - ",
        "\u00a0",
        "\u202f",
        "–",
        "—",
        ".",
        "_",
        "/",
        "\n",
        "\u200c",
        "\u202a",
        "\u2066 \u2069",
    ],
)
def test_a_number_is_hidden_whatever_stands_between_its_groups(gap):
    hidden = hide_card_numbers(f"({grouped('4111111111111111', gap)})")
    assert hidden == f"({gap.join(['••••'] * 3 + ['1111'])})"


@pytest.mark.parametrize("digits", ["۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９", "०१२३४५६७८९"])
def test_a_number_is_hidden_in_digits_of_every_script(digits):
    number = "".join(digits[int(digit)] for digit in "6037991234567893")
    assert hide_card_numbers(f"کارت‌م {number} است") == f"کارت‌م {'•' * 12}{number[-4:]} است"


def test_a_number_in_digits_of_two_scripts_is_hidden():
    assert hide_card_numbers("4111۱۱۱۱1111۱۱۱۱") == "•" * 12 + "۱۱۱۱"


def test_what_is_beside_it_stays():
    text = "4111 1111 1111 1111 12/27 123 و 5555-5555-5555-4444."
    assert hide_card_numbers(text) == "•••• •••• •••• 1111 12/27 123 و ••••-••••-••••-4444."


def test_a_number_with_spaces_between_all_digits_is_hidden():
    assert hide_card_numbers("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1") == "• • • • • • • • • • • • 1 1 1 1"


def test_two_numbers_side_by_side_are_both_hidden():
    assert hide_card_numbers("4111111111111111 5555555555554444") == "••••••••••••1111 ••••••••••••4444"


def test_a_word_before_it_without_a_space_does_not_help():
    assert hide_card_numbers("کارت4111111111111111تمام") == "کارت••••••••••••1111تمام"
    assert hide_card_numbers("visa4111111111111111") == "visa••••••••••••1111"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "سلام",
        "4111111111111112",  # fails the check
        "1111111111111117",  # no beginning of a card
        "order 100234, 100235 and 100236",
        "0000000000000000",
        "41111111111111111111111",  # longer than any
        "+4111111111111111",
        "+49 151 2345 6789 01",
        "00989121234567",
        "09121234567 09351234567",
        "490154203237518",  # IMEI that passes the check
        "359881030314356",
        "IR820540102680020817909002",
        "IR82 0540 1026 8002 0817 9090 02",
        "SA03 8000 0000 6080 1016 7519",
        "DE89 3704 0044 0532 0130 00",
        "AE07 0331 2345 6789 0123 456",
        "1,500,000,000,000 تومان",
        "2026-11-29 10:42:24 2026-11-30",
        "۱۴۰۴/۰۹/۰۸ ۱۲:۳۰ ۱۴۰۴/۰۹/۰۹",
        "9780306406157",  # ISBN
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
        "33b6c31b-c712-4675-8814-55407360d5da",  # UUIDs with the digits of a card
        "order (69367812-7931-4257-99ED-E08474E0CDA2)",
        "۶۹۳۶۷۸۱۲ 69367812-7931-4257-99ed-e08474e0cda2",
    ],
)
def test_other_numbers_stay(text):
    assert hide_card_numbers(text) == text


def test_a_number_beside_a_uuid_is_hidden():
    uuid = "33b6c31b-c712-4675-8814-55407360d5da"
    number = "4111-1111-1111-1111"
    assert hide_card_numbers(f"{number} {uuid} {number}") == f"••••-••••-••••-1111 {uuid} ••••-••••-••••-1111"


def test_what_only_looks_like_a_uuid_hides_no_number():
    assert "4675" not in hide_card_numbers("33b6c31b-c712-4675-8814-55407360")
    assert "4675" not in hide_card_numbers("33b6c31b-c712-4675-8814-55407360d5dax")


def test_hiding_twice_is_hiding_once_and_keeps_the_length():
    rng = random.Random(7)
    parts = [*CARDS, "۰۱۲۳۴۵۶۷۸۹", "411", "1111", *"41-.•\u200c\n aا+", "IR82"]
    for _number in range(3000):
        text = "".join(rng.choice(parts) for _part in range(rng.randrange(12)))
        hidden = hide_card_numbers(text)
        assert len(hidden) == len(text)
        assert hide_card_numbers(hidden) == hidden


@pytest.mark.parametrize(
    "text", ["1" * 4000, "1 " * 2000, "4 - " * 1000, "1" * 12 + " " * 3988, "4111 " * 800]
)
def test_takes_time_in_proportion_to_the_text(text):
    began = time.process_time()
    for _number in range(10):
        hide_card_numbers(text)
    # A search that goes back would take seconds.
    assert time.process_time() - began < 2
