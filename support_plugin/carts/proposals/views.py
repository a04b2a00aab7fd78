"""What the shopper decides of a proposal by an ordinary form: no JavaScript needed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views import View

from support_plugin import limits
from support_plugin.carts.proposals.answers import keep_destination
from support_plugin.carts.proposals.deciding import accept_proposal, decline_proposal
from support_plugin.carts.proposals.models import Proposal
from support_plugin.carts.proposals.queries import shown_state
from support_plugin.carts.proposals.undoing import undo_proposal
from support_plugin.carts.proposals.words import state_words
from support_plugin.chat.access import Caller
from support_plugin.chat.models import Conversation, Message
from support_plugin.errors import Refused
from support_plugin.limits import Who
from support_plugin.visitors import cookies


class DecideView(View):
    """``POST chat/<id>/proposals/<pid>/`` with ``action``: then the page again, with what became of it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, public_id: UUID, proposal_id: UUID) -> HttpResponse:
        """Decide; what is refused is said in the page's messages."""
        caller = Caller(request.user, cookies.read_key(request.COOKIES))
        try:
            conversation, role = caller.get_conversation(public_id)
        except Refused:
            raise Http404 from None
        if role != Message.Sender.SHOPPER:
            raise Http404
        response = redirect("support_plugin:chat")
        try:
            limits.spend("proposals", Who.of(request, conversation.visitor))
            proposal = self.decide(conversation, proposal_id)
        except Refused as refused:
            messages.error(request, refused.detail)
            return response
        messages.success(request, state_words(shown_state(proposal)))
        keep_destination(request, response, proposal)
        return response

    def decide(self, conversation: Conversation, proposal_id: UUID) -> Proposal:
        """Do what the pressed button says."""
        action = self.request.POST.get("action")
        if action == "accept":
            return accept_proposal(self.request, conversation, proposal_id)
        if action == "undo":
            return undo_proposal(self.request, conversation, proposal_id)
        if action == "decline":
            return decline_proposal(conversation, proposal_id)
        raise Http404


urlpatterns: list[Any] = [
    path("<uuid:public_id>/proposals/<uuid:proposal_id>/", DecideView.as_view(), name="chat-proposal"),
]
