"""The supervisors' page: the team and its queue, live."""

from typing import Any

from django.urls import path
from django.views.generic import TemplateView

from support_plugin.desk.access import SupervisorRequired
from support_plugin.desk.board.queries import read_board
from support_plugin.desk.display import shown_entry

# Seconds between two looks.
REFRESH_SECONDS = 10


class BoardView(SupervisorRequired, TemplateView):
    """Who waits, since when, and who is there. Read along from here, or take a conversation over."""

    template_name = "support_plugin/desk/board.html"

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
