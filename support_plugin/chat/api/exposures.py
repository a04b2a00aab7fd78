"""The launcher's call for browsers: it stands on a page, or would for those who see it."""

from typing import Any, cast

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from support_plugin import clock, limits
from support_plugin.chat.unread import count_unread, note_awaited
from support_plugin.preferences.queries import get_preferences
from support_plugin.rest.authentication import OwnPageAuthentication
from support_plugin.rest.views import ApiView
from support_plugin.visitors.arms.cookies import LauncherArm, set_arm
from support_plugin.visitors.arms.flows import expose
from support_plugin.visitors.arms.models import Capability
from support_plugin.visitors.arms.rules import Subject
from support_plugin.visitors.identity import identity_of
from support_plugin.visitors.measuring import may_measure
from support_plugin.visitors.queries import who_asks


class LauncherExposuresView(ApiView):
    """``POST exposures/launcher/``: once a browser and person, from the shop's own pages alone."""

    # For the app's own module; no part of the API.
    schema = None
    authentication_classes: Any = [OwnPageAuthentication]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Count the call."""
        super().initial(request, *args, **kwargs)
        self.key = cast("str | None", request.auth)
        limits.spend("exposures", who_asks(request._request, self.key))

    def post(self, request: Request) -> Response:
        """Store the caller's exposure, the first time; send the browser the arm that counts.

        Takes nothing from the caller but who they are. A browser that keeps no cookies is not compared.
        """
        asked, response = request._request, Response(status=204)
        if not get_preferences().chat_enabled or not may_measure(asked):
            return response
        arm = expose(Capability.LAUNCHER, Subject.of(asked.user, self.key), clock.now())
        if arm is None:
            return response
        set_arm(response, LauncherArm(identity_of(asked.user, self.key), arm.is_held_out, True))
        if arm.is_held_out and self.is_awaited(asked.user):
            note_awaited(response)
        return response

    def is_awaited(self, user: Any) -> bool:
        """Return whether a conversation is open, or an answer unread: begun in another browser, say."""
        found = count_unread(user, self.key)
        return bool(found["open"] or found["unread"])


urlpatterns = [
    path("exposures/launcher/", LauncherExposuresView.as_view(), name="api-launcher-exposures"),
]
