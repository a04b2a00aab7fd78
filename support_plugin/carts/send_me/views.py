"""What the form “send me this cart” does: it answers its script in JSON, and pages without one by a page."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from support_plugin.carts.send_me import flows
from support_plugin.carts.send_me.queries import offer_of
from support_plugin.errors import Refused
from support_plugin.preferences.queries import get_preferences
from support_plugin.text.bidi import isolate
from support_plugin.text.cleaning import clean_line
from support_plugin.visitors.cookies import read_key
from support_plugin.visitors.queries import who_asks

PAGE = "support_plugin/carts/send_me_page.html"
# Characters of what was typed that are given back.
LONGEST = 254


@method_decorator([never_cache, sensitive_post_parameters("contact")], name="dispatch")
class SendCart(View):
    """``POST`` has the caller's own cart sent, by ``way``, or makes a link to it; ``GET`` leads there."""

    http_method_names = ("get", "head", "post")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Keep what is answered, which may be a key, to the caller."""
        if not get_preferences().has_cart_sending:
            raise Http404
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    def get(self, request: HttpRequest) -> HttpResponse:
        """Lead to the cart, as after a reload of the answer."""
        return redirect("basket:summary")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Do what was asked; what is refused stands at the field, with what was typed."""
        try:
            if request.POST.get("way") == "link":
                return _show_link(
                    request, flows.copy_link(request, who_asks(request, read_key(request.COOKIES)))
                )
            return _send(request)
        except Refused as refused:
            return _refuse(request, refused)


def _send(request: HttpRequest) -> HttpResponse:
    way, typed = request.POST.get("way", ""), request.POST.get("contact", "")
    recipient = flows.read_recipient(way, typed, request.user)
    key = clean_line(request.POST.get("key", ""), 64) or str(uuid4())
    flows.send_cart(request, recipient, who_asks(request, read_key(request.COOKIES)), key)
    # The same whoever's address it is, and whatever becomes of it.
    text = _("We are sending your cart to %(contact)s. That may take a few minutes.")
    said = text % {"contact": isolate(recipient.contact)}
    if _wants_json(request):
        return JsonResponse({"said": said, "key": str(uuid4())})
    messages.success(request, said)
    return redirect("basket:summary")


def _show_link(request: HttpRequest, link: str) -> HttpResponse:
    if not link:
        raise Refused("unavailable", _("Something went wrong on our side. Please try again."), retry_after=60)
    if _wants_json(request):
        return JsonResponse({"link": link, "said": _("Here is the link to your cart.")})
    return render(request, PAGE, {"offer": offer_of(request), "link": link})


def _refuse(request: HttpRequest, refused: Refused) -> HttpResponse:
    way, error = request.POST.get("way", ""), str(refused.detail)
    response: HttpResponse
    if _wants_json(request):
        response = JsonResponse({"error": error}, status=refused.code.status)
    else:
        typed = clean_line(request.POST.get("contact", ""), LONGEST)
        context = {"offer": offer_of(request), "error": error, "way": way, "typed": typed}
        response = render(request, PAGE, context, status=refused.code.status)
    if refused.retry_after:
        response.headers["Retry-After"] = str(refused.retry_after)
    return response


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


urlpatterns = [path("cart/send/", SendCart.as_view(), name="send-cart")]
