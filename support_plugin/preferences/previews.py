"""Admin pages that show a slot's placements as shoppers see them."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import translation

from support_plugin.preferences.texts import shop_languages
from support_plugin.text.language import direction_of, language_of_words


class PreviewAdminMixin(ModelAdmin):
    """Adds the page ``preview/``; goes before the admin class.

    Its template extends ``support_plugin/preferences/preview.html``, which offers the language.
    """

    preview_title: Any
    preview_template: str

    def get_urls(self) -> list[Any]:
        """Add the preview of the placements."""
        view = self.admin_site.admin_view(self.placements_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        return [path("preview/", view, name=name), *super().get_urls()]

    def preview_context(self, request: HttpRequest, language: str) -> dict[str, Any]:
        """Return what the template needs to show the placements in this language."""
        raise NotImplementedError

    def placements_view(self, request: HttpRequest) -> HttpResponse:
        """Show every placement as shoppers see it, in one of the shop's languages."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        languages = shop_languages()
        language = request.GET.get("language", "")
        if language not in dict(languages):
            language = languages[0][0]
        with translation.override(language):
            words = language_of_words()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": self.preview_title,
            "changelist_url": f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist",
            "languages": languages,
            "language": language,
            "words": words,
            "direction": direction_of(words),
            **self.preview_context(request, language),
        }
        return TemplateResponse(request, self.preview_template, context)
