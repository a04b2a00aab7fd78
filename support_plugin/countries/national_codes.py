"""Iran's national code (کد ملی), for shops whose form has a field for it.

Ten digits, of which the last follows from the others: django-localflavor 5.0, ``localflavor.ir.forms``. One
digit ten times would satisfy that rule, and is nobody's code: so people fill in fields against their will.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from support_plugin.formats.numbers import in_readers_digits
from support_plugin.text.digits import to_ascii_digits

LENGTH = 10


def validate_national_code(value: str) -> None:
    """Raise a ValidationError that says what is wrong with a national code, in the reader's language.

    Takes digits of any script. For ``validators=[...]`` of a form's or a model's field.
    """
    if message := explain_national_code_error(value):
        raise ValidationError(message, code="national_code")


def explain_national_code_error(value: str) -> str:
    """Return what is wrong with a national code; empty for nothing."""
    code = to_ascii_digits(value.strip())
    if not re.fullmatch("[0-9]+", code):
        return _("A national code is written in digits alone.")
    if len(code) != LENGTH:
        found = in_readers_digits(len(code))
        text = _("A national code has ten digits, zeros at the beginning included; this one has %(found)s.")
        return text % {"found": found}
    if len(set(code)) == 1 or int(code[-1]) != check_digit(code):
        return _("There is no such national code. Please compare it with the card, digit by digit.")
    return ""


def check_digit(code: str) -> int:
    """Return the tenth digit that belongs to the first nine of a code."""
    rest = sum(int(digit) * (LENGTH - place) for place, digit in enumerate(code[:9])) % 11
    return rest if rest < 2 else 11 - rest
