"""What a shopper may do with a conversation as a whole, over HTTP."""

from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from support_plugin.chat import ratings, rules
from support_plugin.chat.api.conversations import ChatView, current
from support_plugin.chat.away.addresses import read_address, store_address
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.transcripts import mails
from support_plugin.chat.unread import count_unread
from support_plugin.limits import Who


class ShopperView(ChatView):
    """An endpoint for the shopper of a conversation; agents are refused."""

    def own_conversation(self, public_id: UUID) -> Conversation:
        """Return the caller's own conversation, or raise Refused."""
        conversation, role = self.caller.get_conversation(public_id)
        if role != Message.Sender.SHOPPER:
            raise rules.shoppers_only()
        return conversation


class RatingView(ShopperView):
    """``POST conversations/<id>/rating/``: what the shopper thought of it."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Store ``rating`` and ``comment``."""
        conversation = self.own_conversation(public_id)
        rating, comment = (
            ratings.clean_rating(self.data("rating")),
            ratings.clean_comment(self.data("comment")),
        )
        ratings.rate_conversation(conversation, rating, comment)
        return current(conversation, Message.Sender.SHOPPER)


class TranscriptView(ShopperView):
    """``POST conversations/<id>/transcript/``: the conversation by e-mail."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Have it sent to the account's address or a guest's ``email``, with times of their ``time_zone``."""
        conversation = self.own_conversation(public_id)
        client_id = rules.clean_id(self.data("client_id"))
        email = mails.clean_email(conversation, self.data("email"))
        who = Who.of(request, conversation.visitor, mailbox=email)
        zone = mails.read_zone(self.data("time_zone"))
        mails.send_transcript(mails.Request(conversation, client_id, email, who, zone))
        return current(conversation, Message.Sender.SHOPPER, status=202)


class ReplyAddressView(ShopperView):
    """``POST conversations/<id>/reply-address/``: where a guest wants the answers."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Store ``email``; an account's answers go to the account's own address."""
        conversation = self.own_conversation(public_id)
        email = read_address(self.data("email"))
        store_address(conversation, email, Who.of(request, conversation.visitor, mailbox=email))
        return current(conversation, Message.Sender.SHOPPER)


class UnreadView(ChatView):
    """``GET unread/``: what a closed widget asks now and then."""

    def get(self, request: Request) -> Response:
        """Return the number of answers that the shopper has not seen."""
        return Response(count_unread(request.user, self.key))


urlpatterns = [
    path("unread/", UnreadView.as_view(), name="api-unread"),
    path("conversations/<uuid:public_id>/transcript/", TranscriptView.as_view(), name="api-transcript"),
    path(
        "conversations/<uuid:public_id>/reply-address/",
        ReplyAddressView.as_view(),
        name="api-reply-address",
    ),
    path("conversations/<uuid:public_id>/rating/", RatingView.as_view(), name="api-rating"),
]
