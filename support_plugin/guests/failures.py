"""When a shopper seems stuck in the checkout: a form refused twice, or a payment that came to nothing.

Counted in the session, by step; nothing that was typed is kept.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from support_plugin.preferences.queries import get_preferences
from support_plugin.request_state import state_of
from support_plugin.shop.checkout import step_of

FAILURES = "support_failures"
PAYMENT_STARTED = "support_payment_started"
# So many refusals of the same step, and help is offered.
ENOUGH = 2


@dataclass(frozen=True)
class Help:
    """The offer, and what is put into the chat for the shopper to send; it is never sent by itself."""

    title: str
    draft: str
    chat_url: str


def note_refusal(request: HttpRequest, errors: Any) -> None:
    """Count a form that this request sent and the shop refused; once a request."""
    if request.method != "POST" or not errors or state_of(request).has_counted_refusal:
        return
    state_of(request).has_counted_refusal = True
    failures = dict(request.session.get(FAILURES, {}))
    failures[step_of(request)] = failures.get(step_of(request), 0) + 1
    request.session[FAILURES] = failures


def note_payment(request: HttpRequest) -> None:
    """Remember that a payment was begun: whoever sees the checkout again has not finished it."""
    request.session[PAYMENT_STARTED] = True


def forget_failures(request: HttpRequest) -> None:
    """Forget all of it: the order is placed."""
    request.session.pop(FAILURES, None)
    request.session.pop(PAYMENT_STARTED, None)


def offer_help(request: HttpRequest, form: Any = None) -> Help | None:
    """Return the help to offer on this page of the checkout; None while all goes well, or without a chat."""
    preferences = get_preferences()
    if not preferences.help_enabled or not preferences.chat_enabled:
        return None
    errors = _messages(form)
    note_refusal(request, errors)
    step = step_of(request)
    if request.session.get(PAYMENT_STARTED) and step in ("payment-details", "preview"):
        title = _("The payment did not go through? Your cart is kept, and we are here to help.")
        draft = _("My payment did not go through.")
    elif errors and request.session.get(FAILURES, {}).get(step, 0) >= ENOUGH:
        title = _("Does the form not take what you type? We are here to help; nothing is lost.")
        draft = "\n".join([_("I can't get on with the form of my order:"), *errors])
    else:
        return None
    return Help(title=title, draft=draft, chat_url=reverse("support_plugin:chat"))


def _messages(form: Any) -> list[str]:
    if not getattr(form, "is_bound", False):
        return []
    found = []
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        found.append(f"{label}: {' '.join(errors)}" if label else " ".join(errors))
    return found
