"""The forms of a plan and its steps in Django admin, and what they refuse."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from support_plugin.carts.form_fields import check_currency
from support_plugin.carts.reminders.models import Plan, PlanStep
from support_plugin.carts.reminders.words import (
    PLACEHOLDERS,
    SUBJECT,
    TEXTS,
    unknown_parameters,
)
from support_plugin.formats.numbers import format_number
from support_plugin.preferences.texts import TextsForm, text_field_names
from support_plugin.text.placeholders import unknown_placeholders

KNOWN = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
STEP_FIELDS = ("delay_minutes", "way", "incentive", "parameters")


class PlanForm(forms.ModelForm):
    """A plan's conditions."""

    class Meta:
        model = Plan
        exclude: tuple[str, ...] = ()

    def clean_countries(self) -> str:
        """Refuse what is no list of two letters each."""
        codes = [part.strip().upper() for part in self.cleaned_data["countries"].replace("،", ",").split(",")]
        codes = [code for code in codes if code]
        if wrong := [code for code in codes if len(code) != 2 or not code.isascii() or not code.isalpha()]:
            raise ValidationError(
                _("%(found)s is no country. Write two letters each, with commas between: IR, AE.")
                % {"found": wrong[0]}
            )
        return ", ".join(dict.fromkeys(codes))

    def clean(self) -> dict[str, Any]:
        """Look at what belongs together."""
        cleaned = super().clean() or {}
        check_currency(self, cleaned, "value_from")
        return cleaned


class PlanStepForm(TextsForm):
    """A step, with its texts in every language of the shop."""

    texts = {"subjects": forms.TextInput, "texts": forms.Textarea, "templates": forms.TextInput}
    default_texts = {"subjects": SUBJECT, "texts": TEXTS[""]}
    text_max_length = 2000

    class Meta:
        model = PlanStep
        fields = STEP_FIELDS

    def clean_parameters(self) -> str:
        """Refuse what stands for nothing."""
        line: str = self.cleaned_data["parameters"]
        if wrong := unknown_parameters(line):
            text = _("%(found)s stands for nothing. Write the provider’s name, “=” and one of: %(known)s.")
            raise ValidationError(text % {"found": wrong[0], "known": " ".join(PLACEHOLDERS)})
        return line

    def clean(self) -> dict[str, Any]:
        """Refuse what stands for nothing, with its line."""
        cleaned = super().clean() or {}
        for name in ("subjects", "texts"):
            for field in text_field_names(name):
                for number, found in unknown_placeholders(cleaned.get(field) or "", PLACEHOLDERS)[:1]:
                    text = _("Line %(number)s: %(found)s stands for nothing. Known are: %(known)s.")
                    values = {"number": format_number(number), "found": found, "known": KNOWN}
                    self.add_error(field, text % values)
        return cleaned
