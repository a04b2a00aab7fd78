"""Uploading: a file comes first, the message that it belongs to names it afterwards."""

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.urls import path
from django.utils.translation import gettext as _
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from support_plugin import limits
from support_plugin.chat import rules
from support_plugin.chat.api.conversations import ChatView
from support_plugin.chat.files import uploads
from support_plugin.chat.files.models import Attachment
from support_plugin.chat.files.repeated_uploads import UploadIdentity, find_repeated, identify_upload
from support_plugin.chat.files.upload_limits import largest_upload, too_large
from support_plugin.chat.files.uploads import UploadOwner
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.payloads import attachment_json
from support_plugin.errors import Refused
from support_plugin.limits import Who
from support_plugin.visitors.flows import NoIdentity, remember_visitor
from support_plugin.visitors.queries import who_asks

# Bytes that a form needs around its one file.
WRAPPING = 16 * 1024


def _length(request: Request) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0  # as Django reads it


class UploadView(ChatView):
    """What both ways of uploading share. The form's one file is called ``file``."""

    parser_classes = [MultiPartParser]

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Refuse what is too large before any of it is read; the CSRF check would read it."""
        # What a server hands on without a length has none for Django either, and counts as empty.
        if _length(request) > largest_upload() + WRAPPING:
            raise too_large()
        super().initial(request, *args, **kwargs)

    def file(self) -> UploadedFile:
        """Return the form's file; raise Refused where there is none."""
        file = self.request.FILES.get("file")
        if not isinstance(file, UploadedFile):
            raise Refused("invalid", _("No file has arrived. Please choose it again."))
        return file

    def identity(self, conversation: Conversation | None = None, agent: Any = None) -> UploadIdentity | None:
        """Return what identifies a repeat; None where the sender gave no ``client_id``."""
        client_id = self.request.POST.get("client_id")
        return (
            identify_upload(rules.clean_id(client_id), self.file(), conversation, agent)
            if client_id
            else None
        )

    def check(self, who: Who, conversation: Conversation | None = None) -> uploads.Content:
        """Return what will be stored of the file; raise Refused."""
        file = self.file()
        return uploads.check_upload(file.name or "", file, file.size or 0, who, conversation)


def _stored(attachment: Attachment) -> Response:
    return Response(attachment_json(attachment), status=201)


class ShopperUploadView(UploadView):
    """``POST attachments/``: a shopper's file, for the message they will send, also if it is their first."""

    def post(self, request: Request) -> Response:
        """Store the file for this shopper, who is made known only if it is taken."""
        if not request.user.is_authenticated and not self.key:
            raise rules.no_identity()
        identity = self.identity()
        if identity and (known := find_repeated(identity, self.caller.visitor, Message.Sender.SHOPPER)):
            return _stored(known)
        content = self.check(who_asks(request, self.key))
        if self.caller.visitor is None:
            limits.spend("conversations", Who.of(request))
        try:
            visitor = remember_visitor(request.user, self.key)
        except NoIdentity:
            raise rules.no_identity() from None
        return _stored(uploads.save_upload(content, UploadOwner(visitor, Message.Sender.SHOPPER), identity))


class ConversationUploadView(UploadView):
    """``POST conversations/<id>/attachments/``: a file for a message in this conversation, by either side."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Store the file for the caller's side."""
        conversation, role = self.caller.get_conversation(public_id)
        agent = request.user if role == Message.Sender.AGENT else None
        identity = self.identity(conversation, agent)
        if identity and (known := find_repeated(identity, conversation.visitor, role)):
            return _stored(known)
        visitor = conversation.visitor if role == Message.Sender.SHOPPER else None
        content = self.check(Who.of(request, visitor), conversation)
        return _stored(
            uploads.save_upload(
                content, UploadOwner(conversation.visitor, role, conversation, agent), identity
            )
        )


urlpatterns = [
    path("attachments/", ShopperUploadView.as_view(), name="api-upload"),
    path(
        "conversations/<uuid:public_id>/attachments/",
        ConversationUploadView.as_view(),
        name="api-conversation-upload",
    ),
]
