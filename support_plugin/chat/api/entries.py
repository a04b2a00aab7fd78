"""Editing and withdrawing own messages, and what a browser has got, over HTTP."""

from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from support_plugin import limits
from support_plugin.chat import flows, read_marks, rules
from support_plugin.chat.api.conversations import ChatView, current, stored
from support_plugin.chat.models import Message
from support_plugin.chat.storing.new import NewMessage
from support_plugin.limits import Who


class EntryView(ChatView):
    """An endpoint that changes one of the caller's own messages, by an entry with a number of its own."""

    kind: Message.Kind

    def change(self, request: Request, public_id: UUID, seq: int, body: str) -> Response:
        """Store the entry under ``client_id``."""
        conversation, role = self.caller.get_conversation(public_id)
        client_id = rules.clean_id(self.data("client_id"))
        who, is_shopper = Who.of(request, conversation.visitor), role == Message.Sender.SHOPPER
        if is_shopper:
            limits.spend("messages", who)
        agent = None if is_shopper else request.user
        new = NewMessage(conversation.pk, role, client_id, body, agent, kind=self.kind, changes=seq)
        entry = flows.store_message(conversation, new)
        if entry.is_repeat and is_shopper:
            limits.give_back("messages", who)
        return stored(conversation, entry, role)


class EditView(EntryView):
    """``POST conversations/<id>/messages/<seq>/edit/``: another text."""

    kind = Message.Kind.EDITED

    def post(self, request: Request, public_id: UUID, seq: int) -> Response:
        """Replace the message's text by ``body``."""
        return self.change(request, public_id, seq, rules.clean_body(self.data("body")))


class WithdrawView(EntryView):
    """``POST conversations/<id>/messages/<seq>/withdraw/``: no text, no files."""

    kind = Message.Kind.WITHDRAWN

    def post(self, request: Request, public_id: UUID, seq: int) -> Response:
        """Empty the message."""
        return self.change(request, public_id, seq, "")


class GotView(ChatView):
    """``POST conversations/<id>/got/``: the shopper's browser has all up to ``seq``."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Store how far it has got."""
        conversation, role = self.caller.get_conversation(public_id)
        read_marks.mark_got(conversation, role, rules.clean_seq(self.data("seq")))
        return current(conversation, role)


_MESSAGE = "conversations/<uuid:public_id>/messages/<int:seq>/"
urlpatterns = [
    path(f"{_MESSAGE}edit/", EditView.as_view(), name="api-edit"),
    path(f"{_MESSAGE}withdraw/", WithdrawView.as_view(), name="api-withdraw"),
    path("conversations/<uuid:public_id>/got/", GotView.as_view(), name="api-got"),
]
