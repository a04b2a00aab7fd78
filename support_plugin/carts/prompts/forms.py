"""The form of a rule in Django admin, and what it refuses."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from support_plugin.carts.form_fields import ProductsField, check_currency
from support_plugin.carts.hesitation.models import Kind, Page
from support_plugin.carts.models import Device
from support_plugin.carts.prompts.contents import MOST_PRODUCTS
from support_plugin.carts.prompts.models import DEFAULT_GREETING, PromptRule
from support_plugin.chat.cards.offers import LONGEST_TITLE
from support_plugin.chat.cards.shown import safe_address
from support_plugin.chat.models import Message
from support_plugin.chat.rules import LONGEST_CHOICE, clean_choices
from support_plugin.errors import Refused
from support_plugin.formats.numbers import in_readers_digits
from support_plugin.preferences.texts import TextsForm, shop_languages, text_field_names
from support_plugin.text.lines import filled_lines
from support_plugin.text.placeholders import unknown_placeholders

MOST_REPLIES = 4


def _several(label: Any, choices: Any, text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=text or _("None ticked: all."),
    )


class PromptRuleForm(TextsForm):
    """A rule, with its texts in every language of the shop."""

    texts = {
        "greetings": forms.TextInput,
        "answers": forms.Textarea,
        "questions": forms.TextInput,
        "replies": forms.Textarea,
        "offers": forms.TextInput,
    }
    default_texts = {"greetings": DEFAULT_GREETING}
    text_max_length = 400
    kinds = _several(
        _("Hesitation"), Kind.choices, _("None ticked: without one, after so many seconds on the page.")
    )
    pages = _several(_("Pages"), Page.choices)
    languages = _several(_("Languages"), shop_languages)
    devices = _several(_("Devices"), Device.choices)
    products = ProductsField(
        most=MOST_PRODUCTS,
        label=_("Products"),
        required=False,
        help_text=_("Codes (UPC) or numbers, with commas between. Those that are sold out are left out."),
    )

    class Meta:
        model = PromptRule
        exclude = ("greetings", "answers", "questions", "replies", "offers")

    def clean_offer_link(self) -> str:
        """Refuse what is no path of the shop."""
        link = str(self.cleaned_data["offer_link"]).strip()
        if link and (not link.startswith("/") or safe_address(link) is None):
            raise ValidationError(_("Write a path of the shop that begins with a slash, such as /offers/."))
        return link

    def clean(self) -> dict[str, Any]:
        """Look at what belongs together."""
        cleaned = super().clean() or {}
        low, high = cleaned.get("value_from"), cleaned.get("value_to")
        if low is not None and high is not None and low > high:
            self.add_error("value_to", _("This is less than the least that the cart may be worth."))
        check_currency(self, cleaned, "value_from", "value_to")
        for name in self.texts:
            for field in text_field_names(name):
                self._check_text(name, field, cleaned.get(field) or "")
        for code, _label in shop_languages():
            self._check_replies(f"replies_{code}", f"questions_{code}", cleaned)
        return cleaned

    def _check_text(self, name: str, field: str, text: str) -> None:
        unknown = [found for _number, found in unknown_placeholders(text, ["name"])]
        if name == "greetings" and unknown:
            self.add_error(
                field,
                _("%(found)s is not known. Only {name} stands for something.") % {"found": unknown[0]},
            )
        elif name != "greetings" and "{name}" in text:
            self.add_error(field, _("Only the greeting can name the shopper."))
        if name == "offers" and len(text) > LONGEST_TITLE:
            words = _("Keep it under %(limit)d characters.") % {"limit": LONGEST_TITLE}
            self.add_error(field, in_readers_digits(words))

    def _check_replies(self, field: str, question: str, cleaned: dict[str, Any]) -> None:
        lines = filled_lines(cleaned.get(field) or "")
        try:
            clean_choices(lines, Message.Sender.SYSTEM)
        except Refused as refused:
            self.add_error(field, str(refused.detail))
        if len(lines) > MOST_REPLIES:
            text = _("Offer up to %(number)d answers, each on a line of its own.") % {"number": MOST_REPLIES}
            self.add_error(field, in_readers_digits(text))
        if lines and not cleaned.get(question):
            self.add_error(question, _("Quick replies need a question."))
        cleaned[field] = "\n".join(line[:LONGEST_CHOICE] for line in lines)
