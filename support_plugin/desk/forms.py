"""The agents' form of pages without JavaScript."""

from django import forms

from support_plugin.chat.forms import MessageForm
from support_plugin.chat.models import Message
from support_plugin.chat.rules import clean_choices


class AnswerForm(MessageForm):
    """An answer, which may offer the shopper answers to choose from, one a line."""

    choices = forms.CharField(widget=forms.Textarea, strip=False, required=False)

    def clean_choices(self) -> tuple[str, ...]:
        """Return the lines that are not empty."""
        lines = self.cleaned_data["choices"].splitlines()
        return self.refusing(_clean_offer, [line for line in lines if line.strip()])


def _clean_offer(lines: list[str]) -> tuple[str, ...]:
    return clean_choices(lines, Message.Sender.AGENT)
