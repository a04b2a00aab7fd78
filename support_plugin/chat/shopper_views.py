"""What a shopper may do with a conversation as a whole, by ordinary forms: no JavaScript needed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views import View

from support_plugin.chat import flows, ratings, transcripts
from support_plugin.chat.callers import Caller
from support_plugin.chat.erasing import erase_conversation
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.rules import clean_id
from support_plugin.errors import Refused
from support_plugin.limits import Who
from support_plugin.visitors import cookies


class ShopperAction(View):
    """One thing done to the shopper's own conversation, then the page again with what became of it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        """Do it; what is refused is said in the page's messages."""
        caller = Caller(request.user, cookies.read_key(request.COOKIES))
        try:
            conversation, role = caller.get_conversation(public_id)
        except Refused:
            raise Http404 from None
        if role != Message.Sender.SHOPPER:
            raise Http404
        try:
            messages.success(request, self.act(conversation))
        except Refused as refused:
            messages.error(request, refused.detail)
        return redirect("support_plugin:chat")

    def act(self, conversation: Conversation) -> str:
        """Do it and return what to tell the shopper; raise Refused where it can't be done."""
        raise NotImplementedError


class EndView(ShopperAction):
    """The end of a conversation."""

    def act(self, conversation: Conversation) -> str:
        """End it."""
        flows.close_conversation(conversation, Message.Sender.SHOPPER)
        return _("The conversation has ended.")


class RateView(ShopperAction):
    """What the shopper thought of it."""

    def act(self, conversation: Conversation) -> str:
        """Store the rating."""
        rating = ratings.clean_rating(self.request.POST.get("rating"))
        ratings.rate_conversation(
            conversation, rating, ratings.clean_comment(self.request.POST.get("comment"))
        )
        return _("Thank you for your rating.")


class TranscriptView(ShopperAction):
    """The conversation by e-mail."""

    def act(self, conversation: Conversation) -> str:
        """Have it sent."""
        client_id = clean_id(self.request.POST.get("client_id"))
        email = transcripts.clean_email(conversation, self.request.POST.get("email"))
        who = Who.of(self.request, conversation.visitor, mailbox=email)
        transcripts.send_transcript(transcripts.Request(conversation, client_id, email, who))
        return _("The conversation is on its way to you by e-mail.")


class EraseView(ShopperAction):
    """The end of what was said."""

    def act(self, conversation: Conversation) -> str:
        """Delete it."""
        erase_conversation(conversation, Message.Sender.SHOPPER)
        return _("What was said has been deleted.")


urlpatterns: list[Any] = [
    path("<uuid:public_id>/end/", EndView.as_view(), name="chat-end"),
    path("<uuid:public_id>/transcript/", TranscriptView.as_view(), name="chat-transcript"),
    path("<uuid:public_id>/erase/", EraseView.as_view(), name="chat-erase"),
    path("<uuid:public_id>/rate/", RateView.as_view(), name="chat-rate"),
]
