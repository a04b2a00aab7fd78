"""One spelling, and one hash, for each way to write an address or a number."""

import pytest

from support_plugin.visitors.contacts import (
    EMAIL,
    PHONE,
    contact_hash,
    contact_hashes,
    is_hash,
    kind_of,
    normal_email,
    normal_phone,
)


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        (" Negar@Example.COM. ", "negar@example.com"),
        ("a@bücher.example", "a@xn--bcher-kva.example"),
        ("a@XN--BCHER-KVA.example", "a@xn--bcher-kva.example"),
        ("a@فروشگاه.example", "a@xn--mgbtj4c7ad63e.example"),
        ("re\u0301my@example.com", "r\u00e9my@example.com"),
        ("a\u200c@example.com\u200f", "a@example.com"),
        ('"a@b"@example.com', '"a@b"@example.com'),
    ],
)
def test_one_mailbox_has_one_spelling(typed, normal):
    assert normal_email(typed, False) == normal


@pytest.mark.parametrize(
    "typed", ["", "@", "a@", "@example.com", "example.com", "a b@example.com", "09123456789"]
)
def test_what_is_no_address_has_no_spelling_and_no_hash(typed):
    assert normal_email(typed, True) == ""
    assert contact_hash(EMAIL, typed) == ""


@pytest.mark.parametrize("alias", ["n.e.gar@gmail.com", "negar+shop@googlemail.com", "N.egar+a+b@GMAIL.com"])
def test_aliases_of_gmail_are_one_mailbox_where_they_are_folded(alias):
    assert normal_email(alias, True) == "negar@gmail.com"
    assert normal_email(alias, False) != "negar@gmail.com"
    assert contact_hash(EMAIL, alias) == contact_hash(EMAIL, "negar@gmail.com")


@pytest.mark.parametrize("other", ["negar+shop@example.com", "n.egar@example.com", "negar@notgmail.com"])
def test_elsewhere_a_plus_or_a_dot_is_another_mailbox(other):
    assert normal_email(other, True) == other
    assert contact_hash(EMAIL, other) != contact_hash(EMAIL, "negar@example.com")


def test_a_local_part_of_nothing_but_an_alias_stays():
    assert normal_email("+tag@gmail.com", True) == "+tag@gmail.com"


@pytest.mark.parametrize(
    "typed", ["۰۹۱۲۳۴۵۶۷۸۹", "0912 345 6789", "+98 912 345 6789", "00989123456789", "989123456789"]
)
def test_a_number_is_the_same_however_it_is_dialled(settings, typed):
    settings.PHONENUMBER_DEFAULT_REGION = "IR"
    assert normal_phone(typed) == "+989123456789"
    assert contact_hash(PHONE, typed) == contact_hash(PHONE, "+989123456789")


def test_a_number_is_read_as_in_the_country_that_is_named(settings):
    settings.PHONENUMBER_DEFAULT_REGION = "IR"
    assert normal_phone("050 123 4567", "AE") == "+971501234567"
    del settings.PHONENUMBER_DEFAULT_REGION
    assert normal_phone("050 123 4567", "AE") == "+971501234567"
    assert normal_phone("050 123 4567") == ""


def test_a_hash_is_keyed_and_distinguishes_no_kind_from_another(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "one", []
    first = contact_hash(EMAIL, "a@example.com")
    assert is_hash(first)
    assert first != contact_hash(PHONE, "+989123456789")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "two", ["one"]
    present, former = contact_hashes(EMAIL, "a@example.com")
    assert (present == first, former) == (False, first)


def test_what_somebody_typed_is_an_address_or_a_number():
    assert (kind_of("a@example.com"), kind_of("0912")) == (EMAIL, PHONE)
