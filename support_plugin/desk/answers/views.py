"""The same by ordinary forms: no JavaScript needed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from support_plugin.answers.assistant.reviews import mark_wrong
from support_plugin.chat.models import Conversation, Message
from support_plugin.desk.access import OneConversation
from support_plugin.desk.answers.flows import draft_of_answer
from support_plugin.errors import Refused


class _AnswerForm(OneConversation):
    """``POST``, then the conversation again; a refusal is shown there."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, public_id: UUID, seq: int) -> HttpResponse:
        """Do it, as an agent of the shop's."""
        conversation, role = self.found
        if role != Message.Sender.AGENT:
            raise Http404
        try:
            if detail := self.act(conversation, seq):
                messages.success(request, detail)
        except Refused as refused:
            messages.error(request, refused.detail)
        return redirect("support_plugin:desk-conversation", public_id)

    def act(self, conversation: Conversation, seq: int) -> str:
        """Do it and return what the agent reads."""
        raise NotImplementedError


class DraftView(_AnswerForm):
    """Makes an article of an agent's answer."""

    def act(self, conversation: Conversation, seq: int) -> str:
        """Draft it."""
        return draft_of_answer(conversation, seq, self.request.user).detail


class WrongView(_AnswerForm):
    """Says that an answer of the assistant's is wrong."""

    def act(self, conversation: Conversation, seq: int) -> str:
        """Store it; the message then shows who said so."""
        mark_wrong(conversation, seq, self.request.user, self.request.POST.get("note", ""))
        return ""


_MESSAGE = "<uuid:public_id>/messages/<int:seq>/"
urlpatterns: list[Any] = [
    path(f"{_MESSAGE}draft/", DraftView.as_view(), name="desk-answer-draft"),
    path(f"{_MESSAGE}wrong/", WrongView.as_view(), name="desk-answer-wrong"),
]
