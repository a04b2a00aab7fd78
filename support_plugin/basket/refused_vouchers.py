"""A refused voucher: the reason stands at its field, and the code is kept.

The shop's view refuses with a message on the next page, far from the field. The message is taken, and the
true reason found where the shop knows the voucher and the cart gets nothing for it.
"""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from babel.lists import format_list
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from support_plugin.formats.pages import in_readers_text
from support_plugin.formats.readers import current_reader
from support_plugin.shop.carts import present_cart
from support_plugin.shop.offers.cart_vouchers import vouchers_of
from support_plugin.shop.personal_vouchers.carts import gives_now
from support_plugin.shop.personal_vouchers.hooks import explain_voucher
from support_plugin.shop.voucher_conflicts import offers_in_the_way
from support_plugin.shop.vouchers import (
    find_usable_voucher,
    is_in_cart,
    what_is_missing,
)
from support_plugin.signals import obstacle_met
from support_plugin.text.bidi import isolate
from support_plugin.text.cleaning import clean_line
from support_plugin.web.nonces import nonces_of

REFUSED = "support_refused_voucher"
# Characters of a code that is given back.
LONGEST = 128


def note_refusal(request: HttpRequest, response: Any) -> Any:
    """Return the way to the field where the shop refused a voucher; else the response itself.

    To be called with each response: on all pages but that of the vouchers it costs a comparison.
    """
    match = request.resolver_match
    if request.method != "POST" or match is None or match.view_name != "basket:vouchers-add":
        return response
    if not _leads_to_basket(response):
        return response
    refusal = _take_message(request)
    if not refusal:
        return response
    obstacle_met.send_robust(sender=None, request=request, obstacle="voucher_refused")
    code = clean_line(request.POST.get("code", ""), LONGEST)
    # The shop's view has answered; whose a code is depends on the request.
    with nonces_of(request):
        reason = find_reason(request, code) or refusal
    request.session[REFUSED] = {"code": code, "reason": reason}
    return redirect(f"{reverse('basket:summary')}#voucher")


def show_refusal(request: HttpRequest, form: Any) -> Any:
    """Return the voucher form with what was refused, once, or with a personal code in the cart that gives
    nothing any more and the reason; the form itself where there is neither.
    """
    if "code" not in getattr(form, "fields", ()):
        return form
    session = getattr(request, "session", None)
    found = session.pop(REFUSED, None) if session is not None and session.get(REFUSED) else None
    if found:
        return _with_error(form, found, has_focus=True)
    idle = _find_idle(request)
    return _with_error(form, idle, has_focus=False) if idle else form


def _find_idle(request: HttpRequest) -> dict[str, str] | None:
    cart = present_cart(request)
    for voucher in vouchers_of(cart):
        if voucher.voucher_set_id is not None and not gives_now(cart, voucher):
            reason = explain_voucher(request, voucher.code)
            if reason:
                return {"code": voucher.code, "reason": reason}
    return None


def _with_error(form: Any, found: dict[str, str], *, has_focus: bool) -> Any:
    refused = type(form)({form.add_prefix("code"): in_readers_text(found["code"])}, prefix=form.prefix)
    refused.is_valid()
    refused.errors.clear()
    refused.add_error("code", found["reason"])
    if has_focus:
        refused.fields["code"].widget.attrs["autofocus"] = True
    return refused


def _leads_to_basket(response: HttpResponse) -> bool:
    path = urlsplit(response.get("Location", "")).path
    return response.status_code == HTTPStatus.FOUND and path == reverse("basket:summary")


def _take_message(request: HttpRequest) -> str:
    storage = messages.get_messages(request)
    # Looking takes them all out.
    found = list(storage)
    refusal = found.pop() if found and found[-1].level >= messages.WARNING else None
    for other in found:
        messages.add_message(request, other.level, other.message, other.extra_tags or "")
    return str(refusal.message) if refusal else ""


def find_reason(request: HttpRequest, typed: str) -> str:
    """Return why a voucher gives nothing in the present cart; "" where the shop knows better."""
    code = typed.upper()
    own = explain_voucher(request, code)
    if own:
        return own
    voucher = None if is_in_cart(request, code) else find_usable_voucher(code, request.user)
    return explain_idle(request, voucher) if voucher is not None else ""


def explain_idle(request: HttpRequest, voucher: Any) -> str:
    """Return why a voucher that this person may use gives nothing in the present cart."""
    names = offers_in_the_way(request, voucher)
    if names:
        text = _(
            "The code %(code)s can't be combined with the offer “%(offer)s”, which has lowered these prices"
            " already."
        )
        return text % {"code": isolate(voucher.code), "offer": isolate(format_names(names))}
    missing = what_is_missing(request, voucher)
    refusal = _("This code does not count for the goods in your cart.")
    return f"{refusal} {missing}".strip()


def format_names(names: list[str]) -> str:
    """Return several names as a list in the reader's language, such as "a, b and c"."""
    return str(format_list(names, locale=current_reader().locale))
