"""Incentives in Django admin: what each gives, to how many, and how many used it."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from support_plugin.carts.incentives.models import Incentive
from support_plugin.carts.incentives.words import benefit_text
from support_plugin.formats.numbers import format_number

COUNTED = {"issued_count": Q(), "used_count": Q(vouchers__used_at__isnull=False)}


@admin.register(Incentive)
class IncentiveAdmin(admin.ModelAdmin):
    """What reminders, and the assistant, may offer."""

    list_display = ("name", "enabled", "gives", "issued", "used")
    list_editable = ("enabled",)
    list_filter = ("enabled", "benefit")
    search_fields = ("name",)
    fieldsets = (
        (None, {"fields": ("name", "enabled")}),
        (_("What it gives"), {"fields": ("benefit", "value", "minimum", "currency", "valid_days")}),
        (
            _("To whom, and how many"),
            {"fields": ("monthly_budget", "repeat_days", "cost_floor", "offered_by_assistant")},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """Count the codes of each."""
        counts = {name: Count("vouchers", filter=wanted) for name, wanted in COUNTED.items()}
        return super().get_queryset(request).annotate(**counts)

    @admin.display(description=_("kind of discount"))
    def gives(self, incentive: Incentive) -> str:
        """Return what a code gives."""
        return benefit_text(incentive)

    @admin.display(description=_("codes issued"), ordering="issued_count")
    def issued(self, incentive: Any) -> str:
        """Return how many codes people got."""
        return format_number(incentive.issued_count)

    @admin.display(description=_("codes used"), ordering="used_count")
    def used(self, incentive: Any) -> str:
        """Return how many of them came with an order."""
        return format_number(incentive.used_count)
