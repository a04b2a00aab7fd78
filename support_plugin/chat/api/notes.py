"""Internal notes over HTTP: for agents alone, also where they are the shopper of the conversation."""

from typing import Any
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from support_plugin.chat import queries, rules
from support_plugin.chat.api.conversations import ChatView, ServedView
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.notes import flows
from support_plugin.chat.notes.colleagues import colleague_json, colleagues
from support_plugin.chat.notes.queries import (
    mention_json,
    mentions_page,
    note_json,
    notes_page,
    unread_mentions,
)
from support_plugin.chat.payloads import conversation_json
from support_plugin.rest.pages import page_json


def _state(conversation: Conversation) -> dict[str, Any]:
    return conversation_json(queries.read_again(conversation), Message.Sender.AGENT)


class NotesView(ServedView):
    """``GET`` and ``POST conversations/<id>/notes/``."""

    def get(self, request: Request, public_id: UUID) -> Response:
        """Return the notes after one, oldest first, a page at a time."""
        conversation = self.served_conversation(public_id)
        page = notes_page(conversation, rules.clean_seq(request.query_params.get("after", "0")))
        return Response(page_json((note_json(note, request.user) for note in page.items), page.next))

    def post(self, request: Request, public_id: UUID) -> Response:
        """Store ``body`` under ``client_id``."""
        conversation = self.served_conversation(public_id)
        client_id, body = rules.clean_id(self.data("client_id")), rules.clean_body(self.data("body"))
        note = flows.add_note(conversation, request.user, client_id, body)
        answer = {"conversation": _state(conversation), "note": note_json(note, request.user)}
        return Response(answer, status=201)


class NoteView(ServedView):
    """``DELETE conversations/<id>/notes/<note>/``."""

    def delete(self, request: Request, public_id: UUID, note_id: int) -> Response:
        """Delete an own note."""
        conversation = self.served_conversation(public_id)
        flows.delete_note(conversation, request.user, note_id)
        return Response({"conversation": _state(conversation)})


class NotesSeenView(ServedView):
    """``POST conversations/<id>/notes/seen/``."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Store that the caller has seen where they are mentioned in it."""
        flows.mark_mentions_read(self.served_conversation(public_id), request.user)
        return Response({"unread": unread_mentions(request.user)})


class MentionsView(ChatView):
    """``GET mentions/``."""

    def get(self, request: Request) -> Response:
        """Return where the caller is mentioned, the newest first, and how many they have not seen."""
        self.require_agent()
        page = mentions_page(request.user, rules.clean_seq(request.query_params.get("before", "0")))
        items = [mention_json(mention, request.user) for mention in page.items]
        return Response({**page_json(items, page.next), "unread": unread_mentions(request.user)})


class ColleaguesView(ChatView):
    """``GET colleagues/``."""

    def get(self, request: Request) -> Response:
        """Return the agents who can be mentioned, by name."""
        self.require_agent()
        return Response(page_json(colleague_json(user) for user in colleagues()))


urlpatterns = [
    path("conversations/<uuid:public_id>/notes/", NotesView.as_view(), name="api-notes"),
    path("conversations/<uuid:public_id>/notes/seen/", NotesSeenView.as_view(), name="api-notes-seen"),
    path("conversations/<uuid:public_id>/notes/<int:note_id>/", NoteView.as_view(), name="api-note"),
    path("mentions/", MentionsView.as_view(), name="api-mentions"),
    path("colleagues/", ColleaguesView.as_view(), name="api-colleagues"),
]
