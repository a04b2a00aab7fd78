"""Iran's national code: ten digits, of which the last follows from the others."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from support_plugin.countries.national_codes import (
    check_digit,
    explain_national_code_error,
    validate_national_code,
)

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

NINE = st.text("0123456789", min_size=9, max_size=9)


@pytest.mark.parametrize(
    "code", ["0076229645", "1583250689", "۰۰۷۶۲۲۹۶۴۵", "١٥٨٣٢٥٠٦٨٩", " 0076229645 ", "0499370899"]
)
def test_a_code_whose_last_digit_is_right_is_taken(code):
    validate_national_code(code)


@given(NINE.filter(lambda nine: len(set(nine)) > 1), st.integers(1, 9))
def test_of_ten_last_digits_one_is_right(nine, shift):
    right = check_digit(nine)
    assert explain_national_code_error(f"{nine}{right}") == ""
    assert explain_national_code_error(f"{nine}{(right + shift) % 10}") != ""


@given(NINE.filter(lambda nine: len(set(nine)) > 1), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_never_taken_for_another_persons_code(nine, place, shift):
    # But for the pairs of remainders that share a check digit: 1 and 10.
    other = nine[:place] + str((int(nine[place]) + shift) % 10) + nine[place + 1 :]
    same = check_digit(other) == check_digit(nine)
    assert not same or check_digit(nine) == 1


@pytest.mark.parametrize("digit", "0123456789")
def test_one_digit_ten_times_is_nobodys_code(digit):
    with pytest.raises(ValidationError):
        validate_national_code(digit * 10)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("007622964", "this one has 9."),
        ("00762296455", "this one has 11."),
        ("007622964x", "digits alone"),
        ("0076229644", "compare it with the card"),
    ],
)
def test_the_problem_is_named(code, fault):
    with translation.override("en"), pytest.raises(ValidationError, match=fault):
        validate_national_code(code)


@pytest.mark.parametrize(("language", "found"), [("fa", "این کد ۹ رقم دارد"), ("ar", "وما كتبته: ٩")])
def test_the_problem_is_named_in_the_readers_language_and_digits(language, found):
    with translation.override(language):
        assert found in explain_national_code_error("007622964")
