"""Checking and storing an upload, attaching it to its message, and deleting what was never sent.

What limits uploads: ``upload_limits``, and ``support_plugin.limits`` by person and address.
"""

import logging
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from support_plugin import limits
from support_plugin.adapters import FileRefused, get_adapter
from support_plugin.chat.files.models import Attachment
from support_plugin.chat.files.repeated_uploads import UploadIdentity, find_repeated
from support_plugin.chat.files.storage import private_storage
from support_plugin.chat.files.types import clean_name, recognise
from support_plugin.chat.files.upload_limits import check_limits, switched_off
from support_plugin.chat.models import Conversation, Message
from support_plugin.errors import Refused
from support_plugin.limits import Who
from support_plugin.preferences.models import FileKind
from support_plugin.preferences.queries import get_preferences
from support_plugin.web.pictures import Busy, NoPicture, TooManyPixels, draw

if TYPE_CHECKING:
    from support_plugin.visitors.models import Visitor

logger = logging.getLogger(__name__)

BOX, THUMBNAIL_BOX = (2560, 2560), (480, 480)
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
# Seconds after which it is worth while to try a file again that could not be scanned or stored.
RETRY_AFTER = 60
# In the private storage: 256 folders, by the first two of a name's letters.
FOLDER = "support_chat"


@dataclass(frozen=True)
class UploadOwner:
    """Whose file it will be. Without a conversation: a shopper's, for the one that they will start."""

    visitor: "Visitor"
    sender: Message.Sender
    conversation: Conversation | None = None
    agent: Any = None


@dataclass(frozen=True)
class Content:
    """What is stored of an upload."""

    kind: Attachment.Kind
    name: str
    content_type: str
    file: File
    thumbnail: File | None = None
    width: int | None = None
    height: int | None = None


def check_upload(
    name: str, upload: IO[bytes], size: int, who: Who, conversation: Conversation | None = None
) -> Content:
    """Return what will be stored of a file; nothing is stored yet, not even whose it is.

    Raises Refused: "too_large", "file_refused" (its type, what it holds, the scanner), "too_many" for this
    minute or this day, "closed", "unavailable" where it could not be scanned or drawn.
    """
    limits.spend("uploads", who)
    check_limits(size, conversation)
    limits.spend("upload_bytes", who, size)
    type_ = recognise(upload)
    if type_ is None or type_.kind not in get_preferences().attachment_kinds:
        raise Refused("file_refused", _unwanted_type())
    _scan(upload)
    clean, content_type = clean_name(name, type_.endings), type_.content_type
    if type_.kind == FileKind.IMAGE:
        return _draw(upload, clean, content_type)
    return Content(
        Attachment.Kind.FILE, clean, content_type, upload if isinstance(upload, File) else File(upload)
    )


def _unwanted_type() -> str:
    wanted = get_preferences().attachment_kinds
    names = [str(kind.label) for kind in FileKind if kind in wanted]
    if not names:
        return switched_off().detail
    # Translators: %(kinds)s is a list such as "Pictures (JPEG, PNG), PDF".
    return _("This kind of file can't be sent. Possible are: %(kinds)s.") % {"kinds": _(", ").join(names)}


def _scan(upload: IO[bytes]) -> None:
    try:
        get_adapter().scan_file(upload)
    except FileRefused as refusal:
        text = str(refusal) or _("This file was refused by our virus scanner. Please send another one.")
        raise Refused("file_refused", text) from None
    except Exception:
        # A scanner that is away is no reason to let everything in.
        logger.exception("An upload could not be scanned")
        text = _("Files can't be taken right now. Please try again in a few minutes.")
        raise Refused("unavailable", text, retry_after=RETRY_AFTER) from None


