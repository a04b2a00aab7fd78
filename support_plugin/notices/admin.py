"""Shipping notices in Django admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from solo.admin import SingletonModelAdmin

from support_plugin.notices.models import Holiday, NoticeSettings, Weekday
from support_plugin.notices.samples import sample_notices
from support_plugin.notices.slots import SWITCHES
from support_plugin.preferences.texts import TextsAdminMixin, TextsForm, shop_languages, text_field_names

PLACES = ["on_product", "on_cards", "on_mini_basket", "on_basket", "on_checkout"]


class NoticeSettingsForm(TextsForm):
    """The settings, with the texts in every language."""

    texts = {"returns_texts": forms.TextInput, "duties_texts": forms.TextInput}
    text_max_length = 200
    weekend = forms.TypedMultipleChoiceField(
        label=_("Weekend"),
        choices=Weekday,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = NoticeSettings
        exclude = ("returns_texts", "duties_texts")

    def clean(self) -> dict[str, Any]:
        """Refuse a line for abroad where nobody knows what that is."""
        cleaned = super().clean() or {}
        if not cleaned.get("home_country") and any(
            cleaned.get(name) for name in text_field_names("duties_texts")
        ):
            self.add_error("home_country", _("Write it, so that abroad is known."))
        return cleaned


class HolidayInline(admin.TabularInline):
    """The shop's holidays."""

    model = Holiday
    extra = 1


@admin.register(NoticeSettings)
class NoticeSettingsAdmin(TextsAdminMixin, SingletonModelAdmin):
    """One row, hence no list."""

    form = NoticeSettingsForm
    inlines = [HolidayInline]
    readonly_fields = ("preview",)
    change_form_template = "admin/change_form.html"
    object_history_template = "admin/object_history.html"

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        """Return the page's sections."""
        policies: list[str] = [*text_field_names("returns_texts"), "returns_link"]
        duties = ["home_country", *text_field_names("duties_texts"), "duties_link"]
        return [
            (
                _("Where notices stand"),
                {"fields": [*PLACES, "asks_destination", "shows_progress", "preview"]},
            ),
            (_("Delivery dates"), {"fields": ["weekend", "cut_off"]}),
            (_("Policies in a line"), {"fields": [*policies, *duties]}),
        ]

    def get_urls(self) -> list[Any]:
        """Add the preview of the placements."""
        view = self.admin_site.admin_view(self.placements_view)
        return [path("preview/", view, name="support_plugin_noticesettings_preview"), *super().get_urls()]

    @admin.display(description=_("preview"))
    def preview(self, settings: NoticeSettings) -> str:
        """Return the way to the preview."""
        return format_html(
            '<a href="{}">{}</a>',
            reverse("admin:support_plugin_noticesettings_preview"),
            _("Every placement as shoppers see it, in each language"),
        )

    def placements_view(self, request: HttpRequest) -> HttpResponse:
        """Show the notices of every placement, in one of the shop's languages."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        languages = shop_languages()
        language = request.GET.get("language", "")
        if language not in dict(languages):
            language = languages[0][0]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("Shipping notices as shoppers see them"),
            "languages": languages,
            "language": language,
            "is_rtl": translation.get_language_info(language)["bidi"],
            "placements": _placements(language),
        }
        return TemplateResponse(request, "support_plugin/notices/preview.html", context)


def _placements(language: str) -> list[dict[str, Any]]:
    """Return each placement with its name in the admin's language and its notices in the shoppers'."""
    with translation.override(language):
        found = sample_notices()
        for place in found:
            place["notices"] = [render_to_string(*slot) for slot in place.pop("slots") if slot]
    for place in found:
        field: Any = NoticeSettings._meta.get_field(SWITCHES[place["placement"]])
        place["label"] = str(field.verbose_name).capitalize()
    return found
