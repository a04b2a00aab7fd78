"""The browser's calls about messages in the shop: it asks for one, shows it, and its reader closes it."""

from typing import Any, cast

from django.http import HttpRequest
from django.urls import path, reverse
from rest_framework.request import Request
from rest_framework.response import Response

from support_plugin import limits
from support_plugin.carts.reminders.on_site import flows
from support_plugin.chat.rules import clean_id
from support_plugin.rest.authentication import OwnPageAuthentication
from support_plugin.rest.views import ApiView
from support_plugin.visitors.queries import who_asks


class MessageView(ApiView):
    """For the app's own module, from the shop's own pages alone; no part of the API."""

    schema = None
    authentication_classes: Any = [OwnPageAuthentication]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Count the call."""
        super().initial(request, *args, **kwargs)
        asked: HttpRequest = request._request
        key = cast("str | None", request.auth)
        limits.spend("site_messages", who_asks(asked, key))
        self.reader = flows.Reader.of(asked, key)


class WaitingView(MessageView):
    """``GET site-messages/``: whether a message waits for the caller."""

    def get(self, request: Request) -> Response:
        """Return the ``message``, or null. Stores nothing."""
        found = flows.find_waiting(self.reader)
        if found is None:
            return Response({"message": None}, headers={"Cache-Control": "no-store"})
        message = {
            "id": found.key,
            "text": found.message.text,
            "item": found.message.item,
            "link": reverse("support_plugin:site-message", args=[found.key]),
        }
        return Response({"message": message}, headers={"Cache-Control": "no-store"})


class ShownView(MessageView):
    """``POST site-messages/<id>/shown/``: the browser is about to show it, and asks whether it still may."""

    def post(self, request: Request, key: str) -> Response:
        """Store it, under ``client_id``; return the ``text`` to show, or null."""
        message = flows.show_message(self.reader, key, clean_id(self.data("client_id")))
        return Response({"text": message.text if message else None})


class DismissedView(MessageView):
    """``POST site-messages/<id>/dismissed/``: its reader has closed it."""

    def post(self, request: Request, key: str) -> Response:
        """Store it."""
        flows.dismiss_message(self.reader, key)
        return Response(status=204)


urlpatterns = [
    path("site-messages/", WaitingView.as_view(), name="api-site-messages"),
    path("site-messages/<slug:key>/shown/", ShownView.as_view(), name="api-site-message-shown"),
    path("site-messages/<slug:key>/dismissed/", DismissedView.as_view(), name="api-site-message-dismissed"),
]
