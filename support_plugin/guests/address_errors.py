"""Error messages for one field of an address that say what to correct.

Nothing is validated here: the shop's form has refused the value already. Where nothing is found, the form's
own message stays.
"""

import re
from collections.abc import Callable

import phonenumbers
from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from support_plugin.countries.national_codes import explain_national_code_error
from support_plugin.formats.numbers import in_readers_digits
from support_plugin.shop.typed.numbers import NATIONAL_CODES
from support_plugin.shop.typed.postcodes import DIGITS
from support_plugin.shop.typed.short_addresses import EXAMPLE, is_short_address
from support_plugin.text.bidi import isolate_code
from support_plugin.text.cleaning import without_invisible
from support_plugin.text.digits import to_ascii_digits

# {country: (how a mobile number begins when called from there, how many digits it has)}; from the metadata of
# phonenumbers 9.0 (a test compares them).
MOBILES: dict[str, tuple[str, int]] = {
    "IR": ("09", 11),
    "SA": ("05", 10),
    "AE": ("05", 10),
    "IQ": ("07", 11),
    "KW": ("", 8),
    "QA": ("", 8),
    "BH": ("", 8),
    "OM": ("", 8),
    "JO": ("07", 10),
    "EG": ("01", 11),
    "AF": ("07", 10),
    "TR": ("05", 11),
}


def explain_error(name: str, typed: str, country: str) -> str:
    """Return what is wrong with what was typed into a field, in the reader's language; else nothing.

    ``name``: the field's in Oscar's address, or one for the national code; ``country``: ISO code or "".
    """
    find: Callable[[str, str], str] | None = EXPLANATIONS.get(name)
    plain = to_ascii_digits(without_invisible(typed)).strip()
    return find(plain, country) if find and plain else ""


def explain_postcode_error(plain: str, country: str) -> str:
    """Return what is wrong with a postcode in ASCII digits; only for countries with digits alone."""
    if country not in DIGITS:
        return ""
    lengths, _example = DIGITS[country]
    code = re.sub(r"[-‐‑–—−\s]", "", plain)
    named = {"country": name_country(country), "digits": _one_or_other(lengths), "found": str(len(code))}
    if not re.fullmatch("[0-9]+", code):
        return _fill_in(_("A postcode in %(country)s is written in digits alone: %(digits)s of them."), named)
    if len(code) not in lengths:
        text = _("A postcode in %(country)s has %(digits)s digits; this one has %(found)s.")
        return _fill_in(text, named)
    return ""


def explain_phone_error(plain: str, country: str) -> str:
    """Return what is wrong with a phone number in ASCII digits; only for countries that ``MOBILES`` knows."""
    digits = re.sub("[^0-9]", "", plain)
    if not digits:
        return _("A phone number is made of digits; there are none here.")
    if country not in MOBILES or is_phone(plain, country):
        return ""
    if re.match(r"\+|00", plain) and not _has_country_code(digits, country):
        return _("There is no such phone number. Please check the digits after the country’s code.")
    return _explain_mobile_number(digits, country)


def is_phone(plain: str, country: str) -> bool:
    """Return whether somebody in a country can call this number."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(plain, country))
    except phonenumbers.NumberParseException:
        return False


def phone_example(country: str) -> str:
    """Return a mobile number as it is written in a country, in ASCII digits; empty for an unknown country."""
    number = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL) if number else ""


def explain_short_address_error(typed: str) -> str:
    """Return what is wrong with a short address; empty for nothing, and where nothing was typed."""
    if not typed.strip() or is_short_address(typed):
        return ""
    text = _("The short address has four letters and four digits, such as %(example)s.")
    return text % {"example": isolate_code(EXAMPLE)}


def name_country(code: str) -> str:
    """Return a country's name in the active language, as Unicode CLDR has it."""
    try:
        locale = Locale.parse(get_language() or "en", sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return str(locale.territories.get(code, code))


def _explain_mobile_number(digits: str, country: str) -> str:
    start, length = MOBILES[country]
    national = _national_number(digits, country)
    named = {
        "country": name_country(country),
        "digits": str(length),
        "start": start,
        "example": phone_example(country),
        "found": str(len(national)),
    }
    if len(national) == length:
        return _fill_in(
            _("There is no such phone number in %(country)s. A mobile number there looks like %(example)s."),
            named,
        )
    if not start:
        text = _(
            "A mobile number in %(country)s has %(digits)s digits, such as %(example)s;"
            " this one has %(found)s."
        )
        return _fill_in(text, named)
    text = _(
        "A mobile number in %(country)s has %(digits)s digits and begins with %(start)s, such as %(example)s;"
        " this one has %(found)s."
    )
    return _fill_in(text, named)


def _national_number(digits: str, country: str) -> str:
    # As it is dialled within the country.
    start, _length = MOBILES[country]
    code = str(phonenumbers.country_code_for_region(country))
    own = re.sub(rf"^(00)?{code}0?", "", digits) if _has_country_code(digits, country) else digits
    return f"0{own}" if start and not own.startswith("0") else own


def _has_country_code(digits: str, country: str) -> bool:
    code = str(phonenumbers.country_code_for_region(country))
    return digits.removeprefix("00").startswith(code)


def _one_or_other(lengths: tuple[int, ...]) -> str:
    if len(lengths) == 1:
        return str(lengths[0])
    return _("%(few)s or %(many)s") % {"few": lengths[0], "many": lengths[1]}


def _fill_in(text: str, named: dict[str, str]) -> str:
    isolated = {**named, "example": isolate_code(named["example"])} if "example" in named else named
    return in_readers_digits(text % isolated)


EXPLANATIONS: dict[str, Callable[[str, str], str]] = {
    "postcode": explain_postcode_error,
    "phone_number": explain_phone_error,
    **dict.fromkeys(NATIONAL_CODES, lambda plain, _country: explain_national_code_error(plain)),
}
