"""Shipping notices in Django admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from solo.admin import SingletonModelAdmin

from support_plugin.notices.models import Holiday, NoticeSettings, Weekday
from support_plugin.preferences.texts import TextsAdminMixin, TextsForm, text_field_names

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
    change_form_template = "admin/change_form.html"
    object_history_template = "admin/object_history.html"

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        """Return the page's sections."""
        policies = [*text_field_names("returns_texts"), "returns_link"]
        duties = ["home_country", *text_field_names("duties_texts"), "duties_link"]
        return [
            (_("Where notices stand"), {"fields": [*PLACES, "asks_destination", "shows_progress"]}),
            (_("Delivery dates"), {"fields": ["weekend", "cut_off"]}),
            (_("Policies in a line"), {"fields": [*policies, *duties]}),
        ]
