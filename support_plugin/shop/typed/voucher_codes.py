"""Vouchers whose codes people type with the digits and letters of another keyboard."""

from itertools import product

from support_plugin.text.cleaning import is_storable, without_invisible
from support_plugin.text.digits import ARABIC_INDIC, ASCII, PERSIAN, to_ascii_digits

# Characters; Oscar's column has 128.
LONGEST = 200

_DIGITS = [str.maketrans(ASCII, digits) for digits in (ASCII, PERSIAN, ARABIC_INDIC)]
_YEHS = [str.maketrans("يى", "یی"), str.maketrans("یى", "يي")]
_KAFS = [str.maketrans("ك", "ک"), str.maketrans("ک", "ك")]


def find_voucher_code(typed: str) -> str:
    """Return the code of the voucher that is meant, as the shop has written it; as typed if there is none.

    The code as it was typed comes first; the others differ from it in the digits' script, in yeh and kaf of
    an Arabic or a Persian keyboard, or in characters that nobody sees.
    """
    from oscar.core.loading import get_model

    if len(typed) > LONGEST or not is_storable(typed):
        return typed
    spellings = spell_code(typed)
    codes = get_model("voucher", "Voucher")._default_manager.filter(code__in=spellings)
    found = set(codes.values_list("code", flat=True))
    return next((code for code in spellings if code in found), typed)


def spell_code(typed: str) -> list[str]:
    """Return the ways in which the shop may have written a code; as it was typed first."""
    # As Oscar's form reads it.
    plain = typed.strip().upper()
    return [plain, *_spell(plain), *_spell(without_invisible(plain).strip())]


def _spell(code: str) -> list[str]:
    ascii_code = to_ascii_digits(code)
    return [
        ascii_code.translate(yeh).translate(kaf).translate(digits)
        for digits, yeh, kaf in product(_DIGITS, _YEHS, _KAFS)
    ]
