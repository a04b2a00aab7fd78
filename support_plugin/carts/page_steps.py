"""Looks at the pages of a cart: how far its shopper has come."""

import logging
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase

from support_plugin.carts.circumstances import note_source, read_circumstances, source_of
from support_plugin.carts.flows import note_shown, note_visit, note_visitor
from support_plugin.carts.models import Step
from support_plugin.carts.queue_reasons import weigh_shopper_of
from support_plugin.carts.shown_amounts import read_shown_amounts
from support_plugin.chat.unread import AWAITED
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.carts import loaded_cart, present_cart
from support_plugin.visitors.cookies import given_key, hash_key
from support_plugin.web.prefetching import is_prefetched

logger = logging.getLogger(__name__)

STEPS = {
    "basket:summary": Step.BASKET,
    "checkout:index": Step.GATEWAY,
    "checkout:shipping-address": Step.ADDRESS,
    "checkout:shipping-method": Step.METHOD,
    "checkout:payment-method": Step.PAYMENT,
    "checkout:payment-details": Step.PAYMENT,
    "checkout:preview": Step.PREVIEW,
}
# What pages ask for to renew the amounts on them.
RENEWALS = {f"support_plugin:notice-{name}" for name in ("basket", "mini", "address")}


def note_page(request: HttpRequest, response: HttpResponseBase) -> None:
    """Note where somebody comes from, and the step of the checkout that this page is.

    To be called with each response. One statement on the basket page and in the checkout, else none.
    """
    try:
        _note(request, response)
    except Exception:
        # A page is never lost because a visit can't be stored.
        logger.exception("A visit could not be noted")


def _note(request: HttpRequest, response: HttpResponseBase) -> None:
    if (key := given_key(request, response)) and get_preferences().carts_enabled:
        # A shopper who starts to chat may not open another page of the cart.
        note_visitor(present_cart(request).pk, hash_key(key))
    source, step = source_of(request), _step_of(request, response)
    # The preferences last: on most pages there is nothing to note.
    is_renewal = step is None and _is_renewal(request, response)
    if not (source or is_renewal or step is not None) or not get_preferences().carts_enabled:
        return
    note_source(request, response, source)
    cart = loaded_cart(request) if is_renewal or step is not None else None
    if cart is None:
        return
    shown = read_shown_amounts(request, response)
    if step is None:
        note_shown(cart.pk, shown)
        return
    note_visit(cart.pk, step, {**read_circumstances(request), "shown": shown})
    # Only where a conversation is known to be open: nobody else waits.
    if AWAITED in request.COOKIES:
        weigh_shopper_of(cart.pk)


def _is_renewal(request: HttpRequest, response: HttpResponseBase) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name in RENEWALS and response.status_code == HTTPStatus.OK


def _step_of(request: HttpRequest, response: HttpResponseBase) -> Step | None:
    match = request.resolver_match
    if match is None or request.method != "GET" or response.status_code != HTTPStatus.OK:
        return None
    # Nobody has looked at a prefetched page yet.
    return None if is_prefetched(request) else STEPS.get(match.view_name)
