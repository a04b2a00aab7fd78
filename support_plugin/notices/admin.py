"""Shipping notices in Django admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from solo.admin import SingletonModelAdmin

from support_plugin.formats.widgets import ReadersDateInput, ReadersTimeInput
from support_plugin.notices.models import Holiday, NoticeSettings, Weekday
from support_plugin.notices.samples import sample_notices
from support_plugin.notices.slots import SWITCHES
from support_plugin.preferences.previews import PreviewAdminMixin
from support_plugin.preferences.texts import (
    TextsAdminMixin,
    TextsForm,
    folded_text_fields,
    shown_text_fields,
    text_field_names,
)
from support_plugin.shop.quotes.certainty import Certainty

# What the preview calls the notices of one place.
STATES = {
    Certainty.EXACT: _("The cost is known"),
    Certainty.ESTIMATE: _("The cost is an estimate"),
    Certainty.RANGE: _("The cost depends on the destination"),
    Certainty.UNKNOWN: _("The cost is not known yet"),
}
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
    formfield_overrides = {models.DateField: {"widget": ReadersDateInput}}


@admin.register(NoticeSettings)
class NoticeSettingsAdmin(PreviewAdminMixin, TextsAdminMixin, SingletonModelAdmin):
    """One row, hence no list."""

    form = NoticeSettingsForm
    inlines = [HolidayInline]
    formfield_overrides = {models.TimeField: {"widget": ReadersTimeInput}}
    readonly_fields = ("preview",)
    change_form_template = "admin/change_form.html"
    object_history_template = "admin/object_history.html"
    preview_title = _("Shipping notices as shoppers see them")
    preview_template = "support_plugin/notices/preview.html"

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        """Return the page's sections."""
        policies: list[str] = [*shown_text_fields("returns_texts"), "returns_link"]
        duties = ["home_country", *shown_text_fields("duties_texts"), "duties_link"]
        return [
            (
                _("Where notices stand"),
                {"fields": [*PLACES, "asks_destination", "shows_progress", "preview"]},
            ),
            (_("Delivery dates"), {"fields": ["weekend", "cut_off"]}),
            (_("Policies in a line"), {"fields": [*policies, *duties]}),
            *folded_text_fields(*NoticeSettingsForm.texts),
        ]

    @admin.display(description=_("preview"))
    def preview(self, settings: NoticeSettings) -> str:
        """Return the way to the preview."""
        return format_html(
            '<a href="{}">{}</a>',
            reverse("admin:support_plugin_noticesettings_preview"),
            _("Every placement as shoppers see it, in each language"),
        )

    def preview_context(self, request: HttpRequest, language: str) -> dict[str, Any]:
        """Return the notices of every placement."""
        return {"placements": _placements(language)}


def _placements(language: str) -> list[dict[str, Any]]:
    """Return each placement with its name in the admin's language and its notices in the shoppers'."""
    with translation.override(language):
        found = sample_notices()
        for place in found:
            found_slots = zip(STATES.values(), place.pop("slots"), strict=True)
            place["notices"] = [(state, render_to_string(*slot)) for state, slot in found_slots if slot]
    for place in found:
        field: Any = NoticeSettings._meta.get_field(SWITCHES[place["placement"]])
        place["label"] = str(field.verbose_name).capitalize()
    return found
