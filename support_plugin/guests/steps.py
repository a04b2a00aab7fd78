"""What the app does between the shop's own steps; called by its middleware."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from support_plugin.guests import flows
from support_plugin.guests.phones import EMAIL_NAME, exchange_phone
from support_plugin.shop.checkout import step_of


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
