"""The inbox's forms, without JavaScript too: each does one thing and shows the page again."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from support_plugin import clock
from support_plugin.chat.queue.lists import read_filters
from support_plugin.desk.access import AgentRequired, OneConversation
from support_plugin.desk.duty.flows import LONGEST_DUTY, set_duty
from support_plugin.desk.inbox.actions import ACTIONS, act
from support_plugin.desk.inbox.flows import delete_filter, save_filter
from support_plugin.errors import Refused


class DeskActionView(OneConversation):
    """``POST``: does one of ``actions.ACTIONS``."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, public_id: UUID, action: str) -> HttpResponse:
        """Do it; a refusal stands above the page."""
        if action not in ACTIONS:
            raise Http404
        conversation, role = self.found
        try:
            act(action, conversation, role, request.user, _fields(request))
        except Refused as refused:
            messages.error(request, refused.detail)
        return redirect("support_plugin:desk-conversation", public_id)


def _fields(request: HttpRequest) -> dict[str, Any]:
    """Return the form's fields as the API has them; ``to`` names a colleague or a department."""
    fields: dict[str, Any] = {**request.POST.dict(), "tags": request.POST.getlist("tags")}
    kind, _colon, id = request.POST.get("to", "").partition(":")
    return {**fields, kind: id} if kind in ("agent", "department") else fields


class SettingView(AgentRequired):
    """``POST``: stores something of the agent's own, and shows the list again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Do it; a refusal stands above the page."""
        try:
            self.store(request, **kwargs)
        except Refused as refused:
            messages.error(request, refused.detail)
        return redirect("support_plugin:desk")

    def store(self, request: HttpRequest, **kwargs: Any) -> None:
        """Store what the form says; may raise Refused."""
        raise NotImplementedError


class SaveFilterView(SettingView):
    """Keeps the filters of the page under a name."""

    def store(self, request: HttpRequest, **kwargs: Any) -> None:
        """Keep them."""
        save_filter(request.user, request.POST.get("name"), read_filters(request.POST.dict()))


class DeleteFilterView(SettingView):
    """Forgets a filter."""

    def store(self, request: HttpRequest, **kwargs: Any) -> None:
        """Forget it."""
        delete_filter(request.user, kwargs["pk"])


class DutyView(SettingView):
    """Notes for how many ``minutes`` the agent is there from now on; none ends it."""

    def store(self, request: HttpRequest, **kwargs: Any) -> None:
        """Note it."""
        minutes = request.POST.get("minutes", "")
        is_number = minutes.isascii() and minutes.isdigit() and len(minutes) < 6
        length = timedelta(minutes=int(minutes)) if is_number else LONGEST_DUTY
        set_duty(request.user, clock.now() + length if minutes else None)


urlpatterns: list[Any] = [
    path("<uuid:public_id>/do/<slug:action>/", DeskActionView.as_view(), name="desk-action"),
    path("filters/", SaveFilterView.as_view(), name="desk-save-filter"),
    path("filters/<int:pk>/delete/", DeleteFilterView.as_view(), name="desk-delete-filter"),
    path("duty/", DutyView.as_view(), name="desk-duty"),
]
