"""The question whether an article helped, as a form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from support_plugin.answers.help_centre.models import COMMENT_LENGTH


class FeedbackForm(forms.Form):
    """One answer, and what was missing. ``key`` makes a double click count once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)
    helped = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))])
    # What is too long is cut, as nobody is helped by an error here.
    comment = forms.CharField(
        label=_("What was missing? (optional)"),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "maxlength": COMMENT_LENGTH}),
        required=False,
    )
