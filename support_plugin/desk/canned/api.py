"""Canned replies over HTTP, for agents."""

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from support_plugin.chat import rules
from support_plugin.chat.api.conversations import ServedView
from support_plugin.chat.models import Conversation
from support_plugin.desk.canned.flows import count_use
from support_plugin.desk.canned.management import (
    change_reply,
    create_reply,
    delete_reply,
    get_reply,
    managed_json,
    managed_page,
    require,
)
from support_plugin.desk.canned.queries import replies_page, reply_json, values_for
from support_plugin.rest.pages import page_json


class CannedView(ServedView):
    """What all calls share."""

    def conversation(self, value: object) -> Conversation:
        """Return the conversation with this id, of which the caller is an agent, or raise Refused."""
        return self.served_conversation(rules.clean_id(value))

    def require(self, request: Request, action: str) -> None:
        """Refuse whoever is no agent, or lacks the permission of the model for this."""
        self.require_agent()
        require(request.user, action)


class CannedRepliesView(CannedView):
    """``GET canned-replies/?q=&conversation=&cursor=``, ``POST canned-replies/``."""

    def get(self, request: Request) -> Response:
        """Return what is found, filled in for the conversation; without one, for nobody in particular."""
        self.require_agent()
        asked = request.query_params
        about = self.conversation(asked["conversation"]) if asked.get("conversation") else None
        page = replies_page(request.user, asked.get("q", ""), asked.get("cursor") or "0")
        values = values_for(request.user, about)
        return Response(page_json([reply_json(reply, values) for reply in page.items], page.next))

    def post(self, request: Request) -> Response:
        """Store a new reply; 200 for the very same again."""
        self.require(request, "add")
        reply, is_new = create_reply(request.data, request.user)
        return Response(managed_json(reply), status=201 if is_new else 200)


class ManagedRepliesView(CannedView):
    """``GET canned-replies/manage/?q=&cursor=``: all of them, with their texts as they were written."""

    def get(self, request: Request) -> Response:
        """Return a page by shortcut."""
        self.require(request, "view")
        asked = request.query_params
        page = managed_page(asked.get("q", ""), asked.get("cursor") or "0")
        return Response(page_json(map(managed_json, page.items), page.next))


class CannedReplyView(CannedView):
    """``GET``, ``PATCH`` and ``DELETE canned-replies/<id>/``."""

    def get(self, request: Request, reply_id: int) -> Response:
        """Return one as it is managed."""
        self.require(request, "view")
        return Response(managed_json(get_reply(reply_id)))

    def patch(self, request: Request, reply_id: int) -> Response:
        """Change what is given."""
        self.require(request, "change")
        return Response(managed_json(change_reply(get_reply(reply_id), request.data)))

    def delete(self, request: Request, reply_id: int) -> Response:
        """Delete it."""
        self.require(request, "delete")
        delete_reply(reply_id)
        return Response(status=204)


class CannedUsedView(CannedView):
    """``POST canned-replies/<id>/used/``."""

    def post(self, request: Request, reply_id: int) -> Response:
        """Count the message ``client_id`` of ``conversation``; a repeat counts once."""
        self.require_agent()
        conversation = self.conversation(self.data("conversation"))
        reply = count_use(reply_id, conversation, request.user, rules.clean_id(self.data("client_id")))
        return Response({"id": str(reply.pk), "use_count": reply.use_count})


urlpatterns = [
    path("canned-replies/", CannedRepliesView.as_view(), name="api-canned-replies"),
    path("canned-replies/manage/", ManagedRepliesView.as_view(), name="api-canned-manage"),
    path("canned-replies/<int:reply_id>/", CannedReplyView.as_view(), name="api-canned-reply"),
    path("canned-replies/<int:reply_id>/used/", CannedUsedView.as_view(), name="api-canned-used"),
]
