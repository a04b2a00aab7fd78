"""Conversations in Django admin: to read, not to change."""

from collections.abc import Iterator
from typing import Any, cast

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.admin.views.main import ChangeList
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from support_plugin.chat.folded import find_conversations, fold_messages
from support_plugin.chat.models import Conversation, Message
from support_plugin.formats.filters import ReadersDateFilter


class ReadOnly:
    """Admin pages that only show: a conversation is what was said."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """No one writes here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No one changes anything here."""
        return False


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
    fields = ("seq", "sender", "agent", "said", "choices", "attachment_count", "created_at")
    readonly_fields = fields
    extra = 0
    can_delete = False

    @admin.display(description=_("text"))
    def said(self, message: Message) -> str:
        """Return the words with the digits in which they were written."""
        return format_html('<span translate="no" dir="auto">{}</span>', message.body)


def name_of(code: str) -> str:
    """Return the name that the shop gives to a language."""
    return str(dict(settings.LANGUAGES).get(code, code))


class LanguageFilter(admin.AllValuesFieldListFilter):
    """Languages by their names."""

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Return Django's choices, which show the codes."""
        for choice in super().choices(changelist):
            yield {**choice, "display": name_of(str(choice["display"]))}


@admin.register(Conversation)
class ConversationAdmin(ReadOnly, NamelessDeletions):
    """What shoppers asked and agents answered."""

    list_display = ["__str__", "status", "agent", "rating", "spoken", "page_path", "waiting_since"]
    list_filter = [
        ("created_at", ReadersDateFilter),
        "status",
        "rating",
        ("language", LanguageFilter),
        "agent",
    ]
    # Shows the search box; what it does is below.
    search_fields = ["messages__body"]
    list_select_related = ["visitor__user", "agent"]
    exclude = ["language"]
    readonly_fields = ["spoken", "public_id"]
    inlines = [MessageInline]

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Conversation]", search_term: str
    ) -> tuple["QuerySet[Conversation]", bool]:
        """Find words however they are spelt, also those that were said a moment ago."""
        if not search_term.strip():
            return queryset, False
        fold_messages()
        return queryset & find_conversations(search_term), False

    @admin.display(description=_("language"), ordering="language")
    def spoken(self, conversation: Conversation) -> str:
        """Return the language's name."""
        return name_of(conversation.language)
