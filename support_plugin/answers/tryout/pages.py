"""The page *Try out* in Django admin, below the help articles."""

from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from support_plugin.answers.retrieval.index import MAX_QUESTION
from support_plugin.answers.tryout.explaining import try_question
from support_plugin.preferences.texts import shop_languages


class TryOutForm(forms.Form):
    """A question, and the language of the page on which it is asked."""

    q = forms.CharField(
        label=gettext_lazy("Question, as a shopper would write it"),
        max_length=MAX_QUESTION,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off", "size": "60"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the page"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages: Any = self.fields["language"]
        languages.choices = shop_languages()
        codes = [code for code, _name in shop_languages()]
        languages.initial = next((code for code in codes if code == get_language()), codes[0])


class TryOutAdminMixin(ModelAdmin):
    """Adds the page ``try-out/``, for those who may see articles; goes before the admin class."""

    def get_urls(self) -> list[Any]:
        """Add the page."""
        view = self.admin_site.admin_view(self.try_out_view)
        return [path("try-out/", view, name="support_plugin_try_out"), *super().get_urls()]

    def try_out_view(self, request: HttpRequest) -> HttpResponse:
        """Show what a question finds. Stores nothing."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = TryOutForm(request.GET if "q" in request.GET else None)
        tried = None
        if form.is_bound and form.is_valid():
            tried = try_question(form.cleaned_data["q"], form.cleaned_data["language"])
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Try out"),
            "form": form,
            "tried": tried,
        }
        return TemplateResponse(request, "support_plugin/answers/tryout.html", context)
