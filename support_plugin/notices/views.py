"""The destination's form, without JavaScript, and the notice alone for pages that renew themselves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import View

from support_plugin.notices import choices
from support_plugin.notices.forms import DestinationForm
from support_plugin.notices.slots import BESIDE_TOTAL, notice_html, shipping_notice

# The id of the notice.
ANCHOR = "support-notice"


def safe_next(request: HttpRequest) -> str:
    """Return the page to go back to: one of this shop, else the basket."""
    wanted = request.POST.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_safe else reverse("basket:summary")


class DestinationView(View):
    """``POST``: keep the destination in a cookie, or forget it, and go back to the notice on the page.

    The form's script asks with ``X-Requested-With``: it gets the page too, and 400 with the fields' errors as
    JSON, ``{field: [error, …]}``.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep, forget, or say what is wrong."""
        in_place = request.headers.get("X-Requested-With") == "XMLHttpRequest"
        response = redirect(safe_next(request) if in_place else f"{safe_next(request)}#{ANCHOR}")
        if "forget" in request.POST:
            choices.forget_choice(response)
            if not in_place:
                messages.success(request, _("The destination is forgotten."))
            return response
        form = DestinationForm(request.POST)
        if form.is_valid():
            choices.keep_choice(request, response, form.cleaned_data)
        elif in_place:
            return JsonResponse(form.errors, status=400)
        else:
            for errors in form.errors.values():
                for error in errors:
                    messages.error(request, str(error))
        return response


class NoticeView(View):
    """``GET``: the notice of one placement for the present cart, for a page that did not reload."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, placement: str) -> HttpResponse:
        """Return its HTML, nothing for an empty cart."""
        is_beside_total = BESIDE_TOTAL in request.GET
        shown = shipping_notice(request, None, placement, is_beside_total=is_beside_total)
        response = HttpResponse(notice_html(shown))
        response["Cache-Control"] = "private, no-store"
        return response


urlpatterns = [
    path("destination/", DestinationView.as_view(), name="destination"),
    path("notice/mini/", NoticeView.as_view(), {"placement": "mini"}, name="notice-mini"),
    path("notice/basket/", NoticeView.as_view(), {"placement": "basket"}, name="notice-basket"),
]
