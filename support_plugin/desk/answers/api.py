"""Suggested answers, cards of articles, drafts and wrong answers over HTTP, for agents."""

from typing import Any
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from support_plugin.answers.assistant.reviews import mark_wrong
from support_plugin.chat import rules
from support_plugin.chat.api.conversations import ServedView, stored
from support_plugin.chat.models import Message
from support_plugin.desk.answers.flows import draft_of_answer, send_article
from support_plugin.desk.answers.queries import said_wrong, suggest, suggested_json, wrong_json


class SuggestedAnswersView(ServedView):
    """``conversations/<id>/suggested-answers/``: for the last need; ``POST`` sends one as a card."""

    def get(self, request: Request, public_id: UUID) -> Response:
        """Return up to three articles, and which of the assistant's answers agents said are wrong."""
        conversation = self.served_conversation(public_id)
        suggested = suggest(conversation)
        wrong = [wrong_json(turn, request.user) for turn in said_wrong(conversation)]
        return Response({"seq": suggested.seq, "items": suggested_json(suggested), "wrong": wrong})

    def post(self, request: Request, public_id: UUID) -> Response:
        """Send ``version`` of ``article`` under ``client_id``, with ``choices`` if there are any."""
        conversation = self.served_conversation(public_id)
        client_id = rules.clean_id(self.data("client_id"))
        named = [self.data(name) for name in ("article", "version", "choices")]
        message = send_article(conversation, request.user, client_id, *named)
        return stored(conversation, message, Message.Sender.AGENT)


class DraftView(ServedView):
    """``POST conversations/<id>/messages/<seq>/draft/``: an article of an agent's answer, to be approved."""

    def post(self, request: Request, public_id: UUID, seq: int) -> Response:
        """Make the draft; 200 for one that there is."""
        drafted = draft_of_answer(self.served_conversation(public_id), seq, request.user)
        body = {"article": drafted.article.key, "url": drafted.page or None, "detail": drafted.detail}
        return Response(body, status=201 if drafted.is_new else 200)


class WrongView(ServedView):
    """``POST conversations/<id>/messages/<seq>/wrong/``: this answer of the assistant's is wrong."""

    def post(self, request: Request, public_id: UUID, seq: int) -> Response:
        """Store it with ``note``; the first agent's word stays."""
        note = self.data("note")
        conversation = self.served_conversation(public_id)
        turn = mark_wrong(conversation, seq, request.user, note if isinstance(note, str) else "")
        return Response(wrong_json(turn, request.user))


_MESSAGE = "conversations/<uuid:public_id>/messages/<int:seq>/"
urlpatterns: list[Any] = [
    path(
        "conversations/<uuid:public_id>/suggested-answers/",
        SuggestedAnswersView.as_view(),
        name="api-suggested-answers",
    ),
    path(f"{_MESSAGE}draft/", DraftView.as_view(), name="api-answer-draft"),
    path(f"{_MESSAGE}wrong/", WrongView.as_view(), name="api-answer-wrong"),
]
