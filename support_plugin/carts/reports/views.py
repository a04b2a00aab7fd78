"""The pages of abandoned carts in Oscar's dashboard."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import UserPassesTestMixin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from support_plugin import clock
from support_plugin.adapters import get_adapter
from support_plugin.carts.models import Abandonment, Step
from support_plugin.carts.reports.comparisons import comparisons_context
from support_plugin.carts.reports.drawings import draw_all
from support_plugin.carts.reports.forms import FilterForm
from support_plugin.carts.reports.queries import count_states, find, open_values, state_of
from support_plugin.carts.reports.reminders import reminders_context
from support_plugin.carts.reports.timeline import conversations_of, read_timeline
from support_plugin.carts.reports.writing import find_shopper, write_to
from support_plugin.charts.csv import csv_response
from support_plugin.chat.pages.forms import MessageForm
from support_plugin.errors import Refused
from support_plugin.tasks.flows import make_task
from support_plugin.tasks.forms import TaskForm
from support_plugin.tasks.queries import may_make_tasks, name_of, tasks_about

PAGE = 50


def may_see_carts(user: Any) -> bool:
    """Return whether a user may see abandoned carts: staff with Django's right to view them."""
    return bool(user.is_active and user.is_staff and user.has_perm("support_plugin.view_abandonment"))


@method_decorator(never_cache, name="dispatch")
class CartsRequired(UserPassesTestMixin, View):
    """Strangers are asked to log in, users without the right are refused (403)."""

    login_url = reverse_lazy("dashboard:login")

    def test_func(self) -> bool:
        """Ask for the right."""
        return may_see_carts(self.request.user)


class OverviewView(CartsRequired, TemplateView):
    """Abandoned carts: numbers, charts and the list."""

    template_name = "support_plugin/carts/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what was chosen, and what there is of it."""
        form = FilterForm(self.request.GET)
        filters = form.filters()
        found = find(filters)
        states = count_states(found)
        page = Paginator(found.select_related("user"), PAGE).get_page(self.request.GET.get("page"))
        chosen = self.request.GET.copy()
        chosen.pop("page", None)
        return super().get_context_data(
            form=form,
            filters=filters,
            total=sum(states.values()),
            states=[(state, state.label, number) for state, number in states.items()],
            values=open_values(found),
            charts=draw_all(found, filters),
            **reminders_context(found, filters),
            **comparisons_context(found, filters),
            page=page,
            rows=[(row, state_of(row).label) for row in page],
            chosen=chosen.urlencode(),
            **kwargs,
        )


class ExportView(CartsRequired):
    """The list as CSV."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Send the abandonments that were chosen, the newest first."""
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


class CartView(CartsRequired, FormView):
    """One abandonment: what was in it, what happened, and a line to its shopper."""

    form_class = MessageForm
    template_name = "support_plugin/carts/cart.html"

    @cached_property
    def abandonment(self) -> Abandonment:
        """The row in the address."""
        return get_object_or_404(Abandonment.objects.select_related("user"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add all that is known."""
        row = self.abandonment
        is_agent = get_adapter().is_agent(self.request.user)
        return super().get_context_data(
            abandonment=row,
            state=state_of(row).label,
            shopper=get_adapter().shopper_name(row.user) if row.user else "",
            timeline=read_timeline(row),
            conversations=conversations_of(row)[:5] if is_agent else (),
            may_write=is_agent and find_shopper(row) is not None,
            tasks=[(task, task.taken_by and name_of(task.taken_by)) for task in tasks_about(row)],
            **{"task_form": TaskForm() if self.may_make_task() else None, **kwargs},
        )

    def may_make_task(self) -> bool:
        """Return whether there is something to do, and this user may say so."""
        is_over = self.abandonment.recovered_at or self.abandonment.expired_at
        return not is_over and may_make_tasks(self.request.user)

    def form_valid(self, form: MessageForm) -> HttpResponse:
        """Send the line; agents alone."""
        if not get_adapter().is_agent(self.request.user):
            return self.handle_no_permission()
        try:
            found = form.cleaned_data
            sent_to = write_to(self.abandonment, found["client_id"], found["body"], self.request.user)
        except Refused as refused:
            form.add_error(None, refused.detail)
            return self.form_invalid(form)
        return redirect("support_plugin:desk-conversation", sent_to.public_id)


class CartTaskView(CartView):
    """``POST``: makes a task about the cart."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make it once, or show what is wrong with it beside what was typed."""
        if not may_make_tasks(request.user):
            return self.handle_no_permission()
        form = TaskForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(task_form=form, form=MessageForm()))
        made = form.cleaned_data
        about: Any = {"abandonment": self.abandonment, "made_by": request.user}
        try:
            make_task(f"hand:{made['key']}", made["kind"], form.due_at, made["text"], **about)
        except Refused as refused:
            messages.error(request, refused.detail)
        return redirect("support_plugin:cart", self.abandonment.pk)


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
]
