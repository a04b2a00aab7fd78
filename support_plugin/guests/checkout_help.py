"""Help offered in the checkout: after a form that failed twice, or a payment that failed.

Failed forms are counted in the session, by step; nothing that was typed is stored.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from support_plugin.adapters import PaymentWay, get_adapter
from support_plugin.guests.begun_payments import (
    clear_pending_payment,
    note_payment_failure,
    other_payment_ways,
    pending_payment,
)
from support_plugin.guests.pay_buttons import retry_label
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.checkout.steps import step_of
from support_plugin.signals import obstacle_met
from support_plugin.visitors.session_prompt import note_prompt
from support_plugin.web.request_state import state_of

FAILURES_SESSION_KEY = "support_failures"
# Failed forms at the same step after which help is offered.
FAILURES_BEFORE_HELP = 2


@dataclass(frozen=True)
class CheckoutHelp:
    """The offer, and what is put into the chat for the shopper to send; it is never sent by itself."""

    # Empty where the shop's page says already what went wrong.
    title: str
    draft: str
    # Empty without a chat.
    chat_url: str
    # After a failed payment: the button that begins it again, empty for none, and the other ways to pay.
    again: str = ""
    ways: tuple[PaymentWay, ...] = ()


def count_failed_form(request: HttpRequest, errors: Any) -> None:
    """Count a form that this request sent and the shop refused; once a request."""
    if request.method != "POST" or not errors or state_of(request).has_counted_failed_form:
        return
    state_of(request).has_counted_failed_form = True
    failures = dict(request.session.get(FAILURES_SESSION_KEY, {}))
    failures[step_of(request)] = failures.get(step_of(request), 0) + 1
    request.session[FAILURES_SESSION_KEY] = failures
    if failures[step_of(request)] == FAILURES_BEFORE_HELP:
        obstacle_met.send_robust(sender=CheckoutHelp, request=request, obstacle="form_refused")


def clear_failures(request: HttpRequest) -> None:
    """Delete what the session knows of failed forms and payments: the order is placed."""
    request.session.pop(FAILURES_SESSION_KEY, None)
    clear_pending_payment(request)


def offer_help(request: HttpRequest, form: Any = None, page: Any = None) -> CheckoutHelp | None:
    """Return the help to offer on this page of the checkout; None while nothing has failed.

    ``page``: the template context of the shop's page. Returned once a page: a page may have the slot twice.
    Afterwards, the session gets no other offer without being asked.
    """
    errors = _error_messages(form)
    count_failed_form(request, errors)
    if state_of(request).has_offered_help:
        return None
    found = _help_after_failed_payment(request, page or {}) or _help_after_failed_form(request, errors)
    if found is not None:
        state_of(request).has_offered_help = True
        note_prompt(request)
    return found


def _help_after_failed_payment(request: HttpRequest, page: Any) -> CheckoutHelp | None:
    step = step_of(request)
    if step not in ("payment-details", "preview") or pending_payment(request) is None:
        return None
    note_payment_failure(request)
    unknown = _("The payment did not go through? Your cart is kept, and we are here to help.")
    title = "" if page.get("error") else get_adapter().payment_refusal(request) or unknown
    # The preview has the button itself.
    again = retry_label(request, page.get("order_total")) if step == "payment-details" else ""
    ways = tuple(other_payment_ways(request)) if step == "payment-details" else ()
    chat_url = _chat_url()
    if not (again or ways or chat_url):
        return None
    return CheckoutHelp(title, _("My payment did not go through."), chat_url, again, ways)


def _help_after_failed_form(request: HttpRequest, errors: list[str]) -> CheckoutHelp | None:
    chat_url = _chat_url()
    failures = request.session.get(FAILURES_SESSION_KEY, {}).get(step_of(request), 0)
    if not chat_url or not errors or failures < FAILURES_BEFORE_HELP:
        return None
    title = _("Does the form not take what you type? We are here to help; nothing is lost.")
    draft = "\n".join([_("I can't get on with the form of my order:"), *errors])
    return CheckoutHelp(title=title, draft=draft, chat_url=chat_url)


def _chat_url() -> str:
    preferences = get_preferences()
    is_there = preferences.help_enabled and preferences.chat_enabled
    return reverse("support_plugin:chat") if is_there else ""


def _error_messages(form: Any) -> list[str]:
    if not getattr(form, "is_bound", False):
        return []
    found = []
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        found.append(f"{label}: {' '.join(errors)}" if label else " ".join(errors))
    return found
