"""The agents' pages in Oscar's dashboard."""

from typing import Any

from django.contrib.auth.mixins import UserPassesTestMixin
from django.urls import path
from django.views.generic import TemplateView

from support_plugin.adapters import get_adapter


class AgentRequired(UserPassesTestMixin):
    """Lets agents in: others are asked to log in, or told that they may not."""

    def test_func(self) -> bool:
        """Ask the adapter."""
        return get_adapter().is_agent(self.request.user)


class DeskView(AgentRequired, TemplateView):
    """Who waits, the conversation, and a reply."""

    template_name = "support_plugin/desk/desk.html"


urlpatterns: list[Any] = [path("", DeskView.as_view(), name="desk")]
