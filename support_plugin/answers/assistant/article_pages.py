"""What Django admin shows of the assistant at help articles."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from support_plugin.answers.assistant.models import AssistantTurn
from support_plugin.answers.models import Article
from support_plugin.formats.numbers import format_number

TURNS_PERMISSION = "support_plugin.view_assistantturn"


class WrongAnswersAdminMixin(ModelAdmin):
    """Adds how often an article's answers were said to be wrong; goes before the admin class."""

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Article]":
        """Count them."""
        wrong = AssistantTurn.objects.filter(
            wrong_at__isnull=False, version__article_key=OuterRef("key")
        ).order_by()
        counted = wrong.values("version__article_key").annotate(number=Count("pk")).values("number")
        found: Any = super().get_queryset(request)
        return found.annotate(times_wrong=Coalesce(Subquery(counted), 0))

    def get_list_display(self, request: HttpRequest) -> Any:
        """Add the column for those who may see the answers."""
        columns = super().get_list_display(request)
        return [*columns, "wrong_answers"] if request.user.has_perm(TURNS_PERMISSION) else columns

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Let the page of one show it, too."""
        return [*super().get_readonly_fields(request, obj), "wrong_answers"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show it where there are any, to those who may see the answers."""
        fields = [name for name in super().get_fields(request, obj) if name != "wrong_answers"]
        is_shown = getattr(obj, "times_wrong", 0) and request.user.has_perm(TURNS_PERMISSION)
        return [*fields, "wrong_answers"] if is_shown else fields

    @admin.display(description=_("said to be wrong"), ordering="times_wrong")
    def wrong_answers(self, article: Any) -> str:
        """Return how often, with a link to these answers."""
        if not article.times_wrong:
            return "–"
        page = reverse("admin:support_plugin_assistantturn_changelist")
        number = format_number(article.times_wrong)
        return format_html('<a href="{}?wrong=yes&amp;article={}">{}</a>', page, article.key, number)
