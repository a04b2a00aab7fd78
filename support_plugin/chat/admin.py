"""Conversations in Django admin: to read, not to change."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from support_plugin.chat.folded_messages import fold_messages
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.search import find_conversations
from support_plugin.chat.system_messages import line_texts, shown_message
from support_plugin.formats.filters import ReadersDateFilter
from support_plugin.formats.languages import LanguageFilter, NamesLanguage
from support_plugin.search.queries import find_ids
from support_plugin.shop.searched import CUSTOMER
from support_plugin.web.read_only import ReadOnly

# Customers of one search.
CUSTOMERS = 500


class NamelessDeletions(admin.ModelAdmin):
    """Has the admin's log call by number what is deleted: a name there would outlive it."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Note who deleted which number."""
        kind = ContentType.objects.get_for_model(self.model)
        return LogEntry.objects.bulk_create(
            LogEntry(
                user_id=cast(int, request.user.pk),
                content_type=kind,
                object_id=str(row.pk),
                object_repr=f"#{row.pk}",
                action_flag=DELETION,
            )
            for row in queryset
        )


class MessageInline(ReadOnly, admin.TabularInline):
    """The thread."""

    model = Message
    fields = ("seq", "sender", "agent", "said", "created_at")
    readonly_fields = fields
    extra = 0
    can_delete = False

    @admin.display(description=_("text"))
    def said(self, message: Message) -> str:
        """Return what readers see: the lines as written or the system's words, answers offered, files."""
        shown = shown_message(message, line_texts())
        if shown["kind"] == Message.Kind.DELETED:
            return str(message.get_kind_display())
        lines = [shown["line"]] if shown["line"] else shown["body"].split("\n")
        said = _joined('<div translate="no" dir="auto">{}</div>', [line or "\u00a0" for line in lines])
        offered = _joined('<li translate="no" dir="auto">{}</li>', shown["choices"])
        link = '<li><a href="{url}"><bdi>{name}</bdi></a></li>'
        files = format_html_join("", link, shown["attachments"])
        rest = format_html("<ul>{}{}</ul>", offered, files) if offered or files else ""
        return format_html("{}{}", said, rest)


def _joined(html: str, texts: list[str]) -> str:
    return format_html_join("", html, ((text,) for text in texts))


@admin.register(Conversation)
class ConversationAdmin(ReadOnly, NamesLanguage, NamelessDeletions):
    """What shoppers asked and agents answered."""

    list_display = ["__str__", "status", "agent", "rating", "spoken", "page_path", "waiting_since"]
    list_filter = [
        ("created_at", ReadersDateFilter),
        "status",
        "rating",
        ("language", LanguageFilter),
        # Of all users of the shop, those who answered.
        ("agent", admin.RelatedOnlyFieldListFilter),
    ]
    # Shows the search box; what it does is below.
    search_fields = ["messages__body"]
    search_help_text = _("What was said, or name, e-mail address or telephone number of the account")
    list_select_related = ["visitor__user", "agent"]
    exclude = ["language"]
    readonly_fields = ["spoken", "public_id"]
    inlines = [MessageInline]

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Conversation]", search_term: str
    ) -> tuple["QuerySet[Conversation]", bool]:
        """Find words however they are spelt, also those of a moment ago, and people by their names."""
        if not search_term.strip():
            return queryset, False
        fold_messages()
        said = find_conversations(search_term).order_by().values("pk")
        customers = find_ids(CUSTOMER, search_term, CUSTOMERS)
        return queryset.filter(Q(pk__in=said) | Q(visitor__user__in=customers)), False
