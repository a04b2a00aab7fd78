"""Repeated uploads, sent again under the id that their sender gave them: stored once."""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from support_plugin.chat.files.models import Attachment
from support_plugin.errors import Refused

if TYPE_CHECKING:
    from support_plugin.chat.models import Conversation
    from support_plugin.visitors.models import Visitor


@dataclass(frozen=True)
class UploadIdentity:
    """An upload's id, and a hash of all that a repeat must have in common with the first."""

    client_id: UUID
    digest: str


def identify_upload(
    client_id: UUID, file: UploadedFile, conversation: "Conversation | None", agent: Any
) -> UploadIdentity:
    """Return what makes it the same upload when it comes again: name, content, conversation, agent."""
    about = [file.name, conversation and conversation.pk, agent and str(agent.pk)]
    found = hashlib.sha256(repr(about).encode("utf-8", "surrogatepass"))
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)
    return UploadIdentity(client_id, found.hexdigest())


def find_repeated(upload: UploadIdentity, visitor: "Visitor | None", sender: str) -> Attachment | None:
    """Return what was stored under this id; raise Refused ("conflict") where that was something else."""
    if visitor is None:
        return None
    known = Attachment.objects.filter(visitor=visitor, sender=sender, client_id=upload.client_id).first()
    if known is not None and known.digest != upload.digest:
        raise Refused("conflict", _("Another file was already sent under this id."))
    return known
