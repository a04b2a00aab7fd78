"""What is wrong with a field of an address, by country, in the reader's language."""

import re

import phonenumbers
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from support_plugin.guests.address_errors import (
    MOBILES,
    explain_error,
    explain_short_address_error,
    phone_example,
)
from support_plugin.guests.address_fields import NEEDED, POSTCODE
from support_plugin.shop.typed.postcodes import DIGITS
from support_plugin.shop.typed.short_addresses import read_short_address

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture(autouse=True)
def in_english():
    """The messages of the tables below."""
    with translation.override("en"):
        yield


DIGITS_OF = {"fa": "۰۱۲۳۴۵۶۷۸۹", "ar": "٠١٢٣٤٥٦٧٨٩", "en": "0123456789"}


@pytest.mark.parametrize(
    ("country", "typed", "fault"),
    [
        ("IR", "143456789", "A postcode in Iran has 10 digits; this one has 9."),
        ("IR", "14345678901", "A postcode in Iran has 10 digits; this one has 11."),
        ("IR", "۱۴۳۴۵-۶۷۸۹", "A postcode in Iran has 10 digits; this one has 9."),
        ("IR", "تهران", "A postcode in Iran is written in digits alone: 10 of them."),
        ("SA", "١١٥٦", "A postcode in Saudi Arabia has 5 digits; this one has 4."),
        ("IQ", "1001", "A postcode in Iraq has 5 digits; this one has 4."),
        ("BH", "12", "A postcode in Bahrain has 3 or 4 digits; this one has 2."),
        ("LB", "20383", "A postcode in Lebanon has 4 or 8 digits; this one has 5."),
        # No fault known: the words of the shop's form stay.
        ("IR", "14345-67890", ""),
        ("IR", "", ""),
        ("LB", "2038 3054", ""),
        ("GB", "XX", ""),
        ("AE", "12345", ""),
        ("", "12", ""),
    ],
)
def test_what_is_wrong_with_a_postcode(country, typed, fault):
    assert explain_error("postcode", typed, country) == fault


@pytest.mark.parametrize(
    ("country", "typed", "fault"),
    [
        ("IR", "0912345678", "A mobile number in Iran has 11 digits and begins with 09, such as 0912"),
        ("IR", "0912345678", "; this one has 10."),
        ("IR", "+98 912 345 67", "has 11 digits and begins with 09, such as 0912 345 6789; this one has 9."),
        ("IR", "۰۹۱۲۳۴۵۶۷۸۹۰", "this one has 12."),
        ("IR", "bahar", "A phone number is made of digits; there are none here."),
        ("IR", "05555555555", "There is no such phone number in Iran."),
        ("SA", "050123456", "A mobile number in Saudi Arabia has 10 digits and begins with 05"),
        ("AE", "05012345", "A mobile number in United Arab Emirates has 10 digits"),
        ("IQ", "0770123456", "A mobile number in Iraq has 11 digits and begins with 07"),
        ("KW", "5001234", "A mobile number in Kuwait has 8 digits"),
        ("KW", "12345678", "There is no such phone number in Kuwait."),
        ("IR", "+9665012", "Please check the digits after the country’s code."),
        ("IR", "0912 345 6789", ""),
        ("IR", "021 8888 1234", ""),
        # Countries whose mobile numbers are not in the table: the words of the shop's form stay.
        ("GB", "123456", ""),
        ("GB", "+999 1", ""),
        ("IR", "", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_phone_number(country, typed, fault):
    found = re.sub("[\u2066\u2069]", "", explain_error("phone_number", typed, country))
    assert fault in found
    assert bool(fault) == bool(found)


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
@pytest.mark.parametrize(("name", "typed"), [("postcode", "12345678901"), ("phone_number", "09")])
def test_it_is_said_in_the_readers_language_with_no_other_digits(language, name, typed):
    with translation.override(language):
        faults = [explain_error(name, typed, country) for country in MOBILES.keys() & DIGITS.keys()]
    assert all(faults)
    digits = {character for character in "".join(faults) if character.isdigit()}
    assert digits <= set(DIGITS_OF[language])
    letters = re.search("[A-Za-z]", "".join(faults))
    assert bool(letters) == (language == "en")


def test_the_problem_in_persian_reads_as_a_person_would_say_it():
    with translation.override("fa"):
        found = explain_error("postcode", "143456789", "IR")
    assert found == "کد پستی در ایران ۱۰ رقم دارد؛ این کد ۹ رقم دارد."


@pytest.mark.parametrize("country", MOBILES)
def test_the_table_of_mobile_numbers_agrees_with_the_library(country):
    start, length = MOBILES[country]
    digits = re.sub("[^0-9]", "", phone_example(country))
    assert digits.startswith(start)
    assert len(digits) == length


@pytest.mark.parametrize("country", DIGITS)
def test_every_example_of_a_postcode_is_one(country):
    assert explain_error("postcode", DIGITS[country][1], country) == ""
    assert POSTCODE in NEEDED[country]


@given(st.sampled_from(sorted(MOBILES)), st.text("0123456789+ -", min_size=1, max_size=18))
def test_a_number_that_can_be_called_has_no_fault_and_another_has_one(country, typed):
    try:
        is_right = phonenumbers.is_valid_number(phonenumbers.parse(typed.strip(), country))
    except phonenumbers.NumberParseException:
        is_right = False
    found = explain_error("phone_number", typed, country)
    assert not (found and is_right)
    assert found or is_right or not typed.strip()


@given(st.text(max_size=30), st.sampled_from(["IR", "SA", "AE", "", "XX"]))
def test_anything_may_be_typed(typed, country):
    for name in ("postcode", "phone_number", "national_code", "line1"):
        assert isinstance(explain_error(name, typed, country), str)


@pytest.mark.parametrize("typed", ["RRRD2929", "rrrd2929", "RRRD ٢٩٢٩", "rrrd-۲۹۲۹", " \u200fRRRD2929 "])
def test_a_short_address_has_one_spelling(typed):
    assert read_short_address(typed) == "RRRD2929"
    assert explain_short_address_error(typed) == ""


@pytest.mark.parametrize("typed", ["RRD2929", "RRRD292", "2929RRRD", "شقة ٥", "RRRD29291"])
def test_what_is_no_short_address_stays_as_typed_and_the_problem_is_named(typed):
    assert read_short_address(typed) == typed
    found = re.sub("[\u2066\u2069]", "", explain_short_address_error(typed))
    assert found == "The short address has four letters and four digits, such as RRRD2929."


def test_nobody_has_to_have_a_short_address():
    assert explain_short_address_error("") == explain_short_address_error("  ") == ""
