"""The way from a message in the shop back to where its reader stopped."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from support_plugin import limits
from support_plugin.carts.reminders.on_site import flows
from support_plugin.carts.restoring.flows import make_link
from support_plugin.carts.restoring.queries import has_it_already, read_left_cart
from support_plugin.carts.restoring.return_to_step import apply_codes, redirect_to_step
from support_plugin.errors import Refused
from support_plugin.visitors.cookies import read_key
from support_plugin.visitors.queries import who_asks
from support_plugin.web.prefetching import is_prefetched


@require_safe
@never_cache
def go_on(request: HttpRequest, key: str) -> HttpResponse:
    """Lead to the step where the cart was left; where this browser has lost it, to the link that brings it.

    Whoever the message is not for, or no more, is led to their own cart.
    """
    is_followed = request.method == "GET" and not is_prefetched(request)
    browser = read_key(request.COOKIES)
    reader = flows.Reader.of(request, browser)
    try:
        limits.spend("site_messages", who_asks(request, browser))
        left = read_left_cart(flows.follow_message(reader, key), request.user)
    except Refused:
        left = None
    if left is None or not is_followed:
        return redirect("basket:summary")
    flows.note_follower(reader, key)
    if not has_it_already(request, left.origin):
        return redirect(make_link(left.origin)[1] or "basket:summary")
    apply_codes(request, left)
    return redirect_to_step(request, left)


urlpatterns = [path("site-message/<slug:key>/", go_on, name="site-message")]
