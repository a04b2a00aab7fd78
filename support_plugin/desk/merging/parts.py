"""The earlier parts above a conversation's messages, with the page and for its script."""

import re
from typing import Any

from django.http import HttpRequest
from django.urls import path
from django.views.generic import TemplateView

from support_plugin import clock
from support_plugin.chat.merging.parts import AT_ONCE, Part, read_parts
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.payloads import agent_name
from support_plugin.chat.system_messages import line_texts, shown_messages
from support_plugin.chat.team.identities import shopper_name
from support_plugin.desk.access import OneConversation

# Messages that one address may ask for.
MOST = 2000


def parts_context(request: HttpRequest, conversation: Conversation, role: Message.Sender) -> dict[str, Any]:
    """Return what templates show above a conversation's messages; nothing in an agent's own conversation."""
    asked = request.GET.get("parts", "")
    count = min(int(asked), MOST) if re.fullmatch("[0-9]{1,4}", asked) else AT_ONCE
    parts, more = read_parts(conversation, max(count, 1)) if role == Message.Sender.AGENT else ([], None)
    return {
        "parts": [_shown(part) for part in parts],
        "parts_more": more if more and more <= MOST else None,
        "parts_shopper": {"shopper": shopper_name(conversation)},
        "parts_of": conversation.public_id,
    }


def _shown(part: Part) -> dict[str, Any]:
    return {
        "id": part.conversation.public_id,
        "opened_at": clock.local(part.conversation.created_at),
        "by": agent_name(part.merge.by) if part.merge else "",
        "messages": shown_messages(part.messages, line_texts()),
    }


class DeskPartsView(OneConversation, TemplateView):
    """``GET``: the HTML of a conversation's earlier parts; empty where there are none."""

    http_method_names = ["get"]
    template_name = "support_plugin/desk/parts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the parts."""
        return super().get_context_data(**parts_context(self.request, *self.found), **kwargs)


urlpatterns: list[Any] = [
    path("<uuid:public_id>/parts/", DeskPartsView.as_view(), name="desk-parts"),
]
