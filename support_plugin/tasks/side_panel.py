"""What agents shall still do for a shopper, beside a conversation."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.chat.side_panel.registry import Contents, Row, SectionKind, Subject
from support_plugin.formats.dates import format_date
from support_plugin.tasks.models import Task
from support_plugin.text.bidi import without_controls

MOST_ROWS = 5


class TasksSection(SectionKind):
    """The tasks that are open. Agents see all tasks in their list: no further permission is asked for."""

    name, order = "tasks", 80
    heading = _("Tasks")
    permission = ""

    def load(self, subject: Subject) -> Contents | None:
        """Return those about this shopper, what is due first. One statement."""
        whose = Q(conversation__visitor=subject.conversation.visitor_id)
        if subject.visitor.user_id is not None:
            whose |= Q(abandonment__user=subject.visitor.user_id)
        found = Task.objects.filter(whose, ended_at=None).order_by("due_at", "pk")[:MOST_ROWS]
        rows = tuple(map(_task, found))
        return Contents(rows) if rows else None


def _task(task: Task) -> Row:
    due = format_date(clock.local(task.due_at), "SHORT_DATETIME_FORMAT")
    kind = str(task.get_kind_display())
    url = reverse("support_plugin:tasks")
    data = {"kind": task.kind, "due_at": clock.to_json(task.due_at)}
    return Row(due, kind, without_controls(task.text), url, data=data)
