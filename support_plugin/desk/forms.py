"""The agents' form of pages without JavaScript."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from support_plugin.chat.models import Message
from support_plugin.chat.pages.forms import MessageForm
from support_plugin.chat.rules import clean_choices
from support_plugin.search.queries import MAX_LENGTH, words_of
from support_plugin.text.cleaning import is_blank


class AnswerForm(MessageForm):
    """An answer, which may offer the shopper answers to choose from, one a line."""

    choices = forms.CharField(widget=forms.Textarea, strip=False, required=False)

    def clean_choices(self) -> tuple[str, ...]:
        """Return the lines that are not empty."""
        lines = self.cleaned_data["choices"].splitlines()
        return self.refusing(_clean_offer, [line for line in lines if not is_blank(line)])


class SearchForm(forms.Form):
    """What an agent looks for."""

    q = forms.CharField(
        max_length=MAX_LENGTH,
        error_messages={
            "required": _("Type what you are looking for."),
            "max_length": _("This is too long to search for. A few words are enough."),
        },
    )

    def clean_q(self) -> str:
        """Refuse what would find everything."""
        query: str = self.cleaned_data["q"]
        if len("".join(words_of(query))) < SHORTEST_QUERY:
            raise ValidationError(_("Type at least two letters or digits."))
        return query


# Letters or digits.
SHORTEST_QUERY = 2


def _clean_offer(lines: list[str]) -> tuple[str, ...]:
    return clean_choices(lines, Message.Sender.AGENT)
