"""Proactive help in Django admin: the rules, how each fares, and a page to try them on."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from support_plugin.carts.hesitation.models import Kind, Page
from support_plugin.carts.models import Device
from support_plugin.carts.prompts.forms import PromptRuleForm
from support_plugin.carts.prompts.models import PromptRule
from support_plugin.carts.prompts.previews import preview_rules
from support_plugin.carts.prompts.ready_made import add_ready_made
from support_plugin.formats.numbers import format_number
from support_plugin.preferences.previews import PreviewAdminMixin
from support_plugin.preferences.queries import get_preferences
from support_plugin.preferences.ready_made import ReadyMadeAdminMixin
from support_plugin.preferences.texts import TextsAdminMixin, folded_text_fields, shown_text_fields

COUNTED = {
    "times_shown": Q(),
    "times_answered": Q(shown__replied_at__isnull=False),
    "times_dismissed": Q(shown__dismissed_at__isnull=False),
}


class HesitationFilter(admin.SimpleListFilter):
    """By the hesitation that a rule waits for."""

    title = _("hesitation")
    parameter_name = "hesitation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the kinds, and time alone."""
        return [*Kind.choices, ("time", _("None: after some seconds"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Return the rules with this kind; JSON lists are compared here, as SQLite can't."""
        if not self.value():
            return queryset
        wanted = [
            rule.pk
            for rule in queryset
            if (self.value() in rule.kinds if self.value() != "time" else not rule.kinds)
        ]
        return queryset.filter(pk__in=wanted)


@admin.register(PromptRule)
class PromptRuleAdmin(ReadyMadeAdminMixin, PreviewAdminMixin, TextsAdminMixin, admin.ModelAdmin):
    """The rules, the first choice first."""

    form = PromptRuleForm
    ready_made_label = _("Add the ready-made rules")
    preview_title = _("Proactive help as shoppers see it")
    preview_template = "support_plugin/carts/prompts_preview.html"
    list_display = ("name", "enabled", "priority", "when", "shown", "answered", "dismissed")
    list_editable = ("enabled", "priority")
    list_filter = ("enabled", HesitationFilter, "needs_agent", "schedule", "shoppers")
    search_fields = ("name",)

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        """Return the page's sections."""
        who = ["pages", "devices", "languages", "shoppers"]
        value = [("value_from", "value_to", "currency")]
        words = [
            name
            for text in ("greetings", "answers", "questions", "replies")
            for name in shown_text_fields(text)
        ]
        when = ["kinds", "after_seconds", *who, *value]
        offer = [*shown_text_fields("offers"), "offer_code", "offer_link"]
        return [
            (None, {"fields": ["name", "enabled", "priority"]}),
            (_("When it is shown"), {"fields": [*when, "schedule", "needs_agent"]}),
            (_("What is said"), {"fields": words}),
            (_("Products and offers"), {"fields": ["products", "closes_gap", *offer]}),
            *folded_text_fields(*PromptRuleForm.texts),
        ]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Count what came of each rule."""
        counts = {name: Count("shown", filter=wanted) for name, wanted in COUNTED.items()}
        return super().get_queryset(request).annotate(**counts)

    @admin.display(description=_("hesitation"))
    def when(self, rule: PromptRule) -> str:
        """Return what the rule waits for."""
        return str(_(", ")).join(str(Kind(kind).label) for kind in rule.kinds if kind in Kind.values) or "–"

    @admin.display(description=_("shown"), ordering="times_shown")
    def shown(self, rule: Any) -> str:
        """Return how often."""
        return format_number(rule.times_shown)

    @admin.display(description=_("answered"), ordering="times_answered")
    def answered(self, rule: Any) -> str:
        """Return how often."""
        return format_number(rule.times_answered)

    @admin.display(description=_("dismissed"), ordering="times_dismissed")
    def dismissed(self, rule: Any) -> str:
        """Return how often."""
        return format_number(rule.times_dismissed)

    def add_ready_made(self) -> list[PromptRule]:
        """Add the ready-made rules."""
        return add_ready_made()

    def describe_ready_made(self, number: int) -> str:
        """Return what the admin is shown."""
        if not number:
            return str(_("You have the ready-made rules already."))
        text = ngettext(
            "%(count)s rule was added and is in use. Read its words before your shoppers do.",
            "%(count)s rules were added and are in use. Read their words before your shoppers do.",
            number,
        )
        return text % {"count": format_number(number)}

    def preview_context(self, request: HttpRequest, language: str) -> dict[str, Any]:
        """Return the rules on the sample that the admin chose."""
        sample = {name: request.GET.get(name, "") for name in ("rule", "device", "page", "kind")}
        preferences = get_preferences()
        rules = PromptRule.objects.order_by("-priority", "pk")
        return {
            "is_off": not preferences.has_prompts,
            "sample": sample,
            "rules": rules,
            "devices": Device.choices,
            "pages": Page.choices,
            "kinds": Kind.choices,
            "accent": preferences.accent_colour.removeprefix("#").lower(),
            "shown": preview_rules(request, list(rules), sample, language),
        }
