"""Merging conversations and shoppers, and undoing it, for agents with the permission, over HTTP."""

from typing import Any
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from support_plugin import clock
from support_plugin.chat import queries, rules
from support_plugin.chat.api.conversations import ChatView, ServedView
from support_plugin.chat.merging import flows
from support_plugin.chat.merging.models import Merge
from support_plugin.chat.merging.queries import may_merge, merges_of
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.payloads import agent_json, conversation_json


def merge_json(merge: Merge) -> dict[str, Any]:
    """Return a merge as agents see it."""
    return {
        "id": merge.pk,
        "kind": merge.kind,
        "by": agent_json(merge.by),
        "made_at": clock.to_json(merge.made_at),
        "undone_at": clock.to_json(merge.undone_at) if merge.undone_at else None,
    }


class MergingView(ServedView):
    """An endpoint for agents who may merge; nobody does in conversations of their own."""

    def served_conversation(self, public_id: UUID) -> Conversation:
        """Return a conversation of somebody else, or raise Refused; also without the permission."""
        conversation = super().served_conversation(public_id)
        if not may_merge(self.request.user):
            raise rules.agents_only()
        return conversation


class MergesView(MergingView):
    """``GET conversations/<id>/merges/``: what of its shopper was merged. ``POST``: merge with another."""

    def get(self, request: Request, public_id: UUID) -> Response:
        """Return the merges that were not undone, the newest first."""
        merges = merges_of(self.served_conversation(public_id))
        return Response({"items": [merge_json(merge) for merge in merges]})

    def post(self, request: Request, public_id: UUID) -> Response:
        """Merge with ``conversation_id``: two of one shopper, else their shoppers, this one's kept."""
        one = self.served_conversation(public_id)
        other = self.served_conversation(rules.clean_id(self.data("conversation_id")))
        return Response({"merge": merge_json(flows.merge(one, other, request.user))}, status=201)


class UndoView(MergingView):
    """``POST conversations/<id>/merges/<merge>/undo/``: as it was."""

    def post(self, request: Request, public_id: UUID, merge: int) -> Response:
        """Give back what was merged."""
        conversation = self.served_conversation(public_id)
        found = Merge.objects.filter(pk=merge, kept=conversation.visitor_id).select_related("by").first()
        if found is None:
            raise rules.not_found()
        flows.undo_merge(found, request.user)
        found.refresh_from_db()
        return Response({"merge": merge_json(found)})


class PartsView(ChatView):
    """``GET conversations/<id>/parts/``: the conversations that are earlier parts of it, for both sides."""

    def get(self, request: Request, public_id: UUID) -> Response:
        """Return their states, the oldest first; each is read as any conversation is."""
        conversation, role = self.caller.get_conversation(public_id)
        parts = queries.parts_of(conversation)
        if role == Message.Sender.AGENT:
            queries.load_tags(parts)
        return Response({"items": [conversation_json(part, role) for part in parts]})


_ONE = "conversations/<uuid:public_id>/"
urlpatterns = [
    path(f"{_ONE}merges/", MergesView.as_view(), name="api-merges"),
    path(f"{_ONE}merges/<int:merge>/undo/", UndoView.as_view(), name="api-undo-merge"),
    path(f"{_ONE}parts/", PartsView.as_view(), name="api-parts"),
]
