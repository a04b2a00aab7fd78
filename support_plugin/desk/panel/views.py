"""The panel beside a conversation alone, for the desk's script."""

from typing import Any

from django.urls import path
from django.views.generic import TemplateView

from support_plugin.chat.models import Message
from support_plugin.chat.side_panel.flows import open_panel
from support_plugin.desk.access import OneConversation


class DeskPanelView(OneConversation, TemplateView):
    """``GET``: the panel's HTML; empty beside a conversation that the agent began as a shopper."""

    http_method_names = ["get"]
    template_name = "support_plugin/desk/panel_contents.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sections."""
        conversation, role = self.found
        panel = open_panel(conversation, self.request.user) if role == Message.Sender.AGENT else None
        return super().get_context_data(panel=panel, **kwargs)


urlpatterns: list[Any] = [
    path("<uuid:public_id>/panel/", DeskPanelView.as_view(), name="desk-panel"),
]
