"""Canned replies in Django admin, with a preview in every language of the shop."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from support_plugin.desk.canned.filling_in import VARIABLES, Values, choose_text
from support_plugin.desk.canned.forms import CannedReplyForm
from support_plugin.desk.canned.models import CannedReply
from support_plugin.desk.canned.ready_made import add_ready_made
from support_plugin.formats.numbers import format_number
from support_plugin.preferences.previews import PreviewAdminMixin
from support_plugin.preferences.ready_made import ReadyMadeAdminMixin
from support_plugin.preferences.texts import TextsAdminMixin, folded_text_fields, shown_text_fields
from support_plugin.search.queries import matching
from support_plugin.text.language import direction_of


@admin.register(CannedReply)
class CannedReplyAdmin(ReadyMadeAdminMixin, PreviewAdminMixin, TextsAdminMixin, admin.ModelAdmin):
    """What agents insert by its shortcut."""

    form = CannedReplyForm
    ready_made_label = _("Add the ready-made replies")
    preview_title = _("Canned replies as shoppers get them")
    preview_template = "support_plugin/desk/canned_preview.html"
    list_display = ("title", "shortcut", "department", "is_active", "times_sent", "last_used_at", "made_by")
    list_editable = ("is_active",)
    list_filter = ("is_active", "department")
    list_select_related = ("department", "made_by")
    # Only for the box: what is found is said below.
    search_fields = ("title",)

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        """Return the page's sections."""
        variables = [
            _("{name}: the shopper's name; the sentence does without where nobody knows it."),
            _("{agent}: the agent's name, or the one set for the chat. {shop}: the shop's name."),
            _("{order}: “your order” with the number of the shopper's last one, or without."),
        ]
        description = " ".join(str(text) for text in variables)
        return [
            (None, {"fields": ["title", "shortcut", "department", "is_active"]}),
            (_("What is said"), {"fields": shown_text_fields("texts"), "description": description}),
            *folded_text_fields("texts"),
        ]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """Search as agents do: in shortcut, title and texts, however they are spelt."""
        return (matching(queryset, search_term) if search_term else queryset), False

    def save_model(self, request: HttpRequest, obj: CannedReply, form: Any, change: bool) -> None:
        """Note who made it."""
        if not change:
            obj.made_by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    @admin.display(description=_("times sent"), ordering="use_count")
    def times_sent(self, reply: CannedReply) -> str:
        """Return how often."""
        return format_number(reply.use_count)

    def add_ready_made(self) -> list[CannedReply]:
        """Add the ready-made replies."""
        return add_ready_made()

    def describe_ready_made(self, number: int) -> str:
        """Return what the admin is shown."""
        if not number:
            return str(_("You have the ready-made replies already."))
        text = ngettext(
            "%(count)s reply was added. Read it before your agents send it.",
            "%(count)s replies were added. Read them before your agents send them.",
            number,
        )
        return text % {"count": format_number(number)}

    def preview_context(self, request: HttpRequest, language: str) -> dict[str, Any]:
        """Return every reply filled in for a shopper of whom nothing is known."""
        values = Values(request.user, None)
        replies = [
            (reply, chosen, values.fill_in(text, chosen), direction_of(chosen))
            for reply in CannedReply.objects.order_by("shortcut")
            for chosen, text in [choose_text(reply.texts, language)]
        ]
        return {"replies": replies, "variables": VARIABLES}
