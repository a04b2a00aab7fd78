"""The tasks that agents have, and what they do with them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.generic import TemplateView

from support_plugin import clock
from support_plugin.adapters import get_adapter
from support_plugin.carts.reports.views import may_see_carts
from support_plugin.chat.notes.colleagues import colleague_name
from support_plugin.desk.access import AgentRequired
from support_plugin.errors import Refused
from support_plugin.tasks import flows
from support_plugin.tasks.forms import OutcomeForm
from support_plugin.tasks.models import Task
from support_plugin.tasks.queries import ENDED, FREE, MINE, count_waiting, list_tasks

PAGE = 25


class TasksView(AgentRequired, TemplateView):
    """What waits, what this agent has taken, or what ended."""

    template_name = "support_plugin/tasks/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the chosen list."""
        which = self._which()
        page = Paginator(list_tasks(which, self.request.user), PAGE).get_page(self.request.GET.get("page"))
        may_reopen = self.request.user.has_perm("support_plugin.change_task")
        return super().get_context_data(
            which=which,
            waiting=count_waiting(),
            page=page,
            rows=[_shown(task, self.request.user, may_reopen) for task in page],
            may_see_carts=may_see_carts(self.request.user),
            outcome_form=OutcomeForm(),
            **kwargs,
        )

    def _which(self) -> str:
        asked = self.request.POST.get("show") or self.request.GET.get("show", "")
        return asked if asked in (MINE, ENDED) else FREE


class ChangeView(TasksView):
    """``POST``: takes a task, finishes it, or puts it back; then the list is shown again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """Do it, or say who was faster and show again what was typed."""
        try:
            self._change(pk, verb)
        except Refused as refused:
            messages.error(request, refused.detail)
            outcome = request.POST.get("outcome", "")
            return self.render_to_response(self.get_context_data(kept={"pk": pk, "outcome": outcome}))
        which = self._which()
        query = "" if which == FREE else f"?show={which}"
        return redirect(f"{reverse('support_plugin:tasks')}{query}")

    def _change(self, pk: int, verb: str) -> None:
        if verb == "take":
            flows.take_task(pk, self.request.user)
        elif verb == "reopen":
            flows.reopen_task(pk, self.request.user)
        else:
            form = OutcomeForm(self.request.POST)
            if not form.is_valid():
                raise Refused("invalid", str(form.errors["outcome"][0]))
            flows.finish_task(pk, self.request.user, form.cleaned_data["outcome"])


def _shown(task: Task, agent: Any, may_reopen: bool) -> dict[str, Any]:
    """Return a task as the template shows it, with what this agent may do."""
    left, conversation = task.abandonment, task.conversation
    shopper = left.user if left else conversation.visitor.user if conversation else None
    is_mine = task.taken_by_id == agent.pk
    return {
        "task": task,
        "shopper": get_adapter().shopper_name(shopper) if shopper else "",
        "is_overdue": not task.ended_at and task.due_at < clock.now(),
        "made_by": colleague_name(task.made_by) if task.made_by else task.rule,
        "taken_by": colleague_name(task.taken_by) if task.taken_by else "",
        "done_by": colleague_name(task.done_by) if task.done_by else "",
        "is_mine": is_mine,
        "may_take": not task.ended_at and task.taken_by_id is None,
        "may_finish": not task.ended_at and (is_mine or task.taken_by_id is None),
        "may_reopen": _can_go_back(task) and (is_mine or may_reopen),
    }


def _can_go_back(task: Task) -> bool:
    """Return whether there is something to take back, and the cart needs somebody still."""
    if task.end not in ("", Task.End.DONE) or not (task.ended_at or task.taken_by_id):
        return False
    left = task.abandonment
    return left is None or not (left.recovered_at or left.expired_at)


urlpatterns: list[Any] = [
    path("", TasksView.as_view(), name="tasks"),
    *[
        path(f"<int:pk>/{verb}/", ChangeView.as_view(), {"verb": verb}, name=f"task-{verb}")
        for verb in ("take", "finish", "reopen")
    ],
]
