"""What a voucher's code gives in a cart, for a shopper who asks: nothing of anybody else's code is shown."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from support_plugin import clock
from support_plugin.basket.refused_vouchers import explain_idle
from support_plugin.formats.dates import describe_date
from support_plugin.shop.carts import present_cart
from support_plugin.shop.offers.cart_vouchers import vouchers_of
from support_plugin.shop.personal_vouchers.hooks import asking_for, explain_voucher, refuse
from support_plugin.shop.vouchers import find_named_voucher, taken_off, what_it_takes_off
from support_plugin.text.bidi import isolate

# Words of a question that may be a code.
MOST_WORDS = 20


class VoucherState(StrEnum):
    """What a code does in a cart."""

    COUNTS = "counts"
    # It would, as soon as it is entered.
    WOULD_COUNT = "would count"
    GIVES_NOTHING = "gives nothing"
    # No code of the shop's, or somebody else's: both are answered alike.
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class VoucherAnswer:
    """What a code does. ``amount``: what it takes off the goods in ``currency``; 0 for the shipping alone."""

    code: str
    state: VoucherState
    amount: Decimal | None = None
    currency: str = ""
    reason: str = ""


def ask_about_voucher(request: HttpRequest, words: list[str]) -> VoucherAnswer | None:
    """Return what the code among these words does in the present cart.

    Without one: of a voucher in the cart that gives nothing. None where there is nothing to show.
    """
    cart = present_cart(request)
    voucher = find_named_voucher(words[:MOST_WORDS])
    if voucher is None:
        typed = next((word for word in words[:MOST_WORDS] if _looks_like_code(word)), "")
        if typed:
            return VoucherAnswer(typed, VoucherState.UNKNOWN)
        voucher = next((one for one in vouchers_of(cart) if taken_off(cart, one) is None), None)
        return _of_own(request, voucher) if voucher is not None else None
    if any(one.pk == voucher.pk for one in vouchers_of(cart)):
        return _of_own(request, voucher)
    with asking_for(cart):
        return _of_other(request, voucher)


def _of_own(request: HttpRequest, voucher: Any) -> VoucherAnswer:
    """Return what a voucher in the cart does."""
    cart = present_cart(request)
    amount = taken_off(cart, voucher)
    if amount is not None:
        return VoucherAnswer(voucher.code, VoucherState.COUNTS, amount, str(cart.currency or ""))
    reason = explain_voucher(request, voucher.code) or _of_dates(voucher) or explain_idle(request, voucher)
    return VoucherAnswer(voucher.code, VoucherState.GIVES_NOTHING, reason=reason)


def _of_other(request: HttpRequest, voucher: Any) -> VoucherAnswer:
    """Return what a voucher would do that is in no cart of this person's."""
    unknown = VoucherAnswer(voucher.code, VoucherState.UNKNOWN)
    if voucher.voucher_set_id is not None and refuse(voucher, request.user):
        return unknown
    reason = explain_voucher(request, voucher.code) or _of_dates(voucher)
    if not reason:
        if not voucher.is_active():
            # It begins later: nobody is to know yet.
            return unknown
        is_available, reason = voucher.is_available_to_user(request.user)
        if not is_available and voucher.usage == voucher.SINGLE_USE:
            return unknown
        if is_available and (amount := what_it_takes_off(request, voucher)) is not None:
            currency = str(present_cart(request).currency or "")
            return VoucherAnswer(voucher.code, VoucherState.WOULD_COUNT, amount, currency)
        reason = str(reason) or explain_idle(request, voucher)
    return VoucherAnswer(voucher.code, VoucherState.GIVES_NOTHING, reason=reason)


def _of_dates(voucher: Any) -> str:
    if voucher.end_datetime >= clock.now():
        return ""
    day = describe_date(clock.local(voucher.end_datetime).date())
    return _("This code was valid until %(day)s.") % {"day": isolate(day)}


def _looks_like_code(word: str) -> bool:
    """Return whether a word is written as codes are: capitals and digits."""
    if len(word) < 4 or not word.isascii():
        return False
    has_letter = any(letter.isalpha() for letter in word)
    return has_letter and (any(letter.isdigit() for letter in word) or word.isupper())
