"""What stands beside a conversation, over HTTP: for agents alone."""

from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from support_plugin.chat.api.conversations import ChatView
from support_plugin.chat.models import Message
from support_plugin.chat.rules import agents_only
from support_plugin.chat.side_panel.flows import open_panel, panel_json


class SidePanelView(ChatView):
    """``GET conversations/<id>/panel/``: sections that agents see; personal ones with the permission."""

    def get(self, request: Request, public_id: UUID) -> Response:
        """Return them; a look at personal data is noted."""
        conversation, role = self.caller.get_conversation(public_id)
        if role != Message.Sender.AGENT:
            raise agents_only()
        return Response(panel_json(open_panel(conversation, request.user)))


urlpatterns = [
    path("conversations/<uuid:public_id>/panel/", SidePanelView.as_view(), name="api-panel"),
]
