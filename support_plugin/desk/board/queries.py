"""What supervisors see of the team at this moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _

from support_plugin.chat.models import Conversation
from support_plugin.chat.queries import WAITING
from support_plugin.chat.queue.lists import IN_QUEUE, Filters, ListName
from support_plugin.chat.queue.order import queue_page
from support_plugin.desk.inbox.queries import Colleague, list_colleagues
from support_plugin.text.bidi import without_controls

# Conversations that the board names, the first in the queue.
SHOWN = 20


@dataclass(frozen=True)
class DepartmentRow:
    """Who waits for one department; ``name`` says so where that is none.

    ``filter`` is what the desk's lists are narrowed down by: its key, or "none".
    """

    name: str
    filter: str
    waiting: int
    since: datetime | None


@dataclass(frozen=True)
class Board:
    """The team and its queue. ``since``: when whoever waits the longest began to."""

    waiting: int
    unassigned: int
    since: datetime | None
    departments: list[DepartmentRow]
    agents: list[Colleague]
    first: list[Conversation]


def read_board(user: Any) -> Board:
    """Return the board. As many queries however much there is."""
    queue = Conversation.objects.filter(IN_QUEUE, WAITING).order_by()
    total = queue.aggregate(
        waiting=Count("pk"), unassigned=Count("pk", filter=Q(agent=None)), since=Min("waiting_since")
    )
    rows = queue.values("department", "department__name").annotate(
        waiting=Count("pk"), since=Min("waiting_since")
    )
    departments = [
        DepartmentRow(
            without_controls(row["department__name"] or "") or _("No department"),
            str(row["department"] or "none"),
            row["waiting"],
            row["since"],
        )
        for row in rows
    ]
    first = queue_page(limit=SHOWN, filters=Filters(list=ListName.WAITING), user=user).items
    return Board(
        **total,
        departments=sorted(departments, key=lambda one: (-one.waiting, one.name)),
        agents=list_colleagues(),
        first=first,
    )
