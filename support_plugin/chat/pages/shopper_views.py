"""What a shopper may do with a conversation as a whole, by ordinary forms: no JavaScript needed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from support_plugin import clock
from support_plugin.chat import flows, queries, ratings
from support_plugin.chat.access import Caller
from support_plugin.chat.erasing import delete_conversation
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.rules import clean_id
from support_plugin.chat.system_messages import line_texts, shown_messages
from support_plugin.chat.transcripts import mails
from support_plugin.chat.transcripts.links import read_key
from support_plugin.errors import Refused
from support_plugin.formats.dates import describe_zone
from support_plugin.limits import Who
from support_plugin.preferences.queries import get_preferences
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
        """Do it and return what to show the shopper; raise Refused where it can't be done."""
        raise NotImplementedError


class CloseView(ShopperAction):
    """Closing a conversation."""

    def act(self, conversation: Conversation) -> str:
        """Close it."""
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
        email = mails.clean_email(conversation, self.request.POST.get("email"))
        who = Who.of(self.request, conversation.visitor, mailbox=email)
        mails.send_transcript(mails.Request(conversation, client_id, email, who))
        return _("The conversation is on its way to you by e-mail.")


class DeleteView(ShopperAction):
    """Deleting what was said."""

    def act(self, conversation: Conversation) -> str:
        """Delete it."""
        delete_conversation(conversation, Message.Sender.SHOPPER)
        return _("What was said has been deleted.")


@require_safe
@never_cache
def show_shared(request: HttpRequest, key: str) -> HttpResponse:
    """Show the conversation that a mailed transcript links to."""
    shared = read_key(key)
    context: dict[str, Any] = {"name": get_preferences().name, "chat_messages": []}
    if shared is None:
        return render(request, "support_plugin/chat/shared.html", context, status=404)
    with clock.use_zone(mails.read_zone(shared.zone)):
        found = queries.messages_after(shared.conversation.pk, 0, limit=max(1, shared.last_seq))
        context["chat_messages"] = shown_messages(
            [message for message in found if message.seq <= shared.last_seq], line_texts()
        )
        context["zone"] = describe_zone()
        return render(request, "support_plugin/chat/shared.html", context)


urlpatterns: list[Any] = [
    path("shared/<str:key>/", show_shared, name="chat-shared"),
    path("<uuid:public_id>/close/", CloseView.as_view(), name="chat-close"),
    path("<uuid:public_id>/transcript/", TranscriptView.as_view(), name="chat-transcript"),
    path("<uuid:public_id>/delete/", DeleteView.as_view(), name="chat-delete"),
    path("<uuid:public_id>/rate/", RateView.as_view(), name="chat-rate"),
]
