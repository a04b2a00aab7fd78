"""Phone numbers as people type them."""

import phonenumbers
from django.conf import settings


def read_phone(typed: str) -> str:
    """Return a number in its international form (E.164); empty for what is no phone number.

    National numbers are those of ``PHONENUMBER_DEFAULT_REGION``; digits of any script are taken.
    """
    try:
        number = phonenumbers.parse(typed, getattr(settings, "PHONENUMBER_DEFAULT_REGION", None))
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
