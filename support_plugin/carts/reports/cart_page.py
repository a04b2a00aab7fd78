"""The page of one cart that was left: what happened, and how its shopper is reached."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from support_plugin.adapters import get_adapter
from support_plugin.carts.models import Abandonment
from support_plugin.carts.reminders.models import Reminder
from support_plugin.carts.reminders.plans import active_plans
from support_plugin.carts.reminders.stopping import stop_for_cart, stop_for_person
from support_plugin.carts.reports.access import CartsRequired, admin_url
from support_plugin.carts.reports.contacts import Reach, contacts_of, mail_href, reach
from support_plugin.carts.reports.messaging import find_shopper, send_message_about
from support_plugin.carts.reports.notes import note_stop
from support_plugin.carts.reports.queries import state_of
from support_plugin.carts.reports.timeline import conversations_of, read_timeline
from support_plugin.carts.restoring.flows import make_link
from support_plugin.chat.notes.colleagues import colleague_name
from support_plugin.chat.pages.forms import MessageForm
from support_plugin.errors import Refused
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.mails import shop_name
from support_plugin.tasks.flows import make_task
from support_plugin.tasks.forms import TaskForm
from support_plugin.tasks.queries import may_make_tasks, tasks_about
from support_plugin.visitors.access_log.flows import note_look
from support_plugin.visitors.access_log.models import Look
from support_plugin.visitors.contacts import EMAIL


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
        note_look(self.request.user, Look.Screen.CART, abandonment=row)
        is_agent = get_adapter().is_agent(self.request.user)
        return super().get_context_data(
            abandonment=row,
            state=state_of(row).label,
            shopper=get_adapter().shopper_name(row.user) if row.user else "",
            timeline=read_timeline(row),
            conversations=conversations_of(row)[:5] if is_agent else (),
            may_write=is_agent and find_shopper(row) is not None,
            tasks=[(task, task.taken_by and colleague_name(task.taken_by)) for task in tasks_about(row)],
            is_agent=is_agent,
            contacts=self.contacts if is_agent else (),
            may_link=is_agent and row.cart_id is not None and not self.is_over,
            reminders=_describe_reminders(row),
            has_plans=get_preferences().has_reminders and bool(active_plans()),
            plans_url=admin_url(self.request.user, "plan"),
            may_stop=may_stop(self.request.user) and not self.is_over,
            **{"task_form": TaskForm() if self.may_make_task() else None, **kwargs},
        )

    @property
    def is_over(self) -> bool:
        """Whether the cart was bought or given up."""
        return bool(self.abandonment.recovered_at or self.abandonment.expired_at)

    @cached_property
    def contacts(self) -> list[Reach]:
        """How its shopper is reached, and why not."""
        return reach([self.abandonment], explain=True)[self.abandonment.pk]

    def may_make_task(self) -> bool:
        """Return whether there is something to do, and this user may say so."""
        return not self.is_over and may_make_tasks(self.request.user)

    def form_valid(self, form: MessageForm) -> HttpResponse:
        """Send the line; agents alone."""
        if not get_adapter().is_agent(self.request.user):
            return self.handle_no_permission()
        try:
            found = form.cleaned_data
            sent_to = send_message_about(
                self.abandonment, found["client_id"], found["body"], self.request.user
            )
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


class CartMailView(CartView):
    """``POST``: makes a link to the cart, and shows the page with a mail that has it.

    The link's secret stands in that one answer alone, never in an address of the shop's own or in a log.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make it, for agents and shoppers who have not said stop."""
        if not get_adapter().is_agent(request.user):
            return self.handle_no_permission()
        to = next((one.address for one in self.contacts if one.kind == EMAIL and one.href), "")
        _link, address = make_link(self.abandonment) if to and not self.is_over else (None, "")
        if not address:
            messages.error(request, _("No link could be made for this cart."))
            return redirect("support_plugin:cart", self.abandonment.pk)
        href = mail_href(self.abandonment, to, shop_name(), address)
        return self.render_to_response(self.get_context_data(mail_href=href, form=MessageForm()))


class CartStopView(CartView):
    """``POST``: no more reminders about this cart, or with ``who=person`` to whoever left it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Stop them, and note in the admin's log who said so."""
        if not may_stop(request.user):
            return self.handle_no_permission()
        row = self.abandonment
        is_person = request.POST.get("who") == "person"
        with transaction.atomic():
            if is_person:
                stop_for_person(row, contacts_of(row))
            else:
                stop_for_cart(row)
            note_stop(row, request.user, is_person=is_person)
        said = (
            _("This shopper gets no more reminders.")
            if is_person
            else _("No more reminders are sent about this cart.")
        )
        messages.success(request, said)
        return redirect("support_plugin:cart", row.pk)


def may_stop(user: Any) -> bool:
    """Return whether a user may stop reminders: with Django's right to add contacts without reminders."""
    return bool(user.has_perm("support_plugin.add_suppression"))


def _describe_reminders(row: Abandonment) -> list[Reminder]:
    """Return the reminders about a cart, in their order."""
    return list(row.reminders.select_related("plan").order_by("pk"))
