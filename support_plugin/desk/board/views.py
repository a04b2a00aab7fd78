"""The supervisors' page: the team and its queue, live."""

from typing import Any

from django.urls import path
from django.views.generic import TemplateView

from support_plugin.desk.board.queries import read_board
from support_plugin.desk.display import shown_entry
from support_plugin.desk.inbox.actions import SUPERVISE
from support_plugin.desk.views import AgentRequired

# Seconds between two looks.
REFRESH_SECONDS = 10


class BoardView(AgentRequired, TemplateView):
    """Who waits, since when, and who is there. Read along from here, or take a conversation over."""

    template_name = "support_plugin/desk/board.html"

    def test_func(self) -> bool:
        """Let supervisors in who may answer as well: the board leads into conversations."""
        return bool(super().test_func() and self.request.user.has_perm(SUPERVISE))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the figures."""
        board = read_board(self.request.user)
        return super().get_context_data(
            board=board,
            entries=[shown_entry(one) for one in board.first],
            refresh_seconds=REFRESH_SECONDS,
            **kwargs,
        )


urlpatterns: list[Any] = [path("team/", BoardView.as_view(), name="desk-board")]
