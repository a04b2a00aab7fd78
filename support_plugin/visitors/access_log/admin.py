"""Looks at personal data in Django admin: to read, and nothing else."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from support_plugin.formats.filters import ReadersDateFilter
from support_plugin.visitors.access_log.models import Look
from support_plugin.web.read_only import ReadOnly


@admin.register(Look)
class LookAdmin(ReadOnly, admin.ModelAdmin):
    """Who saw whose personal data, where and when. Nobody deletes a row by itself."""

    list_display = ["__str__", "at", "who", "place", "whose"]
    list_filter = ["place", ("at", ReadersDateFilter), ("agent", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["visitor__user", "account", "abandonment"]
    ordering = ["-pk"]
    show_full_result_count = False
    search_fields = ["agent_name"]
    search_help_text = _("Name of the agent’s account")
    fields = ("at", "who", "place", "whose")
    readonly_fields = fields

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows go with age, and with whom they are about: that is asked on other pages of the admin."""
        match = request.resolver_match
        is_own_page = match is not None and (match.url_name or "").startswith("support_plugin_look_")
        return not is_own_page

    @admin.display(description=_("agent"), ordering="agent_name")
    def who(self, row: Look) -> str:
        """Return who looked."""
        return format_html("<bdi>{}</bdi>", row.agent_name)

    @admin.display(description=_("shopper"))
    def whose(self, row: Look) -> str:
        """Return whose data it was."""
        return format_html("<bdi>{}</bdi>", row.visitor or row.account or row.abandonment or "")
