"""Stopping reminders: by the link in each of them, without logging in, and on the account's page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, get_language_from_path
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from support_plugin.errors import Refused
from support_plugin.limits import Who, spend
from support_plugin.preferences.queries import get_preferences
from support_plugin.preferences.texts import shop_languages
from support_plugin.visitors.consents.account import account_rows, allow_for, stop_for
from support_plugin.visitors.consents.flows import suppress, take_back_stop
from support_plugin.visitors.consents.links import Stop, make_undo, read_token, read_undo, stopped_with
from support_plugin.visitors.consents.models import SEND_ME, Suppression
from support_plugin.visitors.consents.words import STOP, STOPPED
from support_plugin.web.request_state import state_of

PAGE = "support_plugin/consents/stop.html"
ONE_CLICK = {"List-Unsubscribe": ["One-Click"]}
View_ = Callable[..., HttpResponse]


def kept_private(view: View_) -> View_:
    """Have nobody store, index or pass on an address that is a key.

    Not "no-referrer": browsers then send the page's own forms with ``Origin: null``, which Django refuses.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex"
        response["Content-Language"] = get_language() or settings.LANGUAGE_CODE
        return response

    return answer


@csrf_exempt  # of mail programs' own request alone: see below
@never_cache
@kept_private
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token")
def stop_reminders(request: HttpRequest, token: str) -> HttpResponse:
    """Show what can be stopped; stop it on a press of a button, or on a mail program's request (RFC 8058).

    Only a POST changes anything: mail programs and scanners open links by themselves.
    """
    try:
        spend("unsubscribes", Who.of(request))
    except Refused as refused:
        return _plain(refused.detail, status=429, headers={"Retry-After": str(refused.retry_after)})
    stop = read_token(token)
    if stop is None:
        return render(request, PAGE, {"state": "unknown"}, status=404)
    _set_language(request, stop)
    if _is_one_click(request):
        suppress(stop.kind, stop.hashed, stop.channel, Suppression.Reason.ASKED)
        return _plain(str(STOPPED[stop.channel]))
    return csrf_protect(_answer)(request, stop)


def _is_one_click(request: HttpRequest) -> bool:
    # Nothing but these words, which no page of ours sends: whoever knows the address may do this alone.
    if request.method != "POST" or request.FILES:
        return False
    return dict(request.POST.lists()) == ONE_CLICK


def _answer(request: HttpRequest, stop: Stop) -> HttpResponse:
    """Answer the page, and what its buttons send."""
    if request.method == "POST" and "undo" in request.POST:
        channel = read_undo(request.POST["undo"], stop)
        stopped = () if channel is None else stopped_with(stop, channel)
        if sum(take_back_stop(stop.hashed, one) for one in stopped):
            return render(request, PAGE, {"state": "allowed"})
    elif request.method == "POST" and request.POST.get("stop") in ("channel", "all"):
        channel = stop.channel if request.POST["stop"] == "channel" else ""
        for one in stopped_with(stop, channel):
            suppress(stop.kind, stop.hashed, one, Suppression.Reason.ASKED)
        context = {"state": "stopped", "said": STOPPED[channel], "undo": make_undo(stop, channel)}
        return render(request, PAGE, context)
    words = {"stop": STOP[stop.channel], "stop_all": STOP[""], "is_asked_for": stop.channel == SEND_ME}
    return render(request, PAGE, {"state": "asked", **words})


def _plain(text: str, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    kind = "text/plain; charset=utf-8"
    return HttpResponse(f"{text}\n", status=status, headers=headers, content_type=kind)


def _set_language(request: HttpRequest, stop: Stop) -> None:
    """Make the page in the language of the message that led here, unless the reader has chosen one."""
    has_chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES or get_language_from_path(request.path_info)
    if not has_chosen and stop.language in dict(shop_languages()):
        # The middleware goes back to it, when the page has its direction.
        state_of(request).language_before = get_language()
        translation.activate(stop.language)


@method_decorator(never_cache, name="dispatch")
class AccountReminders(LoginRequiredMixin, View):
    """``GET``: what the account is reminded by; ``POST`` stops it or allows it, for this account alone."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show nothing where there are no reminders."""
        if not get_preferences().has_reminders:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the page."""
        return self._show(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Do what was pressed: ``do`` is "stop" or "allow", ``channel`` one of the page's."""
        change = {"stop": stop_for, "allow": allow_for}.get(request.POST.get("do", ""))
        if change is None:
            return self._show(request, status=400)
        try:
            if change is allow_for:
                spend("consents", Who.of(request))
            done = change(request.user, request.POST.get("channel", ""))
        except Refused as refused:
            messages.error(request, refused.detail)
            done = False
        if done:
            messages.success(request, _("Your choice is stored."))
        return redirect("support_plugin:reminders")

    def _show(self, request: HttpRequest, status: int = 200) -> HttpResponse:
        context = {
            "rows": account_rows(request.user),
            "page_title": _("Reminders"),
            "active_tab": "reminders",
        }
        return render(request, "support_plugin/consents/account.html", context, status=status)


urlpatterns = [
    path("reminders/", AccountReminders.as_view(), name="reminders"),
    path("reminders/stop/<str:token>/", stop_reminders, name="stop-reminders"),
]
