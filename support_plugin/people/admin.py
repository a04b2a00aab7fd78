"""Visitors in Django admin: to look at, to export, to delete."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _

from support_plugin.chat.folded import find_conversations, fold_messages
from support_plugin.formats.filters import ReadersDateFilter
from support_plugin.people.flows import delete_people
from support_plugin.people.queries import export_people
from support_plugin.search.queries import find_ids
from support_plugin.shop.searched import CUSTOMER
from support_plugin.visitors.models import Visitor

# Customers of one search.
CUSTOMERS = 500


@admin.register(Visitor)
class VisitorAdmin(admin.ModelAdmin):
    """Who wrote to the shop. Nothing is changed here."""

    list_display = ["__str__", "user", "created_at", "conversation_count"]
    list_select_related = ["user"]
    list_filter = [("created_at", ReadersDateFilter)]
    actions = ["export", "delete_all"]
    # Shows the search box; what it does is below.
    search_fields = ["pk"]
    search_help_text = _("Name, e-mail address or telephone number of the account, or what was said")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Visitor]":
        """Count the conversations in the same query."""
        return super().get_queryset(request).annotate(conversation_total=Count("conversations"))

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Visitor]", search_term: str
    ) -> tuple["QuerySet[Visitor]", bool]:
        """Find accounts by what the shop knows of them, and everybody by what they said."""
        if not search_term.strip():
            return queryset, False
        fold_messages()
        accounts = Q(user__in=find_ids(CUSTOMER, search_term, CUSTOMERS))
        spoke = Q(pk__in=find_conversations(search_term).order_by().values("visitor"))
        return queryset.filter(accounts | spoke), False

    @admin.display(description=_("conversations"))
    def conversation_count(self, visitor: Visitor) -> int:
        """How many conversations there are."""
        return visitor.conversation_total  # type: ignore[attr-defined]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Visitors come by themselves."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No one changes anything here."""
        return False

    def get_actions(self, request: HttpRequest) -> Any:
        """Leave out Django's own deletion: ours takes with it what hangs on the account."""
        return {
            name: action for name, action in super().get_actions(request).items() if name != "delete_selected"
        }

    @admin.action(
        description=_("Export all that is stored about these visitors (JSON)"), permissions=["view"]
    )
    def export(self, request: HttpRequest, chosen: "QuerySet[Visitor]") -> HttpResponse:
        """Download it."""
        visitors = list(chosen.select_related("user"))
        data = export_people(visitors, [visitor.user for visitor in visitors if visitor.user])
        headers = {"Content-Disposition": 'attachment; filename="visitors.json"', "Cache-Control": "no-store"}
        return JsonResponse(data, headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 2})

    @admin.action(description=_("Delete all that is stored about these visitors"), permissions=["delete"])
    def delete_all(self, request: HttpRequest, chosen: "QuerySet[Visitor]") -> None:
        """Delete it, at once."""
        visitors = list(chosen.select_related("user"))
        delete_people(visitors, [visitor.user for visitor in visitors if visitor.user])
        messages.success(request, _("Nothing that the app knew about these visitors is left."))
