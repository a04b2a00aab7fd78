"""REST calls for agents: what they do with conversations, who is there, what they set for themselves."""

from typing import Any
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from support_plugin import clock
from support_plugin.chat.api.conversations import ChatView, current
from support_plugin.chat.queue.lists import read_filters
from support_plugin.chat.team.identities import opaque_id
from support_plugin.chat.team.models import Agent
from support_plugin.desk.duty.flows import set_duty
from support_plugin.desk.inbox.actions import act, read_time
from support_plugin.desk.inbox.flows import delete_filter, save_filter
from support_plugin.desk.inbox.models import SavedFilter
from support_plugin.desk.inbox.queries import (
    department_names,
    list_colleagues,
    saved_filters,
    tag_names,
)
from support_plugin.rest.pages import page_json


class AgentView(ChatView):
    """A call for agents alone."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse everybody else."""
        super().initial(request, *args, **kwargs)
        # A method that it does not take is refused as such, whoever asks.
        if hasattr(self, (request.method or "").lower()):
            self.require_agent()


class ActionView(AgentView):
    """``POST conversations/<id>/<action>/``: see actions.ACTIONS."""

    action = ""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Do it, and return the conversation as it is then."""
        conversation, role = self.caller.get_conversation(public_id)
        fields = request.data if isinstance(request.data, dict) else {}
        act(self.action, conversation, role, request.user, fields)
        return current(conversation, role)


class TakeView(ActionView):
    """Make it the caller's."""

    action = "take"


class HandOverView(ActionView):
    """Give it to a colleague or a department."""

    action = "hand-over"


class ReturnView(ActionView):
    """Put it back into the queue."""

    action = "return"


class SnoozeView(ActionView):
    """Take it out of the queue for some time."""

    action = "snooze"


class ReopenView(ActionView):
    """Let it go on after its end."""

    action = "reopen"


class BlockView(ActionView):
    """End it, and take no more from its shopper."""

    action = "block"


class UnblockView(ActionView):
    """Let its shopper write again."""

    action = "unblock"


class PriorityView(ActionView):
    """Say how much it matters."""

    action = "priority"


class TagsView(ActionView):
    """Give it these tags."""

    action = "tags"


class AgentsView(AgentView):
    """``GET agents/``: who answers, whether they are there, and how much waits for each."""

    def get(self, request: Request) -> Response:
        """Return all agents, those who are there first."""
        return Response(page_json([one.as_json() for one in list_colleagues()]))


class DepartmentsView(AgentView):
    """``GET departments/``."""

    def get(self, request: Request) -> Response:
        """Return all departments by name."""
        return Response(page_json([{"id": pk, "name": name} for pk, name in department_names()]))


class AllTagsView(AgentView):
    """``GET tags/``."""

    def get(self, request: Request) -> Response:
        """Return all tags by name."""
        return Response(page_json([{"id": pk, "name": name} for pk, name in tag_names()]))


class MeView(AgentView):
    """``GET me/``, ``PUT me/``: how the caller works."""

    def get(self, request: Request) -> Response:
        """Return what is set."""
        user: Any = request.user
        return Response(me_json(Agent.objects.filter(pk=user.pk).first() or Agent(user=user)))

    def put(self, request: Request) -> Response:
        """Set ``on_duty_until``; the rest is the admin's."""
        until = self.data("on_duty_until")
        return Response(me_json(set_duty(request.user, None if until is None else read_time(until))))


def me_json(row: Agent) -> dict[str, Any]:
    """Return how an agent works, for themselves."""
    until = row.on_duty_until
    return {
        "id": opaque_id("agent", row.pk),
        "capacity": row.capacity,
        "languages": row.languages,
        "on_duty_until": clock.to_json(until) if until and until > clock.now() else None,
    }


class SavedFiltersView(AgentView):
    """``GET saved-filters/``, ``POST saved-filters/``: the caller's own."""

    def get(self, request: Request) -> Response:
        """Return them by name."""
        return Response(page_json(map(filter_json, saved_filters(request.user))))

    def post(self, request: Request) -> Response:
        """Keep ``filters`` under ``name``, in place of what had it."""
        chosen = self.data("filters")
        filters = read_filters(chosen if isinstance(chosen, dict) else {})
        return Response(filter_json(save_filter(request.user, self.data("name"), filters)), status=201)


class SavedFilterView(AgentView):
    """``DELETE saved-filters/<id>/``."""

    def delete(self, request: Request, filter_id: int) -> Response:
        """Forget it."""
        delete_filter(request.user, filter_id)
        return Response(status=204)


def filter_json(row: SavedFilter) -> dict[str, Any]:
    """Return a saved filter for programs."""
    return {"id": row.pk, "name": row.name, "filters": row.filters}


_VIEWS: list[type[ActionView]] = [
    TakeView,
    HandOverView,
    ReturnView,
    SnoozeView,
    ReopenView,
    BlockView,
    UnblockView,
    PriorityView,
    TagsView,
]
urlpatterns = [
    *(
        path(f"conversations/<uuid:public_id>/{view.action}/", view.as_view(), name=f"api-{view.action}")
        for view in _VIEWS
    ),
    path("agents/", AgentsView.as_view(), name="api-agents"),
    path("departments/", DepartmentsView.as_view(), name="api-departments"),
    path("tags/", AllTagsView.as_view(), name="api-all-tags"),
    path("me/", MeView.as_view(), name="api-me"),
    path("saved-filters/", SavedFiltersView.as_view(), name="api-saved-filters"),
    path("saved-filters/<int:filter_id>/", SavedFilterView.as_view(), name="api-saved-filter"),
]
