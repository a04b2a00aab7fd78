"""The settings page in Django admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from solo.admin import SingletonModelAdmin

from support_plugin.adapters import SupportAdapter, get_adapter
from support_plugin.preferences.models import DEFAULT_TEXTS, FileKind, Page, SupportSettings
from support_plugin.preferences.texts import (
    TextsAdminMixin,
    TextsForm,
    folded_text_fields,
    languages_with_own_digits,
    shown_text_fields,
)

CAPABILITIES = [
    "chat_enabled",
    "attachments_enabled",
    "notices_enabled",
    "badges_enabled",
    "carts_enabled",
    "hesitation_enabled",
    "prompts_enabled",
    "answers_enabled",
    "reminders_enabled",
    "cart_sending_enabled",
]


CHECKOUT = [
    "guests_enabled",
    "guest_contact",
    "basket_prompt_enabled",
    "short_address_enabled",
    "first_method_enabled",
    "express_enabled",
    "progress_enabled",
    "accounts_enabled",
    "help_enabled",
]


CARTS = [
    "cart_idle_minutes",
    "cart_expiry_days",
    "hesitation_pause_seconds",
    "hesitation_idle_minutes",
    "hesitation_times",
    "prompts_per_visit",
    "prompts_per_week",
]


REMINDERS = [
    "cart_sending_by_sms",
    "consents_enabled",
    "reminders_per_day",
    "contact_noted_early",
    "reminders_per_week",
    "won_back_days",
    "mail_aliases_folded",
]


ANSWERS = ["assistant_mode"]


HOLDOUTS = ["reminder_holdout_percent", "prompt_holdout_percent", "launcher_holdout_percent"]


PRIVACY = ["close_idle_hours", "retention_days", "cart_retention_days", "look_retention_days"]
AWAY = ["answer_mail_minutes", "alert_minutes", "rating_mail_days"]


FORMATS = ["rial_unit", "latin_digits", "persian_calendar", "arabic_calendar"]


class SupportSettingsForm(TextsForm):
    """The settings, with the texts in every language."""

    texts = {
        "names": forms.TextInput,
        "greetings": forms.Textarea,
        "payment_texts": forms.Textarea,
        "guest_titles": forms.TextInput,
        "account_titles": forms.TextInput,
        "consent_texts": forms.Textarea,
    }
    default_texts = DEFAULT_TEXTS
    launcher_pages = forms.MultipleChoiceField(
        label=_("Pages with the chat"), choices=Page, widget=forms.CheckboxSelectMultiple, required=False
    )

    attachment_kinds = forms.MultipleChoiceField(
        label=_("Kinds of files"), choices=FileKind, widget=forms.CheckboxSelectMultiple, required=False
    )
    latin_digits = forms.MultipleChoiceField(
        label=_("Languages with Latin digits"),
        choices=languages_with_own_digits,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Their readers see 1405 or 2026 in place of their own digits."),
    )

    class Meta:
        model = SupportSettings
        exclude = ("names", "greetings", "payment_texts", "guest_titles", "account_titles", "consent_texts")
        widgets = {"accent_colour": forms.TextInput(attrs={"type": "color"})}

    def clean_guest_contact(self) -> str:
        """Refuse what the shop can't do: Oscar sends every order's confirmation to an e-mail address."""
        chosen: str = self.cleaned_data["guest_contact"]
        can_write = type(get_adapter()).guest_email is not SupportAdapter.guest_email
        if chosen == SupportSettings.GuestContact.PHONE and not can_write:
            raise forms.ValidationError(
                _("The shop's adapter does not tell how to write to a mobile number (guest_email).")
            )
        return chosen


@admin.register(SupportSettings)
class SupportSettingsAdmin(TextsAdminMixin, SingletonModelAdmin):
    """One row, hence no list. Django's own templates, so that ``solo`` need not be an installed app."""

    form = SupportSettingsForm
    change_form_template = "admin/change_form.html"
    object_history_template = "admin/object_history.html"

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        """Return the page's sections."""
        return [
            (_("Capabilities"), {"fields": CAPABILITIES}),
            (_("Texts"), {"fields": [*shown_text_fields("names"), *shown_text_fields("greetings")]}),
            (
                _("Checkout"),
                {
                    "fields": [
                        *CHECKOUT,
                        *shown_text_fields("guest_titles"),
                        *shown_text_fields("account_titles"),
                    ]
                },
            ),
            (_("Look"), {"fields": ["accent_colour", "position", "launcher_pages"]}),
            (
                _("Files"),
                {"fields": ["attachment_max_mb", "attachments_per_message", "attachment_kinds"]},
            ),
            (_("Help centre"), {"fields": ANSWERS}),
            (_("Answers by e-mail"), {"fields": AWAY}),
            (
                _("Trust"),
                {
                    "fields": [
                        "payment_area_enabled",
                        *shown_text_fields("payment_texts"),
                        "badge_links_checked",
                    ]
                },
            ),
            (_("Numbers, money, dates"), {"fields": FORMATS}),
            (_("Carts"), {"fields": CARTS}),
            (_("Reminders"), {"fields": [*REMINDERS, *shown_text_fields("consent_texts")]}),
            (_("Comparison"), {"fields": HOLDOUTS}),
            (_("Privacy"), {"fields": PRIVACY}),
            *folded_text_fields(*SupportSettingsForm.texts),
        ]
