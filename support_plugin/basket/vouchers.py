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

from support_plugin.formats.readers import current_reader
from support_plugin.shop.vouchers import (
    find_usable_voucher,
    is_in_cart,
    offers_in_the_way,
    what_is_missing,
)
from support_plugin.signals import obstacle_met
from support_plugin.text.bidi import isolate
from support_plugin.text.cleaning import clean_line

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
    request.session[REFUSED] = {"code": code, "reason": _find_reason(request, code) or refusal}
    return redirect(f"{reverse('basket:summary')}#voucher")


def show_refusal(request: HttpRequest, form: Any) -> Any:
    """Return the voucher form with what was refused, once; the form itself where nothing was."""
    session = getattr(request, "session", None)
    found = session.get(REFUSED) if session is not None else None
    if not found or "code" not in getattr(form, "fields", ()):
        return form
    del request.session[REFUSED]
    refused = type(form)({form.add_prefix("code"): found["code"]}, prefix=form.prefix)
    refused.is_valid()
    refused.errors.clear()
    refused.add_error("code", found["reason"])
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


def _find_reason(request: HttpRequest, typed: str) -> str:
    code = typed.upper()
    voucher = None if is_in_cart(request, code) else find_usable_voucher(code, request.user)
    if voucher is None:
        return ""
    names = offers_in_the_way(request, voucher)
    if names:
        text = _(
            "The code %(code)s can't be combined with the offer “%(offer)s”, which has lowered these prices"
            " already."
        )
        return text % {"code": isolate(code), "offer": isolate(format_names(names))}
    missing = what_is_missing(request, voucher)
    refusal = _("This code does not count for the goods in your cart.")
    return f"{refusal} {missing}".strip()


def format_names(names: list[str]) -> str:
    """Return several names as a list in the reader's language, such as "a, b and c"."""
    return str(format_list(names, locale=current_reader().locale))
