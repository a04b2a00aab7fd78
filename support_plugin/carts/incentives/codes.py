"""Codes in the shop: who may have one, putting one in by a link, and why one gives nothing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from support_plugin import clock
from support_plugin.basket.refused_vouchers import find_reason
from support_plugin.carts.incentives.models import PersonalVoucher
from support_plugin.carts.incentives.owners import (
    SESSION_KEY,
    Fault,
    asker_of,
    find_cart_fault,
    find_person_fault,
    missing_amount,
)
from support_plugin.carts.incentives.queries import find_personal, personal_by_voucher
from support_plugin.carts.incentives.words import NO_CART, NO_CODE, fault_text
from support_plugin.shop.carts import present_cart
from support_plugin.shop.personal_vouchers.carts import put_in, take_out, vouchers_in
from support_plugin.shop.personal_vouchers.hooks import Asking
from support_plugin.shop.personal_vouchers.making import find_uses, find_voucher
from support_plugin.text.bidi import isolate_code
from support_plugin.web.nonces import answered_request

# Codes that one session has by links; the last ones count.
MOST_CODES = 10


def allow_code(request: HttpRequest, code: str) -> None:
    """Let this browser use a code, as its link has proved whose it is; until its guest gives an address.

    To be called by the link that went to the person alone, never by an address with the bare code.
    """
    allowed = [known for known in request.session.get(SESSION_KEY, []) if known != code]
    request.session[SESSION_KEY] = [*allowed, code][-MOST_CODES:]


def apply(request: HttpRequest, code: str) -> str:
    """Put a code into the present cart; return "", or why it gives nothing, for the shopper. Idempotent."""
    cart = present_cart(request)
    row = find_personal(code)
    if row is None:
        return str(NO_CODE)
    if not cart.pk or cart.is_empty:
        return str(NO_CART)
    reason = explain(code, cart, request.user)
    if reason:
        return reason
    voucher = find_voucher(row.voucher_key)
    if voucher is None:
        return str(NO_CODE)
    if cart.vouchers.filter(pk=voucher.pk).exists() or put_in(request, voucher):
        return ""
    return find_reason(request, voucher.code) or fault_text(Fault.COST, row)


def explain(code: str, basket: Any, user: Any) -> str:
    """Return why a code no longer gives anything in this cart to this person; "" for no reason of ours.

    Somebody else learns no more than that it is not theirs.
    """
    row = find_personal(code)
    if row is None:
        return ""
    fault = find_person_fault(row, asker_of(user, answered_request()), basket.pk) or _find_fault(row, basket)
    return fault_text(fault, row, missing_amount(row, basket)) if fault else ""


def _find_fault(row: PersonalVoucher, basket: Any) -> Fault | None:
    if row.used_at is not None or find_uses([row.voucher_key] if row.voucher_key else []):
        return Fault.USED
    if row.ends_at < clock.now():
        return Fault.EXPIRED
    return find_cart_fault(row, basket) or (Fault.MINIMUM if missing_amount(row, basket) else None)


def refuse(voucher: Any, user: Any, asking: Asking) -> str:
    """Return why the shop must not let this person have a voucher for this cart; "" where it may."""
    row = personal_by_voucher([voucher.pk]).get(str(voucher.pk))
    if row is None:
        return ""
    cart = asking.cart
    asker = asker_of(user, answered_request(), asking.guest_email)
    fault = find_person_fault(row, asker, getattr(cart, "pk", None)) or find_cart_fault(row, cart)
    return fault_text(fault, row) if fault else ""


def take_out_others(request: HttpRequest | None, cart: Any, user: Any, text: Any) -> list[str]:
    """Take the codes of other people out of a cart, and notify the shopper by ``text``; return these codes.

    Of those that are this person's it is noted that they are in this cart.
    """
    vouchers = {str(voucher.pk): voucher for voucher in vouchers_in(cart)}
    asker, taken = asker_of(user, request), []
    for key, row in personal_by_voucher(vouchers).items() if vouchers else ():
        # Whether an earlier address put it here no longer matters.
        fault = find_person_fault(row, asker)
        if fault is None:
            PersonalVoucher.objects.filter(pk=row.pk).exclude(cart=cart.pk).update(cart=cart.pk)
        elif fault is Fault.SOMEBODY_ELSES:
            take_out(cart, vouchers[key])
            PersonalVoucher.objects.filter(pk=row.pk, cart=cart.pk).update(cart=None)
            taken.append(row.code)
            if request is not None:
                text = str(text) % {"code": isolate_code(row.code)}
                messages.warning(request, text, fail_silently=True)
    return taken
