"""Phone numbers as people type them."""

import re
from typing import Any

import phonenumbers
from django.conf import settings
from django.utils.translation import gettext_noop

from support_plugin.text.cleaning import without_invisible

# What the field of Oscar's models says; its own catalogue is loaded only where a shop has installed that app.
REFUSAL = gettext_noop("The phone number entered is not valid.")


def tidy_phone(typed: str) -> str:
    """Return a number without what keyboards and copied texts put into it, and its plus in front.

    Spaces of any width become plain ones. A plus behind the country's code was typed in front of it, from
    right to left.
    """
    spaced = re.sub(r"[\s_]+", " ", without_invisible(typed)).strip()
    return re.sub(r"^([0-9۰-۹٠-٩]{1,3})\+ ?", r"+\1", spaced)


def read_phone(typed: str, country: str = "") -> str:
    """Return a number in its international form (E.164); empty for what is no phone number.

    National numbers are those of ``country`` (an ISO code), else of ``PHONENUMBER_DEFAULT_REGION``; digits of
    any script are taken.
    """
    region = country or getattr(settings, "PHONENUMBER_DEFAULT_REGION", None)
    try:
        number = phonenumbers.parse(tidy_phone(typed), region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_mobile(number: str) -> bool:
    """Return whether a number in E.164 may be a mobile phone's: no landline, and none that earns by calls."""
    found = _parse(number, None)
    kind = phonenumbers.PhoneNumberType
    mobile = (kind.MOBILE, kind.FIXED_LINE_OR_MOBILE)
    return found is not None and phonenumbers.number_type(found) in mobile


def as_dialled(number: Any, country: str) -> str:
    """Return a phone number, a text or what Oscar's models hold, as people in a country dial it.

    That of another country, and what is no phone number, comes back as a text, unchanged.
    """
    typed = str(number or "")
    found = _parse(typed, country or None)
    if found is None or phonenumbers.region_code_for_number(found) != country:
        return typed
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.NATIONAL)


def read_for_country(typed: str, country: str) -> str:
    """Return a number as somebody with an address in a country (its ISO code) means it.

    That is E.164 where Oscar's form would read another number, or none: it tries
    ``PHONENUMBER_DEFAULT_REGION`` before the country, so that a mobile number of Iraq becomes one of Iran,
    and knows no country code without "+". What it reads rightly, and what is no number, comes back as typed,
    but for what ``tidy_phone`` mends.
    """
    typed = tidy_phone(typed)
    default = getattr(settings, "PHONENUMBER_DEFAULT_REGION", None)
    # Without a zero before it, or with two, the country's code may come first.
    coded = re.sub(r"^(00)?(?=[1-9])", "+", typed.strip())
    readings = (_parse(typed, country or None), _parse(typed, default), _parse(coded, None))
    meant = next((number for number in readings if number and phonenumbers.is_valid_number(number)), None)
    if meant is None or meant == _parse(typed, default or country or None):
        return typed
    return phonenumbers.format_number(meant, phonenumbers.PhoneNumberFormat.E164)


def _parse(typed: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return None
