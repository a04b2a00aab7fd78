"""Visitors in Django admin: to look at, to export, to delete."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _

from support_plugin.chat.admin import CUSTOMERS, NamelessDeletions
from support_plugin.chat.folded_messages import fold_messages
from support_plugin.chat.search import find_conversations
from support_plugin.formats.filters import ReadersDateFilter
from support_plugin.people.export import export_person
from support_plugin.people.flows import delete_person
from support_plugin.people.queries import count_held, people_of
from support_plugin.search.queries import find_ids
from support_plugin.shop.searched import CUSTOMER
from support_plugin.visitors.models import Visitor


@admin.register(Visitor)
class VisitorAdmin(NamelessDeletions):
    """Who wrote to the shop. Nothing is changed here."""

    list_display = ["__str__", "user", "created_at", "conversation_count"]
    list_select_related = ["user"]
    list_filter = [("created_at", ReadersDateFilter)]
    actions = ["export"]
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
        found = Q(user__in=find_ids(CUSTOMER, search_term, CUSTOMERS))
        if may_read_conversations(request):
            fold_messages()
            found |= Q(pk__in=find_conversations(search_term).order_by().values("visitor"))
        return queryset.filter(found), False

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

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """With a visitor go the conversations: whoever may not delete those, may not delete these."""
        return super().has_delete_permission(request, obj) and request.user.has_perm(
            "support_plugin.delete_conversation"
        )

    def has_export_permission(self, request: HttpRequest) -> bool:
        """An export holds conversations: whoever may not read those on their own pages, may not here."""
        return self.has_view_permission(request) and may_read_conversations(request)

    @admin.action(
        description=_("Export all that is stored about these visitors (JSON)"), permissions=["export"]
    )
    def export(self, request: HttpRequest, chosen: "QuerySet[Visitor]") -> HttpResponse:
        """Download it."""
        data = export_person(people_of(chosen.select_related("user")))
        headers = {"Content-Disposition": 'attachment; filename="visitors.json"', "Cache-Control": "no-store"}
        return JsonResponse(data, headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 2})

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, set[str], list[str]]:
        """Return for Django's page of confirmation who would go, and how much of each kind."""
        person = people_of(objs)
        return [str(visitor) for visitor in person.visitors], count_held(person), set(), []

    def delete_model(self, request: HttpRequest, obj: Visitor) -> None:
        """Delete all that is held about one visitor."""
        delete_person(people_of([obj]))

    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[Visitor]") -> None:
        """The same for those ticked in the list."""
        delete_person(people_of(queryset.select_related("user")))


def may_read_conversations(request: HttpRequest) -> bool:
    """Return whether this user may read conversations on their own pages of the admin."""
    return request.user.has_perm("support_plugin.view_conversation") or request.user.has_perm(
        "support_plugin.change_conversation"
    )
