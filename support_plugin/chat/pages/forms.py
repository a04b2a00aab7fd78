"""The message form of pages without JavaScript."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from support_plugin.chat.files.upload_limits import attachment_limits
from support_plugin.chat.files.uploads import Content, UploadOwner, check_upload, save_upload
from support_plugin.chat.models import Conversation
from support_plugin.chat.rules import check_number, clean_body, clean_id
from support_plugin.errors import Refused
from support_plugin.limits import Who
from support_plugin.text.cleaning import is_blank


class FilesInput(forms.ClearableFileInput):
    """The browser's dialogue for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, none too; what is in them is for ``uploads.check_upload`` to judge."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files as a list."""
        given = data if isinstance(data, (list, tuple)) else [data]
        # Empty files are refused with the others, in the same words.
        return [file for file in given if file]


class MessageForm(forms.Form):
    """One message. The hidden id makes a double click, or a reload, send it once."""

    client_id = forms.CharField(widget=forms.HiddenInput)
    body = forms.CharField(
        label=_("Your message"),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        strip=False,
        required=False,
    )
    attachments = FilesField(label=_("Pictures or files"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"client_id": uuid4()}})
        limits = attachment_limits()
        self.accept: str = limits["accept"] if limits else ""
        self.fields["attachments"].widget.attrs["accept"] = self.accept

    def clean_client_id(self) -> UUID:
        """Return the id as a UUID."""
        return self.refusing(clean_id, self.cleaned_data["client_id"])

    def clean_attachments(self) -> list[Any]:
        """Return the files, no more than one message takes."""
        files = self.cleaned_data["attachments"]
        self.refusing(check_number, len(files))
        return files

    def clean(self) -> dict[str, Any]:
        """Check the text, which may be missing where there are files."""
        data = super().clean() or {}
        if not is_blank(data.get("body", "")) or not data.get("attachments"):
            try:
                data["body"] = clean_body(data.get("body", ""))
            except Refused as refused:
                self.add_error("body", forms.ValidationError(refused.detail, code=refused.code))
        else:
            data["body"] = ""
        return data

    def check_files(self, who: Who, conversation: Conversation | None = None) -> list[Content]:
        """Return what will be stored of the uploads; raises Refused."""
        files = self.cleaned_data["attachments"]
        return [check_upload(file.name, file, file.size, who, conversation) for file in files]

    @staticmethod
    def store_files(contents: list[Content], owner: UploadOwner) -> tuple[UUID, ...]:
        """Store the uploads for the message and return their ids; raises Refused."""
        return tuple(save_upload(content, owner).public_id for content in contents)

    @staticmethod
    def refusing(clean: Any, value: Any) -> Any:
        """Return what ``clean`` makes of the value; a refusal becomes the form's error."""
        try:
            return clean(value)
        except Refused as refused:
            raise forms.ValidationError(refused.detail, code=refused.code) from None
