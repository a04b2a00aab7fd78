"""Help articles, their categories, versions and synonyms in Django admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from support_plugin.answers.assistant.article_pages import WrongAnswersAdminMixin
from support_plugin.answers.help_centre.admin import ArticlePagesMixin
from support_plugin.answers.models import Article, ArticleText, ArticleVersion, Category, SynonymGroup
from support_plugin.answers.personal_data import holds_personal_data
from support_plugin.answers.queries import published
from support_plugin.answers.tryout.pages import TryOutAdminMixin
from support_plugin.answers.unanswered.pages import UnansweredAdminMixin
from support_plugin.formats.languages import LanguageFilter, NamesLanguage
from support_plugin.preferences.texts import (
    TextsAdminMixin,
    TextsForm,
    folded_text_fields,
    shop_languages,
    shown_text_fields,
)
from support_plugin.text.language import direction_of, language_name
from support_plugin.web.read_only import ReadOnly


class CategoryForm(TextsForm):
    """A category, with its name in every language of the shop."""

    texts = {"names": forms.TextInput}
    text_max_length = 100

    class Meta:
        model = Category
        exclude = ("names",)


@admin.register(Category)
class CategoryAdmin(TextsAdminMixin, admin.ModelAdmin):
    """What articles are about."""

    form = CategoryForm
    list_display = ("__str__", "key", "position")
    list_editable = ("position",)
    search_fields = ("key", "names")

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        """Return the page's sections."""
        shown = {"fields": ["key", "position", "department", *shown_text_fields("names")]}
        return [(None, shown), *folded_text_fields("names")]


class ArticleTextForm(forms.ModelForm):
    """An article in one language; its fields run as that language does."""

    language = forms.ChoiceField(label=_("Language"))

    class Meta:
        model = ArticleText
        fields = ("language", "question", "answer", "also")
        widgets = {"also": forms.Textarea(attrs={"rows": 4}), "answer": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = dict(shop_languages())
        language = self.instance.language or self.initial.get("language", "")
        # A language that the shop has dropped keeps its text.
        choices.setdefault(language, language_name(language))
        self.fields["language"].choices = [(code, name) for code, name in choices.items() if code]  # type: ignore[attr-defined]
        for name in ("question", "answer", "also"):
            self.fields[name].widget.attrs["dir"] = direction_of(language) if language else "auto"
            if language:
                self.fields[name].widget.attrs["lang"] = language

    def has_changed(self) -> bool:
        """Take a form for empty in which only the language is chosen, as it is beforehand."""
        return super().has_changed() and self.changed_data != ["language"]


class ArticleTextFormSet(forms.BaseInlineFormSet):
    """Offers an empty form for each language that has no text yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        article = kwargs.get("instance")
        there = set(article.texts.values_list("language", flat=True)) if article and article.pk else set()
        missing = [code for code, _name in shop_languages() if code not in there]
        kwargs.setdefault("initial", [{"language": code} for code in missing])
        self.extra = len(missing)
        super().__init__(*args, **kwargs)


class ArticleTextInline(admin.StackedInline):
    """The article's texts, one a language."""

    model = ArticleText
    form = ArticleTextForm
    formset = ArticleTextFormSet
    fields = ("language", "question", "answer", "also")

    def get_max_num(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """Return for how many languages there can be texts."""
        return max(len(shop_languages()), obj.texts.count() if obj else 0)


class DraftFilter(admin.SimpleListFilter):
    """What was drafted from conversations and nobody has approved yet."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the one state that somebody has to do something about."""
        return [("to-approve", _("Drafts to approve"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Return the drafts."""
        if self.value() != "to-approve":
            return queryset
        return queryset.exclude(drafted_from="").filter(published_from=None)


@admin.register(Article)
class ArticleAdmin(
    UnansweredAdminMixin, TryOutAdminMixin, WrongAnswersAdminMixin, ArticlePagesMixin, admin.ModelAdmin
):
    """Articles with their texts. Each change of a text makes a version when it is saved."""

    inlines = [ArticleTextInline]
    list_display = ("title", "key", "category", "position", "languages", "is_published")
    list_editable = ("position",)
    list_filter = (DraftFilter, "category")
    list_select_related = ("category",)
    search_fields = ("key", "texts__question")
    fields = ("key", "category", "position", "published_from", "published_until", "previews", "feedback")
    readonly_fields = ("previews", "feedback")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Read the texts of all rows at once."""
        return super().get_queryset(request).prefetch_related("texts")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Lead to the other pages about articles."""
        pages = {"may_see_unanswered": self.may_see_unanswered(request)}
        return super().changelist_view(request, {**pages, **(extra_context or {})})

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """Hint at personal data in what was drafted from a conversation."""
        article = kwargs.get("obj")
        if article is not None and article.drafted_from and article.published_from is None:
            texts = article.texts.values_list("question", "answer", "also")
            context["holds_personal_data"] = any(
                holds_personal_data(word) for words in texts for word in words
            )
            context["is_draft_to_approve"] = True
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("question"))
    def title(self, article: Article) -> str:
        """Return the question in the reader's language, or in another one."""
        texts = {text.language: text.question for text in article.texts.all()}
        return texts.get((get_language() or "")[:2]) or next(iter(texts.values()), article.key)

    @admin.display(description=_("languages"))
    def languages(self, article: Article) -> str:
        """Return the names of the languages that it has."""
        names = sorted(language_name(text.language) for text in article.texts.all())
        return format_html_join(" · ", "<bdi>{}</bdi>", ((name,) for name in names))

    @admin.display(description=_("published"), boolean=True)
    def is_published(self, article: Article) -> bool:
        """Return whether shoppers find it now."""
        return published().filter(pk=article.pk).exists()


@admin.register(ArticleVersion)
class ArticleVersionAdmin(ReadOnly, NamesLanguage, admin.ModelAdmin):
    """What texts said before. For reading only."""

    list_display = ("question", "article_key", "spoken", "number", "made_at")
    list_filter = (("language", LanguageFilter),)
    search_fields = ("article_key", "question")
    fields = ("article_key", "spoken", "number", "made_at", "question", "answer", "also")
    readonly_fields = ("spoken",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Answers that were given quote them."""
        return False


@admin.register(SynonymGroup)
class SynonymGroupAdmin(admin.ModelAdmin):
    """The shop's own words for the search."""

    list_display = ("term", "alternatives")
    search_fields = ("term", "alternatives")
