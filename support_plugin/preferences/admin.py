"""The settings page in Django admin."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from solo.admin import SingletonModelAdmin

from support_plugin.preferences.models import Page, SupportSettings

# The JSON fields that hold a text per language, with the widget of each.
TEXTS: dict[str, type[forms.Widget]] = {"names": forms.TextInput, "greetings": forms.Textarea}
CAPABILITIES = ["chat_enabled", "notices_enabled", "guests_enabled", "badges_enabled", "carts_enabled"]


def text_field_names(name: str) -> list[str]:
    """Return the form's fields for one text: ``names_fa``, ``names_ar``, …"""
    return [f"{name}_{code}" for code, _label in settings.LANGUAGES]


class SupportSettingsForm(forms.ModelForm):
    """Shows each text once for every language of the shop."""

    launcher_pages = forms.MultipleChoiceField(
        label=_("Pages with the chat"), choices=Page, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = SupportSettings
        exclude = tuple(TEXTS)
        widgets = {"accent_colour": forms.TextInput(attrs={"type": "color"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, widget in TEXTS.items():
            label = SupportSettings._meta.get_field(name).verbose_name
            texts = getattr(self.instance, name)
            for code, language in settings.LANGUAGES:
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=_("%(text)s, %(language)s") % {"text": label, "language": language},
                    widget=widget(attrs={"dir": "auto", "rows": 2}),
                    max_length=500,
                    required=False,
                    initial=texts.get(code, ""),
                )

    def save(self, commit: bool = True) -> SupportSettings:
        """Gather the texts of all languages into their fields."""
        for name in TEXTS:
            kept = getattr(self.instance, name)
            given = {code: self.cleaned_data[f"{name}_{code}"] for code, _label in settings.LANGUAGES}
            setattr(self.instance, name, {k: v for k, v in {**kept, **given}.items() if v})
        return super().save(commit)


@admin.register(SupportSettings)
class SupportSettingsAdmin(SingletonModelAdmin):
    """One row, hence no list. Django's own templates, so that ``solo`` need not be an installed app."""

    form = SupportSettingsForm
    change_form_template = "admin/change_form.html"
    object_history_template = "admin/object_history.html"

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        # The fields per language are made by the form itself, so the model factory must not look for them.
        kwargs["fields"] = None
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        return [
            (_("Capabilities"), {"fields": CAPABILITIES}),
            (_("Texts"), {"fields": [field for name in TEXTS for field in text_field_names(name)]}),
            (_("Look"), {"fields": ["accent_colour", "position", "launcher_pages"]}),
            (_("Carts"), {"fields": ["cart_idle_minutes"]}),
        ]
