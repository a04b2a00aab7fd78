"""The form of a canned reply in Django admin, and what it refuses."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from support_plugin.conf import get_config
from support_plugin.desk.canned.filling_in import VARIABLES, longest_length
from support_plugin.desk.canned.models import CannedReply
from support_plugin.formats.numbers import format_number, in_readers_digits
from support_plugin.preferences.texts import TextsForm, text_field_names
from support_plugin.text.cleaning import is_blank
from support_plugin.text.folding import squeeze
from support_plugin.text.placeholders import unknown_placeholders

KNOWN = " ".join(f"{{{name}}}" for name in VARIABLES)


class CannedReplyForm(TextsForm):
    """A canned reply, with its text in every language of the shop."""

    texts = {"texts": forms.Textarea}
    # The limit of messages, which a shop may change, is looked at below.
    text_max_length = 10_000

    class Meta:
        model = CannedReply
        exclude = ("texts",)

    def clean_shortcut(self) -> str:
        """Refuse what is no word, and what reads like the shortcut of another reply."""
        shortcut = str(self.cleaned_data["shortcut"]).strip().lstrip("/")
        key = squeeze(shortcut)
        if not key or len(shortcut.split()) != 1:
            raise ValidationError(_("Write one word, without spaces."))
        others = CannedReply.objects.filter(key=key).exclude(pk=self.instance.pk)
        if other := others.first():
            raise ValidationError(
                _("“%(title)s” has this shortcut already. Please choose another one.")
                % {"title": other.title}
            )
        return shortcut

    def clean(self) -> dict[str, Any]:
        """Look at the texts."""
        cleaned = super().clean() or {}
        fields = text_field_names("texts")
        for field in fields:
            self._check_text(field, cleaned.get(field) or "")
        if not self.errors and all(is_blank(cleaned.get(field) or "") for field in fields):
            self.add_error(fields[0], _("Write the text in one language at least."))
        return cleaned

    def _check_text(self, field: str, text: str) -> None:
        for number, found in unknown_placeholders(text, VARIABLES)[:1]:
            words = _("Line %(number)s: %(found)s stands for nothing. Known are: %(known)s.")
            values = {"number": format_number(number), "found": found, "known": KNOWN}
            self.add_error(field, words % values)
        limit = get_config()["MESSAGE_MAX_LENGTH"]
        if longest_length(text) > limit:
            words = _("With what is filled in, this may be too long for a message of %(limit)d characters.")
            self.add_error(field, in_readers_digits(words % {"limit": limit}))
