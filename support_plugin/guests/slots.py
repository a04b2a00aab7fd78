"""What the prompt for guests shows."""

from typing import Any

from django.http import HttpRequest

from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.gateway import allows_guests, read_gateway_form

# A hidden field that tells the prompt's own submission from one of the shop's form on the same page.
MARK = "support_guest"


def guest_prompt(request: HttpRequest, form: Any) -> dict[str, Any] | None:
    """Return the prompt's context; None for shoppers who are logged in and shops that want an account.

    ``form`` is the form of the shop's gateway view. Errors of a submission made with the prompt are shown in
    the prompt and taken out of ``form``, so that the shop's own form below doesn't repeat them.
    """
    user: Any = request.user
    if not get_preferences().guests_enabled or user.is_authenticated or not allows_guests():
        return None
    gateway = read_gateway_form(form)
    if gateway is None:
        return None
    errors = _take_errors(form) if MARK in request.POST else []
    return {"gateway": gateway, "errors": errors, "mark": MARK}


def _take_errors(form: Any) -> list[str]:
    errors = [error for messages in form.errors.values() for error in messages]
    form.errors.clear()
    return errors
