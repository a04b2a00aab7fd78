"""The team's numbers in Oscar's dashboard."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from support_plugin import clock
from support_plugin.charts.csv import csv_response
from support_plugin.chat.models import Conversation
from support_plugin.chat.waits.models import Wait
from support_plugin.chat.waits.queries import times_of
from support_plugin.desk.access import SupervisorRequired
from support_plugin.desk.reports.forms import NumbersForm
from support_plugin.desk.reports.queries import (
    FIRST,
    GIVEN_UP,
    NEXT,
    Filters,
    by_field,
    by_hour,
    find_rated,
    find_waits,
)
from support_plugin.desk.reports.tables import draw_hours, named_rows

PAGE = 50
WAITS = {"first": FIRST, "next": NEXT, "given_up": GIVEN_UP, "all": Q()}
HEADINGS = {
    "first": gettext_lazy("First answers"),
    "next": gettext_lazy("Later answers"),
    "given_up": gettext_lazy("Ended without an answer"),
    "all": gettext_lazy("All who waited"),
    "good": gettext_lazy("Rated good"),
    "bad": gettext_lazy("Rated not good"),
}


class NumbersView(SupervisorRequired, TemplateView):
    """How long shoppers waited, and what they thought of it; each number opens its rows."""

    template_name = "support_plugin/desk/numbers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what was chosen, and what there is of it."""
        form = NumbersForm(self.request.GET)
        filters = form.filters()
        waits, rated = find_waits(filters), find_rated(filters)
        ratings = dict(rated.order_by().values_list("rating").annotate(Count("pk")))
        # Of a word that comes twice, the last counts.
        chosen = {key: value for key, value in self.request.GET.dict().items() if key not in ("rows", "page")}
        return super().get_context_data(
            form=form,
            chosen=urlencode(chosen),
            times=[(name, HEADINGS[name], times_of(waits.filter(WAITS[name]))) for name in ("first", "next")],
            given_up=waits.filter(GIVEN_UP).count(),
            waited=waits.count(),
            ratings=[(name, HEADINGS[name], ratings.get(name, 0)) for name in ("good", "bad")],
            unmeasured=waits.filter(open_seconds=None).exists(),
            hours=draw_hours(by_hour(waits)),
            tables=[
                (heading, named_rows(field, by_field(waits, field)))
                for field, heading in (
                    ("agent", _("Agent")),
                    ("department", _("Department")),
                    ("language", _("Language")),
                    ("step", _("Step")),
                )
            ],
            **self._rows(filters),
            **kwargs,
        )

    def _rows(self, filters: Filters) -> dict[str, Any]:
        """Return the rows of the number that was pressed; nothing before."""
        name = self.request.GET.get("rows", "")
        if name not in HEADINGS:
            return {}
        found: Any = find_rated(filters).filter(rating=name)
        if name in WAITS:
            found = find_waits(filters).filter(WAITS[name]).select_related("conversation", "agent")
        page = Paginator(found, PAGE).get_page(self.request.GET.get("page"))
        rows = [_shown(row) for row in page]
        return {"rows_name": name, "rows_heading": HEADINGS[name], "page": page, "rows": rows}


def _shown(row: Any) -> dict[str, Any]:
    """Return a wait or a rated conversation as a line of the list."""
    if isinstance(row, Conversation):
        return {"id": row.public_id, "at": row.rated_at, "comment": row.rating_comment}
    return {"id": row.conversation.public_id, "at": row.began_at, "time": _length(row.open_seconds)}


def _length(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


class NumbersExportView(SupervisorRequired):
    """The waits as CSV."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Send the waits that were chosen, the newest first."""
        header = ["conversation", "began", "ended", "end", "first", "open_seconds"]
        header += ["agent", "department", "language", "step"]
        found = find_waits(NumbersForm(request.GET).filters())
        return csv_response(request, _("waits"), header, _csv_rows(found))


def _csv_rows(found: Any) -> Iterator[list[object]]:
    for row in found.select_related("conversation", "department").iterator():
        wait: Wait = row
        yield [
            str(wait.conversation.public_id),
            clock.to_json(wait.began_at),
            clock.to_json(wait.ended_at),
            wait.end,
            wait.is_first,
            wait.open_seconds,
            wait.agent_id or "",
            wait.department.name if wait.department else "",
            wait.language if wait.language in dict(settings.LANGUAGES) else "",
            wait.step,
        ]


urlpatterns: list[Any] = [
    path("", NumbersView.as_view(), name="numbers"),
    path("export.csv", NumbersExportView.as_view(), name="numbers-export"),
]
