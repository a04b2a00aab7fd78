"""Internal notes over HTTP: for agents alone, also where they are the shopper of the conversation."""

from typing import Any
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from support_plugin.chat import queries, rules
from support_plugin.chat.api.conversations import ChatView
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


class AgentsView(ChatView):
    """What all of them share: outsiders learn no more than of other conversations."""

    def conversation(self, public_id: UUID) -> Conversation:
        """Return the conversation of which the caller is an agent, or raise Refused."""
        conversation, role = self.caller.get_conversation(public_id)
        if role != Message.Sender.AGENT:
            raise rules.agents_only()
        return conversation

    def state(self, conversation: Conversation) -> dict[str, Any]:
        """Return the conversation's state as it is now."""
        return conversation_json(queries.read_again(conversation), Message.Sender.AGENT)


class NotesView(AgentsView):
    """``GET`` and ``POST conversations/<id>/notes/``."""

    def get(self, request: Request, public_id: UUID) -> Response:
        """Return the notes after one, oldest first, a page at a time."""
        conversation = self.conversation(public_id)
        page = notes_page(conversation, rules.clean_seq(request.query_params.get("after", "0")))
        return Response(page_json((note_json(note, request.user) for note in page.items), page.next))

    def post(self, request: Request, public_id: UUID) -> Response:
        """Store ``body`` under ``client_id``."""
        conversation = self.conversation(public_id)
        client_id, body = rules.clean_id(self.data("client_id")), rules.clean_body(self.data("body"))
        note = flows.add_note(conversation, request.user, client_id, body)
        answer = {"conversation": self.state(conversation), "note": note_json(note, request.user)}
        return Response(answer, status=201)


class NoteView(AgentsView):
    """``DELETE conversations/<id>/notes/<note>/``."""

    def delete(self, request: Request, public_id: UUID, note_id: int) -> Response:
        """Delete an own note."""
        conversation = self.conversation(public_id)
        flows.delete_note(conversation, request.user, note_id)
        return Response({"conversation": self.state(conversation)})


class NotesSeenView(AgentsView):
    """``POST conversations/<id>/notes/seen/``."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Store that the caller has seen where they are mentioned in it."""
        flows.mark_mentions_read(self.conversation(public_id), request.user)
        return Response({"unread": unread_mentions(request.user)})


class MentionsView(ChatView):
    """``GET mentions/``."""

    def get(self, request: Request) -> Response:
        """Return where the caller is mentioned, the newest first, and how many they have not seen."""
        if not self.caller.is_agent:
            raise rules.agents_only()
        page = mentions_page(request.user, rules.clean_seq(request.query_params.get("before", "0")))
        items = [mention_json(mention, request.user) for mention in page.items]
        return Response({**page_json(items, page.next), "unread": unread_mentions(request.user)})


class ColleaguesView(ChatView):
    """``GET colleagues/``."""

    def get(self, request: Request) -> Response:
        """Return the agents who can be mentioned, by name."""
        if not self.caller.is_agent:
            raise rules.agents_only()
        return Response(page_json(colleague_json(user) for user in colleagues()))


urlpatterns = [
    path("conversations/<uuid:public_id>/notes/", NotesView.as_view(), name="api-notes"),
    path("conversations/<uuid:public_id>/notes/seen/", NotesSeenView.as_view(), name="api-notes-seen"),
    path("conversations/<uuid:public_id>/notes/<int:note_id>/", NoteView.as_view(), name="api-note"),
    path("mentions/", MentionsView.as_view(), name="api-mentions"),
    path("colleagues/", ColleaguesView.as_view(), name="api-colleagues"),
]
