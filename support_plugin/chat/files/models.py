"""Pictures and files that people send."""

import uuid
from typing import Any

from django.conf import settings
from django.core.files.storage import Storage
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _

from support_plugin.chat.files.storage import get_private_storage
from support_plugin.chat.models import Conversation, Message
from support_plugin.database.primary import PrimaryManager


class Attachment(models.Model):
    """One file: uploaded first, then sent with one message. Its uploader's alone until then."""

    class Kind(models.TextChoices):
        """How it is shown."""

        IMAGE = "image", _("picture")
        FILE = "file", _("file")

    # Unguessable: 122 random bits; still, only the conversation's people are given the file.
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    visitor = models.ForeignKey(
        "support_plugin.Visitor", models.CASCADE, related_name="attachments", db_index=False
    )
    # None: uploaded by a shopper for whichever conversation the message will go to, perhaps a new one.
    conversation = models.ForeignKey(Conversation, models.CASCADE, null=True, related_name="attachments")
    message = models.ForeignKey(Message, models.CASCADE, null=True, related_name="attachments")
    # Among the files of its message.
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    sender = models.CharField(_("sender"), max_length=7, choices=Message.Sender)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    # Cleaned by filetypes.clean_name, still the sender's words: always escaped.
    name = models.CharField(_("name"), max_length=120)
    # Bytes, as stored.
    size = models.PositiveIntegerField(_("size"))
    # By content, never what the browser said.
    content_type = models.CharField(max_length=100)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    file = models.FileField(storage=get_private_storage, max_length=200)
    thumbnail = models.FileField(storage=get_private_storage, max_length=200, blank=True)
    # Made by the uploader, if at all: a repeat finds this row where what it covers (``digest``) is the same.
    client_id = models.UUIDField(null=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = PrimaryManager["Attachment"]()

    class Meta:
        app_label = "support_plugin"
        base_manager_name = "objects"
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["visitor", "sender", "client_id"], name="support_upload_once")
        ]

    def __str__(self) -> str:
        return self.name


def _delete_files(sender: Any, instance: Attachment, **kwargs: Any) -> None:
    # After the commit: a row that comes back must find its file.
    for field in (instance.file, instance.thumbnail):
        if field.name:
            _delete_after_commit(field.storage, field.name)


def _delete_after_commit(storage: Storage, name: str) -> None:
    # No functools.partial: Django logs the name of what failed, and a partial has none.
    transaction.on_commit(lambda: _delete_file(storage, name), robust=True)


def _delete_file(storage: Storage, name: str) -> None:
    storage.delete(name)


post_delete.connect(_delete_files, sender=Attachment, dispatch_uid="support_plugin.chat.files.models")
