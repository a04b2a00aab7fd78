"""The questions offered in the chat, in Django admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from support_plugin.answers.suggestions.models import SuggestedArticle


@admin.register(SuggestedArticle)
class SuggestedArticleAdmin(admin.ModelAdmin):
    """What stands in the panel of a place before the first message."""

    list_display = ("place", "title", "position")
    list_display_links = ("title",)
    list_editable = ("position",)
    list_filter = ("place",)
    autocomplete_fields = ("article",)
    fields = ("place", "article", "position")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Read the articles of all rows at once."""
        return super().get_queryset(request).select_related("article").prefetch_related("article__texts")

    @admin.display(description=_("question"))
    def title(self, suggested: SuggestedArticle) -> str:
        """Return the article's question in the reader's language, or in another one."""
        texts = {text.language: text.question for text in suggested.article.texts.all()}
        own = texts.get((get_language() or "").split("-")[0])
        return own or next(iter(texts.values()), suggested.article.key)