def _draw(upload: IO[bytes], name: str, content_type: str) -> Content:
    try:
        drawn = draw(upload, (FORMATS[content_type], BOX), ("WEBP", THUMBNAIL_BOX))
    except TooManyPixels:
        text = _("This picture has too many pixels. Please send a smaller one.")
        raise Refused("file_refused", text) from None
    except Busy:
        text = _("Files can't be taken right now. Please try again in a few minutes.")
        raise Refused("unavailable", text, retry_after=RETRY_AFTER) from None
    except NoPicture:
        text = _("This picture is damaged. Please save it again, or take a screenshot of it.")
        raise Refused("file_refused", text) from None
    file, thumbnail = map(ContentFile, drawn.files)
    return Content(Attachment.Kind.IMAGE, name, content_type, file, thumbnail, drawn.width, drawn.height)


def save_upload(content: Content, owner: UploadOwner, identity: UploadIdentity | None = None) -> Attachment:
    """Store what ``check_upload`` made, and return it; raise Refused("unavailable") where that failed."""
    try:
        return _save(content, owner, identity)
    except IntegrityError:  # the same one, twice at once
        if identity and (known := find_repeated(identity, owner.visitor, owner.sender)):
            return known
        raise


def _save(content: Content, owner: UploadOwner, identity: UploadIdentity | None) -> Attachment:
    # The row comes first: whatever breaks off, no file is left that no row knows.
    attachment = _create(
        visitor=owner.visitor,
        conversation=owner.conversation,
        sender=owner.sender,
        agent=owner.agent,
        client_id=identity.client_id if identity else None,
        digest=identity.digest if identity else "",
        kind=content.kind,
        name=content.name,
        size=content.file.size,
        content_type=content.content_type,
        width=content.width,
        height=content.height,
        file=_random_name(),
        thumbnail=_random_name() if content.thumbnail else "",
    )
    try:
        private_storage.save(attachment.file.name, content.file)
        if content.thumbnail:
            private_storage.save(attachment.thumbnail.name, content.thumbnail)
    except Exception:
        logger.exception("An upload could not be stored")
        attachment.delete()
        text = _("Files can't be taken right now. Please try again in a few minutes.")
        raise Refused("unavailable", text, retry_after=RETRY_AFTER) from None
    return attachment


@transaction.atomic
def _create(**fields: Any) -> Attachment:
    """Store the row; raise Refused where the conversation was ended or deleted during the upload."""
    conversation = fields["conversation"]
    if conversation is not None:
        # An update that changes nothing holds the row, on SQLite too, until ours is stored beside it.
        open_ = Conversation.objects.filter(pk=conversation.pk, status=Conversation.Status.OPEN)
        if not open_.update(last_seq=F("last_seq")):
            raise Refused("closed", _("This conversation has ended. You can start a new one."))
    return Attachment.objects.create(**fields)


def _random_name() -> str:
    token = secrets.token_hex(16)
    return f"{FOLDER}/{token[:2]}/{token}"


def lock_unsent(ids: Iterable[UUID]) -> dict[UUID, Attachment]:
    """Return those of the uploads that no message has yet, locked until the transaction ends."""
    wanted = Attachment.objects.filter(public_id__in=list(ids), message=None)
    if connection.features.has_select_for_update:
        wanted = wanted.select_for_update().order_by("pk")
    return {attachment.public_id: attachment for attachment in wanted}


def belongs(attachment: Attachment, conversation: Conversation, sender: str) -> bool:
    """Return whether this side may send the upload in this conversation."""
    return (
        attachment.visitor_id == conversation.visitor_id
        and attachment.sender == sender
        and attachment.conversation_id in (None, conversation.pk)
    )


def attach_to_message(message: Message, attachments: Sequence[Attachment]) -> None:
    """Make the uploads, in this order, part of a message that has just been stored."""
    for position, attachment in enumerate(attachments):
        attachment.message = message
        attachment.conversation = message.conversation
        attachment.position = position
    Attachment.objects.bulk_update(attachments, ["message", "conversation", "position"])
    message._prefetched_objects_cache = {"attachments": list(attachments)}  # type: ignore[attr-defined]
