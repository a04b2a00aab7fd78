"""The pages of abandoned carts in Oscar's dashboard."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from support_plugin import clock
from support_plugin.adapters import get_adapter
from support_plugin.carts.models import Abandonment, Step
from support_plugin.carts.reminders.plans import has_plans
from support_plugin.carts.reports.access import CartsRequired, admin_url, may_see_carts
from support_plugin.carts.reports.cart_page import CartMailView, CartStopView, CartTaskView, CartView
from support_plugin.carts.reports.charts import draw_charts
from support_plugin.carts.reports.comparisons import comparisons_context
from support_plugin.carts.reports.contacts import reach
from support_plugin.carts.reports.forms import FilterForm
from support_plugin.carts.reports.losses import balances, by_obstacle, by_step, count_states, read_groups
from support_plugin.carts.reports.queries import State, find, state_of
from support_plugin.carts.reports.reminders import reminders_context
from support_plugin.charts.csv import csv_response
from support_plugin.preferences.queries import get_preferences
from support_plugin.visitors.access_log.flows import note_look
from support_plugin.visitors.access_log.models import Look

__all__ = ["may_see_carts", "urlpatterns"]

PAGE = 50


class OverviewView(CartsRequired, TemplateView):
    """Abandoned carts: numbers, charts and the list."""

    template_name = "support_plugin/carts/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what was chosen, and what there is of it."""
        note_look(self.request.user, Look.Screen.CARTS)
        form = FilterForm(self.request.GET)
        filters = form.filters()
        found = find(filters)
        is_agent = get_adapter().is_agent(self.request.user)
        groups = read_groups(found)
        states = count_states(groups)
        steps, obstacles = by_step(groups) if groups else [], by_obstacle(groups)
        page = Paginator(found.select_related("user"), PAGE).get_page(self.request.GET.get("page"))
        chosen = self.request.GET.copy()
        chosen.pop("page", None)
        return super().get_context_data(
            form=form,
            filters=filters,
            total=sum(states.values()),
            states=[(state, state.label, number) for state, number in states.items()],
            balances=balances(groups),
            steps=steps,
            obstacles=obstacles,
            is_empty=not groups and not Abandonment.objects.exists(),
            has_plans=has_plans(),
            plans_url=admin_url(self.request.user, "plan"),
            settings_url=admin_url(self.request.user, "supportsettings"),
            minutes=get_preferences().cart_idle_minutes,
            charts=draw_charts(found, filters, steps, obstacles),
            **reminders_context(found, filters),
            **comparisons_context(found, filters),
            page=page,
            is_agent=is_agent,
            rows=_rows_of_page(page, is_agent=is_agent),
            chosen=chosen.urlencode(),
            **kwargs,
        )


class ExportView(CartsRequired):
    """The list as CSV."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Send the abandonments that were chosen, the newest first."""
        note_look(request.user, Look.Screen.EXPORT)
        found = find(FilterForm(request.GET).filters())
        header = [
            "abandoned",
            "state",
            "cart",
            "customer",
            "email",
            "phone",
            "value",
            "currency",
            "items",
            "step",
        ]
        header += ["obstacle", "language", "device", "source", "campaign", "order"]
        return csv_response(request, _("abandoned carts"), header, _rows(found))


def _rows_of_page(page: Iterable[Abandonment], *, is_agent: bool) -> list[tuple[Any, ...]]:
    """Return (abandonment, state, contacts) of each; contacts for agents, where there is something to do."""
    rows = [(row, state_of(row)) for row in page]
    open_rows = [row for row, state in rows if is_agent and state in (State.OPEN, State.RETURNED)]
    contacts = reach(open_rows)
    return [(row, state.label, contacts.get(row.pk, ())) for row, state in rows]


def _rows(found: QuerySet[Abandonment]) -> Iterator[list[object]]:
    for row in found.iterator():
        yield [
            clock.to_json(row.abandoned_at),
            state_of(row).value,
            row.cart_id or "",
            row.user_id or "",
            row.email,
            row.phone,
            row.value,
            row.currency,
            "; ".join(f"{line['quantity']} × {line['title']}" for line in row.lines),
            Step(row.step).name.lower(),
            row.obstacle,
            row.language,
            row.device,
            row.source,
            row.campaign,
            row.order_number,
        ]


urlpatterns: list[Any] = [
    path("", OverviewView.as_view(), name="carts"),
    path("export.csv", ExportView.as_view(), name="carts-export"),
    path("<int:pk>/", CartView.as_view(), name="cart"),
    path("<int:pk>/task/", CartTaskView.as_view(), name="cart-task"),
    path("<int:pk>/mail/", CartMailView.as_view(), name="cart-mail"),
    path("<int:pk>/stop/", CartStopView.as_view(), name="cart-stop"),
]
