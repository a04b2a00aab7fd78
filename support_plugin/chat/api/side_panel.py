"""What stands beside a conversation, over HTTP: for agents alone."""

from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from support_plugin.chat.api.conversations import ServedView
from support_plugin.chat.side_panel.flows import open_panel, panel_json


class SidePanelView(ServedView):
    """``GET conversations/<id>/panel/``: sections that agents see; personal ones with the permission."""

    def get(self, request: Request, public_id: UUID) -> Response:
        """Return them; a look at personal data is noted."""
        return Response(panel_json(open_panel(self.served_conversation(public_id), request.user)))


urlpatterns = [
    path("conversations/<uuid:public_id>/panel/", SidePanelView.as_view(), name="api-panel"),
]
