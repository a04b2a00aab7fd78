"""When a shopper seems stuck in the checkout: a form refused twice, or a payment that came to nothing.

Counted in the session, by step; nothing that was typed is kept.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from support_plugin.adapters import PaymentWay, get_adapter
from support_plugin.guests.payments import (
    again_label,
    began_payment,
    forget_payment,
    note_failure,
    other_ways,
)
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.checkout.steps import step_of
from support_plugin.signals import obstacle_met
from support_plugin.visitors.session_prompt import note_prompt
from support_plugin.web.request_state import state_of

FAILURES = "support_failures"
# So many refusals of the same step, and help is offered.
ENOUGH = 2


@dataclass(frozen=True)
class Help:
    """The offer, and what is put into the chat for the shopper to send; it is never sent by itself."""

    # Empty where the shop's page says already what went wrong.
    title: str
    draft: str
    # Empty without a chat.
    chat_url: str
    # After a failed payment: the button that begins it again, empty for none, and the other ways to pay.
    again: str = ""
    ways: tuple[PaymentWay, ...] = ()


def note_refusal(request: HttpRequest, errors: Any) -> None:
    """Count a form that this request sent and the shop refused; once a request."""
    if request.method != "POST" or not errors or state_of(request).has_counted_refusal:
        return
    state_of(request).has_counted_refusal = True
    failures = dict(request.session.get(FAILURES, {}))
    failures[step_of(request)] = failures.get(step_of(request), 0) + 1
    request.session[FAILURES] = failures
    if failures[step_of(request)] == ENOUGH:
        obstacle_met.send_robust(sender=Help, request=request, obstacle="form_refused")


def forget_failures(request: HttpRequest) -> None:
    """Forget all of it: the order is placed."""
    request.session.pop(FAILURES, None)
    forget_payment(request)


def offer_help(request: HttpRequest, form: Any = None, page: Any = None) -> Help | None:
    """Return the help to offer on this page of the checkout; None while all goes well.

    ``page``: the template context of the shop's page. Once a page: the slot may stand in several places.
    Afterwards, the session gets no other offer by itself.
    """
    errors = _messages(form)
    note_refusal(request, errors)
    if state_of(request).has_offered_help:
        return None
    found = _help_with_payment(request, page or {}) or _help_with_form(request, errors)
    if found is not None:
        state_of(request).has_offered_help = True
        note_prompt(request)
    return found


def _help_with_payment(request: HttpRequest, page: Any) -> Help | None:
    step = step_of(request)
    if step not in ("payment-details", "preview") or began_payment(request) is None:
        return None
    note_failure(request)
    unknown = _("The payment did not go through? Your cart is kept, and we are here to help.")
    title = "" if page.get("error") else get_adapter().payment_refusal(request) or unknown
    # The preview has the button itself.
    again = again_label(request, page.get("order_total")) if step == "payment-details" else ""
    ways = tuple(other_ways(request)) if step == "payment-details" else ()
    chat_url = _chat_url()
    if not (again or ways or chat_url):
        return None
    return Help(title, _("My payment did not go through."), chat_url, again, ways)


def _help_with_form(request: HttpRequest, errors: list[str]) -> Help | None:
    chat_url = _chat_url()
    if not chat_url or not errors or request.session.get(FAILURES, {}).get(step_of(request), 0) < ENOUGH:
        return None
    title = _("Does the form not take what you type? We are here to help; nothing is lost.")
    draft = "\n".join([_("I can't get on with the form of my order:"), *errors])
    return Help(title=title, draft=draft, chat_url=chat_url)


def _chat_url() -> str:
    preferences = get_preferences()
    is_there = preferences.help_enabled and preferences.chat_enabled
    return reverse("support_plugin:chat") if is_there else ""


def _messages(form: Any) -> list[str]:
    if not getattr(form, "is_bound", False):
        return []
    found = []
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        found.append(f"{label}: {' '.join(errors)}" if label else " ".join(errors))
    return found
