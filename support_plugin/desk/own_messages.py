"""Editing and withdrawing what an agent wrote, by ordinary forms: no JavaScript needed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from support_plugin.chat import flows, rules
from support_plugin.chat.models import Message
from support_plugin.chat.storing.new import NewMessage
from support_plugin.desk.views import DeskConversationView
from support_plugin.errors import Refused


class ChangeView(DeskConversationView):
    """``POST``: replaces an own message's text, or withdraws it; what is refused stands in the form again."""

    http_method_names = ["post"]
    kind = Message.Kind.EDITED

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Store the entry and show the conversation."""
        typed = request.POST.get("body", "")
        try:
            conversation = self.served()
            body = rules.clean_body(typed) if self.kind == Message.Kind.EDITED else ""
            id, seq = rules.clean_id(request.POST.get("client_id", "")), self.kwargs["seq"]
            new = NewMessage(
                conversation.pk, Message.Sender.AGENT, id, body, request.user, kind=self.kind, changes=seq
            )
            flows.store_message(conversation, new)
        except Refused as refused:
            return self.render_refusal(
                change_seq=self.kwargs["seq"], change_error=refused.detail, change_typed=typed
            )
        return redirect("support_plugin:desk-conversation", conversation.public_id)


urlpatterns: list[Any] = [
    path(
        "<uuid:public_id>/messages/<int:seq>/edit/",
        ChangeView.as_view(kind=Message.Kind.EDITED),
        name="desk-edit",
    ),
    path(
        "<uuid:public_id>/messages/<int:seq>/withdraw/",
        ChangeView.as_view(kind=Message.Kind.WITHDRAWN),
        name="desk-withdraw",
    ),
]
