"""Skipping the step of the shipping methods, and going back to it where the next page lacks the choice.

Called by the middleware.
"""

import logging
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from support_plugin.guests.phones import EMAIL_NAME, replace_phone_by_email
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.checkout import steps
from support_plugin.shop.checkout.session import chosen_method
from support_plugin.shop.checkout.steps import step_of
from support_plugin.web.request_state import state_of

logger = logging.getLogger(__name__)

# Session keys: the address was just entered; the step of the methods was skipped, and the shopper has not
# seen the choice yet.
FRESH_ADDRESS = "support_fresh_address"
UNSEEN_CHOICE = "support_unseen_choice"


def skip_step(request: HttpRequest) -> HttpResponse | None:
    """Return a redirect past a step that the shopper need not see; None to have the shop's view answer.

    Costs a comparison of names, except on three pages of the checkout.
    """
    step = step_of(request)
    if step == "index" and request.method == "POST":
        replace_phone_by_email(request, request.POST.get(EMAIL_NAME, "username"))
    elif step == "shipping-address" and request.method == "POST":
        _note_address_entered(request)
    elif step == "shipping-method" and request.method == "POST":
        clear_skipping(request)
    elif step == "shipping-method" and request.method == "GET":
        following = _skip_method_step(request)
        return redirect(following) if following else None
    return None


# Where the choice of the shipping method is asked for, or comes later.
_PAGES_BEFORE_THE_CHOICE = {
    "",
    "index",
    "shipping-address",
    "user-address-update",
    "user-address-delete",
    "shipping-method",
}


def return_to_skipped_step(request: HttpRequest, response: Any) -> Any:
    """Return a redirect to the skipped step where this page does not show its choice; else the response.

    A shop's template may lack the tag, or have it and not show it: so the finished page is looked at.
    """
    is_page = request.method == "GET" and response.status_code == HTTPStatus.OK
    if not is_page or step_of(request) in _PAGES_BEFORE_THE_CHOICE:
        return response
    return redirect("checkout:shipping-method") if _must_show_skipped_step(request) else response


def _note_address_entered(request: HttpRequest) -> None:
    """Note in the session that the shopper is about to leave the address step."""
    if get_preferences().first_method_enabled:
        request.session[FRESH_ADDRESS] = True


def clear_skipping(request: HttpRequest) -> None:
    """Delete both session keys: the shopper has chosen a shipping method since."""
    request.session.pop(FRESH_ADDRESS, None)
    request.session.pop(UNSEEN_CHOICE, None)


def _skip_method_step(request: HttpRequest) -> str:
    """Return where to go instead of the step of the shipping methods; empty to show it.

    Skipped once, right after the address: a shopper who comes to change the method sees the step. The next
    page must show the choice: see :func:`_must_show_skipped_step`.
    """
    is_fresh = request.session.pop(FRESH_ADDRESS, False)
    request.session.pop(UNSEEN_CHOICE, None)
    if not is_fresh or not get_preferences().first_method_enabled:
        return ""
    before = chosen_method(request)
    following = steps.settle_method(request)
    if following:
        request.session[UNSEEN_CHOICE] = {"before": before}
    return following


def _must_show_skipped_step(request: HttpRequest) -> bool:
    """Return whether the page just made should have shown the choice that was skipped, and did not.

    If so, the method of before is restored in the checkout, and the shopper has to be redirected to the step.
    Called once, for the first page after the step: that page alone decides.
    """
    if not get_preferences().first_method_enabled:
        return False
    unseen = request.session.pop(UNSEEN_CHOICE, None)
    if unseen is None or state_of(request).shows_methods:
        return False
    steps.restore_method(request, unseen["before"])
    logger.warning("The page %s shows no {%% support_method_choice %%}", request.path)
    return True
