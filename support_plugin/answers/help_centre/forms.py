"""The question whether an article helped, as a form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from support_plugin.answers.help_centre.flows import clean_comment
from support_plugin.answers.help_centre.models import COMMENT_LENGTH


class CommentField(forms.CharField):
    """A comment. What is too long is cut, and what no database holds left out: an error would help nobody."""

    def to_python(self, value: Any) -> str:
        """Return the comment as it is stored."""
        return clean_comment(str(value or ""))


class FeedbackForm(forms.Form):
    """One answer, and what was missing. ``key`` makes a double click count once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)
    helped = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))])
    comment = CommentField(
        label=_("What was missing? (optional)"),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "maxlength": COMMENT_LENGTH}),
        required=False,
    )
