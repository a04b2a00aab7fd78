"""Browsers that are notified, in Django admin: to look at, and to forget."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from support_plugin.formats.filters import ReadersDateFilter
from support_plugin.formats.languages import LanguageFilter, NamesLanguage
from support_plugin.visitors.subscriptions.models import PushSubscription
from support_plugin.web.read_only import ReadOnly


@admin.register(PushSubscription)
class PushSubscriptionAdmin(ReadOnly, NamesLanguage, admin.ModelAdmin):
    """Who agreed to what, and how the last notification went. Deleting a row forgets the browser.

    No one is shown a browser's address or keys: whoever has them finds it.
    """

    list_display = [
        "__str__",
        "owner",
        "purpose",
        "spoken",
        "push_service",
        "given_at",
        "last_sent_at",
        "outcome",
    ]
    list_filter = [
        "purpose",
        ("language", LanguageFilter),
        ("given_at", ReadersDateFilter),
        ("last_sent_at", ReadersDateFilter),
    ]
    list_select_related = ["user"]
    ordering = ["-pk"]
    show_full_result_count = False
    # Shows the search box; what it does is below.
    search_fields = ["pk"]
    search_help_text = _("Name or e-mail address of the account")
    fields = (
        *(
            "owner",
            "purpose",
            "spoken",
            "wording",
            "push_service",
            "given_at",
            "created_at",
            "last_sent_at",
        ),
        "outcome",
    )
    readonly_fields = fields

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[PushSubscription]", search_term: str
    ) -> tuple["QuerySet[PushSubscription]", bool]:
        """Find the browsers of accounts, by what they log in with and their e-mail address."""
        typed = search_term.strip()
        if not typed:
            return queryset, False
        model: Any = get_user_model()
        columns = {model.USERNAME_FIELD, model.get_email_field_name()}
        known = columns & {field.name for field in model._meta.get_fields()}
        found = Q(pk__in=[])
        for column in known:
            found |= Q(**{f"user__{column}__icontains": typed})
        return queryset.filter(found), False

    @admin.display(description=_("account"), ordering="user")
    def owner(self, row: PushSubscription) -> str:
        """Return whose browser it is."""
        return str(_("Guest")) if row.user_id is None else format_html("<bdi>{}</bdi>", row.user)

    @admin.display(description=_("push service"))
    def push_service(self, row: PushSubscription) -> str:
        """Return the host of the browser's push service."""
        host = urlsplit(row.endpoint).hostname or ""
        return format_html('<bdi dir="ltr" translate="no">{}</bdi>', host)

    @admin.display(description=_("last outcome"))
    def outcome(self, row: PushSubscription) -> str:
        """Return how the last notification went."""
        if row.last_sent_at is None:
            return str(_("None was sent yet"))
        if not row.last_error:
            return str(_("Taken by the push service"))
        return format_html('<bdi dir="ltr" translate="no">{}</bdi>', row.last_error)
