"""In Django admin: where the shop links to the help centre, previews of articles, what readers said."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from support_plugin.answers.help_centre.articles import article_page
from support_plugin.answers.help_centre.feedback import read_feedback
from support_plugin.answers.help_centre.models import ArticleFeedback, HelpLink
from support_plugin.answers.models import Article
from support_plugin.formats.languages import LanguageFilter
from support_plugin.preferences.texts import shop_languages
from support_plugin.web.read_only import ReadOnly

PREVIEW = "support_plugin_article_preview"


class ArticlePagesMixin(admin.ModelAdmin):
    """Adds to the articles' admin what belongs to their pages; goes before Django's class."""

    def get_urls(self) -> list[Any]:
        """Add the preview."""
        view = self.admin_site.admin_view(self.preview_view)
        return [path("<int:pk>/preview/", view, name=PREVIEW), *super().get_urls()]

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show an article, a draft too, as shoppers will see it in one of the shop's languages."""
        article: Article | None = self.get_object(request, str(pk))
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        if article is None:
            raise Http404
        languages = shop_languages()
        language = request.GET.get("language", "")
        if language not in dict(languages):
            language = languages[0][0]
        # Of the reader's own language, not of the page that is shown.
        note = {"languages": languages, "language": language, "pk": pk}
        note_html = render_to_string("support_plugin/answers/preview_note.html", note)
        with translation.override(language):
            page = article_page(request, article.key, with_drafts=True)
            if page is not None:
                context = {"page": page, "head": page.head, "is_preview": True, "note": note_html}
                return render(request, "support_plugin/answers/article.html", context)
        messages.warning(request, _("There is no text to show yet."))
        return redirect("admin:support_plugin_article_change", pk)

    @admin.display(description=_("preview"))
    def previews(self, article: Article) -> str:
        """Return the link to the preview."""
        if article._state.adding:
            return "–"
        return format_html(
            '<a href="{}">{}</a>', reverse(f"admin:{PREVIEW}", args=[article.pk]), _("As shoppers see it")
        )

    @admin.display(description=_("did this help?"))
    def feedback(self, article: Article) -> str:
        """Return the versions of its texts, with what readers said of each."""
        versions = read_feedback(article.key)
        return render_to_string("support_plugin/answers/feedback_table.html", {"versions": versions})


@admin.register(ArticleFeedback)
class ArticleFeedbackAdmin(ReadOnly, admin.ModelAdmin):
    """What readers said. For reading and, where somebody wrote what does not belong there, for deleting."""

    list_display = ("version", "is_helpful", "comment", "made_at")
    list_filter = ("is_helpful", ("version__language", LanguageFilter))
    list_select_related = ("version",)
    search_fields = ("version__article_key", "comment")
    fields = ("version", "is_helpful", "comment", "made_at")


@admin.register(HelpLink)
class HelpLinkAdmin(admin.ModelAdmin):
    """Which article or category each part of the shop links to."""

    list_display = ("__str__", "is_shown", "article", "category")
    list_select_related = ("article", "category")
    autocomplete_fields = ("article", "category")
    fields = ("place", "is_shown", "article", "category")
