"""The page of an agent's mentions, and the form for a note without JavaScript."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.generic import TemplateView

from support_plugin.chat import rules
from support_plugin.chat.notes import flows
from support_plugin.chat.notes.queries import mentions_page
from support_plugin.desk.access import AgentRequired, OneConversation
from support_plugin.desk.notes import shown_mention
from support_plugin.desk.views import DeskConversationView
from support_plugin.errors import Refused


class MentionsPage(AgentRequired, TemplateView):
    """Where the agent is mentioned, the newest first."""

    template_name = "support_plugin/desk/mentions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add them."""
        try:
            before = rules.clean_seq(self.request.GET.get("before", "0"))
        except Refused:
            before = 0
        page = mentions_page(self.request.user, before)
        rows = [shown_mention(mention, self.request) for mention in page.items]
        return super().get_context_data(mentions=rows, next=page.next, **kwargs)


class NoteView(DeskConversationView):
    """``POST``: writes a note; what is refused stands in the form again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Store it and show the conversation."""
        typed = request.POST.get("body", "")
        try:
            conversation = self.served()
            client_id = rules.clean_id(request.POST.get("client_id", ""))
            flows.add_note(conversation, request.user, client_id, rules.clean_body(typed))
        except Refused as refused:
            return self.render_refusal(note_error=refused.detail, note_typed=typed)
        return redirect("support_plugin:desk-conversation", conversation.public_id)


class NoteDeleteView(OneConversation):
    """``POST``: deletes an own note."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, public_id: UUID, note_id: int) -> HttpResponse:
        """Delete it and show the conversation."""
        try:
            flows.delete_note(self.served(), request.user, note_id)
        except Refused as refused:
            messages.error(request, refused.detail)
        return redirect("support_plugin:desk-conversation", public_id)


urlpatterns: list[Any] = [
    path("mentions/", MentionsPage.as_view(), name="desk-mentions"),
    path("<uuid:public_id>/notes/", NoteView.as_view(), name="desk-note"),
    path("<uuid:public_id>/notes/<int:note_id>/delete/", NoteDeleteView.as_view(), name="desk-note-delete"),
]
