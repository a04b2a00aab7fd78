"""What the app does between the shop's own steps; called by its middleware."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from support_plugin.guests import flows
from support_plugin.guests.phones import EMAIL_NAME, exchange_phone
from support_plugin.shop.checkout.steps import step_of


def pass_step(request: HttpRequest) -> HttpResponse | None:
    """Return the way past a step that the shopper need not see; None to have the shop's view answer.

    On every page but three of the checkout this costs a comparison.
    """
    step = step_of(request)
    if step == "index" and request.method == "POST":
        exchange_phone(request, request.POST.get(EMAIL_NAME, "username"))
    elif step == "shipping-address" and request.method == "POST":
        flows.note_address(request)
    elif step == "shipping-method" and request.method == "POST":
        flows.forget_address(request)
    elif step == "shipping-method" and request.method == "GET":
        following = flows.pass_method_step(request)
        return redirect(following) if following else None
    return None


# Where the choice of the shipping method is asked for, or comes later.
_BEFORE_THE_CHOICE = {
    "",
    "index",
    "shipping-address",
    "user-address-update",
    "user-address-delete",
    "shipping-method",
}


def show_step_after_all(request: HttpRequest, response: Any) -> Any:
    """Return the way back to a step that was passed over, where this page does not show what it asks for.

    Else the response itself. No template can be trusted to hold the tag, and none that holds it to show it:
    what counts is the page that was made.
    """
    is_page = request.method == "GET" and response.status_code == HTTPStatus.OK
    if not is_page or step_of(request) in _BEFORE_THE_CHOICE:
        return response
    return redirect("checkout:shipping-method") if flows.is_choice_missing(request) else response
