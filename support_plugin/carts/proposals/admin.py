"""The pools of vouchers that agents may propose from, in Django's admin."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from support_plugin.carts.proposals.models import VoucherPool
from support_plugin.carts.proposals.voucher_pools import count_today
from support_plugin.formats.numbers import in_readers_digits


@admin.register(VoucherPool)
class VoucherPoolAdmin(admin.ModelAdmin):
    """What may be proposed, and how often a day."""

    list_display = ("name", "code", "daily_cap", "proposed_today", "enabled")
    list_filter = ("enabled",)

    def get_readonly_fields(self, request: Any, obj: Any = None) -> tuple[str, ...]:
        """Show beside the cap how much of it is used."""
        return ("proposed_today",) if obj else ()

    @admin.display(description=_("proposed today"))
    def proposed_today(self, pool: VoucherPool) -> str:
        """Return how many proposals count today."""
        return in_readers_digits(count_today(pool))
