"""What the assistant did, in Django admin: for reading only, without a word of the shoppers'."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from support_plugin.adapters import get_adapter
from support_plugin.answers.assistant.figures import BACK_HOURS, DAYS, read_figures
from support_plugin.answers.assistant.models import AssistantTurn
from support_plugin.answers.language_model.state import read_state
from support_plugin.web.read_only import ReadOnly


class WrongFilter(admin.SimpleListFilter):
    """Whether an agent said that the answer is wrong."""

    title = _("said to be wrong")
    parameter_name = "wrong"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return yes and no."""
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Return the turns."""
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(wrong_at__isnull=self.value() == "no")


class ArticleFilter(admin.SimpleListFilter):
    """By the article that was quoted; chosen by the links at articles alone, as there may be thousands."""

    title = _("help article")
    parameter_name = "article"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the one that is chosen, so that it can be taken back."""
        chosen = request.GET.get(self.parameter_name, "")
        return [(chosen, chosen)] if chosen else []

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Return the turns that quote a version of it."""
        return queryset.filter(version__article_key=self.value()) if self.value() else queryset


@admin.register(AssistantTurn)
class AssistantTurnAdmin(ReadOnly, admin.ModelAdmin):
    """The assistant's answers, the newest first."""

    list_display = ("created_at", "outcome", "reason", "quoted", "skill", "solved", "is_wrong")
    list_filter = ("outcome", "reason", "solved", WrongFilter, ArticleFilter, "skill", "created_at")
    list_select_related = ("version", "conversation")
    ordering = ("-pk",)
    show_full_result_count = False
    fields = (
        *("created_at", "outcome", "reason", "quoted", "skill", "is_composed", "solved"),
        *("wrong_by", "wrong_at", "wrong_note"),
    )

    def get_list_display(self, request: HttpRequest) -> Any:
        """Link to the conversation for those who may read it."""
        columns = super().get_list_display(request)
        return [*columns, "at_the_desk"] if get_adapter().is_agent(request.user) else columns

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Do the same on the page of one."""
        fields = super().get_fields(request, obj)
        return [*fields, "at_the_desk"] if get_adapter().is_agent(request.user) else fields

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Put the figures above the list."""
        figures = {"figures": read_figures(), "days": DAYS, "back_hours": BACK_HOURS, "model": read_state()}
        return super().changelist_view(request, {**figures, **(extra_context or {})})

    @admin.display(description=_("article"))
    def quoted(self, turn: AssistantTurn) -> str:
        """Return the question of the article that was quoted, with its version."""
        version = turn.version
        if version is None:
            return "–"
        page = reverse("admin:support_plugin_articleversion_change", args=[version.pk])
        return format_html('<a href="{}"><bdi>{}</bdi></a>', page, version.question)

    @admin.display(description=_("said to be wrong"), boolean=True)
    def is_wrong(self, turn: AssistantTurn) -> bool | None:
        """Return True where an agent said so; it says nothing of the others."""
        return True if turn.wrong_at else None

    @admin.display(description=_("conversation"))
    def at_the_desk(self, turn: AssistantTurn) -> str:
        """Return a link to the conversation."""
        page = reverse("support_plugin:desk-conversation", args=[turn.conversation.public_id])
        return format_html('<a href="{}">{}</a>', page, _("Open at the desk"))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They go with their conversation."""
        return False
