"""The message form of pages without JavaScript."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from support_plugin.chat.rules import Refused, clean_body, clean_id


class MessageForm(forms.Form):
    """One message. The hidden id makes a double click, or a reload, send it once."""

    client_id = forms.CharField(widget=forms.HiddenInput)
    body = forms.CharField(
        label=_("Your message"),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        strip=False,
        error_messages={"required": _("Write a message first.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"client_id": uuid4()}})

    def clean_client_id(self) -> UUID:
        """Return the id as a UUID."""
        return self._refusing(clean_id, self.cleaned_data["client_id"])

    def clean_body(self) -> str:
        """Return the text as typed."""
        return self._refusing(clean_body, self.cleaned_data["body"])

    @staticmethod
    def _refusing(clean: Any, value: Any) -> Any:
        try:
            return clean(value)
        except Refused as refused:
            raise forms.ValidationError(refused.detail, code=refused.code) from None
