"""Reminders in Django admin: plans with their steps, trying them, and what became of each reminder."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from support_plugin.carts.reminders.forms import PlanForm, PlanStepForm
from support_plugin.carts.reminders.models import Plan, PlanStep, Reminder
from support_plugin.carts.reminders.ready_made import add_ready_made
from support_plugin.carts.reminders.resending import send_again
from support_plugin.carts.reminders.samples import mail_on, message_on, sample_carts, send_sample
from support_plugin.formats.filters import ReadersDateFilter
from support_plugin.formats.languages import NamesLanguage
from support_plugin.formats.numbers import format_number
from support_plugin.outbox.channels.base import Rejected, TryLater
from support_plugin.preferences.previews import PreviewAdminMixin
from support_plugin.preferences.queries import get_preferences
from support_plugin.preferences.ready_made import ReadyMadeAdminMixin
from support_plugin.preferences.texts import TextsInlineMixin, folded_text_fields, shown_text_fields
from support_plugin.web.read_only import ReadOnly

COUNTED = {
    "number_waiting": Q(reminders__state__in=[Reminder.State.WAITING, Reminder.State.READY]),
    "number_sent": Q(reminders__state=Reminder.State.SENT),
}


class PlanStepInline(TextsInlineMixin, admin.StackedInline):
    """The steps, in the order of their time."""

    model = PlanStep
    form = PlanStepForm
    extra = 0

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        """Return a step's sections."""
        words = [*shown_text_fields("subjects"), *shown_text_fields("texts")]
        template = ["parameters", *shown_text_fields("templates")]
        return [
            (None, {"fields": ["delay_minutes", "way", "incentive", *words]}),
            (_("The provider's approved template"), {"classes": ["collapse"], "fields": template}),
            *folded_text_fields(*PlanStepForm.texts),
        ]


@admin.register(Plan)
class PlanAdmin(ReadyMadeAdminMixin, PreviewAdminMixin, admin.ModelAdmin):
    """The plans, the first choice first."""

    form = PlanForm
    inlines = [PlanStepInline]
    ready_made_label = _("Add the ready-made plan")
    preview_title = _("Reminders as shoppers get them")
    preview_template = "support_plugin/carts/plan_preview.html"
    list_display = ("name", "enabled", "priority", "waiting", "sent")
    list_editable = ("enabled", "priority")
    search_fields = ("name",)
    fieldsets = [
        (None, {"fields": ["name", "enabled", "priority"]}),
        (
            _("For which carts"),
            {"fields": ["value_from", "currency", "step_from", "countries", "shoppers", "basis"]},
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Count each plan's reminders."""
        counts = {name: Count("reminders", filter=wanted) for name, wanted in COUNTED.items()}
        return super().get_queryset(request).annotate(**counts)

    @admin.display(description=_("Waiting"), ordering="number_waiting")
    def waiting(self, plan: Any) -> str:
        """Return how many reminders wait."""
        return format_number(plan.number_waiting)

    @admin.display(description=_("Sent"), ordering="number_sent")
    def sent(self, plan: Any) -> str:
        """Return how many were sent."""
        return format_number(plan.number_sent)

    def get_urls(self) -> list[Any]:
        """Add the e-mail of the preview, and sending it to oneself."""
        own = {
            "preview/mail/": (self.mail_view, "mail"),
            "preview/send/": (require_POST(self.send_view), "send"),
        }
        return [
            *(
                path(route, self.admin_site.admin_view(view), name=f"support_plugin_plan_{name}")
                for route, (view, name) in own.items()
            ),
            *super().get_urls(),
        ]

    def add_ready_made(self) -> list[Plan]:
        """Add the first plan."""
        plan = add_ready_made()
        return [plan] if plan else []

    def describe_ready_made(self, number: int) -> str:
        """Return what the admin is shown."""
        if not number:
            return str(_("You have the ready-made plan already."))
        return str(_("The plan was added. Read its words, then tick “in use”."))

    def preview_context(self, request: HttpRequest, language: str) -> dict[str, Any]:
        """Return the steps and the last carts that were left, to choose from."""
        return {
            "is_off": not get_preferences().has_reminders,
            "steps": PlanStep.objects.select_related("plan"),
            "carts": sample_carts(),
            "step": request.GET.get("step", ""),
            "cart": request.GET.get("cart", ""),
            "mail": mail_on(request.GET, language),
            "message": message_on(request.GET, language),
            "to": request.user.email if hasattr(request.user, "email") else "",
        }

    def mail_view(self, request: HttpRequest) -> HttpResponse:
        """Show the e-mail alone, for the preview's frame; nothing in it can run."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        mail = mail_on(request.GET, request.GET.get("language", ""))
        response = HttpResponse(mail.html if mail else "")
        response["Content-Security-Policy"] = "default-src 'none'; img-src *; style-src 'unsafe-inline'"
        response["X-Frame-Options"] = "SAMEORIGIN"
        return response

    def send_view(self, request: HttpRequest) -> HttpResponse:
        """Send the e-mail of the preview to the admin who looks at it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        to = getattr(request.user, "email", "")
        try:
            is_sent = bool(to) and send_sample(to, request.POST, request.POST.get("language", ""))
        except (OSError, TryLater, Rejected) as error:
            messages.error(request, _("The mail server says: %(error)s") % {"error": error})
        else:
            if is_sent:
                messages.success(request, _("It was sent to %(to)s.") % {"to": to})
            else:
                messages.error(request, _("Your account has no e-mail address, or there is no cart to show."))
        query = request.POST.copy()
        query.pop("csrfmiddlewaretoken", None)
        return redirect(f"{reverse('admin:support_plugin_plan_preview')}?{query.urlencode()}")


@admin.register(Reminder)
class ReminderAdmin(ReadOnly, NamesLanguage, admin.ModelAdmin):
    """What became of each reminder; what failed or is in doubt can be sent again."""

    list_display = ["abandonment", "plan", "way", "state", "reason", "due_at", "decided_at"]
    list_filter = ["state", "reason", "way", "plan", ("due_at", ReadersDateFilter)]
    list_select_related = ["abandonment", "plan"]
    show_full_result_count = False
    search_fields = ["=abandonment__id"]
    actions = ["send_again"]
    fields = [
        *("abandonment", "plan", "step", "way", "state", "reason", "due_at", "decided_at"),
        *("dismissed_at", "attempts", "delivered_at", "undelivered_at", "error", "spoken", "cost"),
    ]
    readonly_fields = ["spoken"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let those send again who may change plans; rows themselves nobody changes."""
        return obj is None and request.user.has_perm("support_plugin.change_plan")

    @admin.action(description=_("Send again what failed or may not have arrived"), permissions=["change"])
    def send_again(self, request: HttpRequest, queryset: Any) -> None:
        """Queue the chosen ones again: they are looked at again, and claimed one by one."""
        number = send_again(queryset)
        text = ngettext(
            "%(count)s reminder is looked at again and sent if it still fits.",
            "%(count)s reminders are looked at again and sent if they still fit.",
            number,
        )
        messages.success(request, text % {"count": format_number(number)})
