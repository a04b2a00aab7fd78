"""The chat over HTTP: the same flows and the same JSON as over the socket."""

from typing import Any, cast
from uuid import UUID

from django.core.handlers.asgi import ASGIRequest
from django.middleware.csrf import get_token
from django.urls import path
from django.utils.functional import cached_property
from rest_framework.request import Request
from rest_framework.response import Response

from support_plugin import clock, limits
from support_plugin.chat import flows, queries, read_marks, rules
from support_plugin.chat.access import Caller
from support_plugin.chat.away.addresses import asks_for_address
from support_plugin.chat.erasing import delete_conversation
from support_plugin.chat.files.upload_limits import attachment_limits
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.pages.page_now import note_cart_now
from support_plugin.chat.pages.texts import attachment_texts, panel_texts
from support_plugin.chat.payloads import conversation_json, message_json, queue_json, thread_json
from support_plugin.chat.queue.lists import read_filters
from support_plugin.chat.queue.order import queue_page
from support_plugin.chat.reply_time import reply_text
from support_plugin.chat.team.assistant import assistant_notice
from support_plugin.chat.team.opening import away_text
from support_plugin.chat.team.presence import note_polling, someone_is_there
from support_plugin.chat.transcripts.mails import read_zone
from support_plugin.chat.unread import note_here
from support_plugin.conf import get_config
from support_plugin.limits import Who
from support_plugin.preferences.queries import get_preferences
from support_plugin.rest.authentication import csrf_header, has_token
from support_plugin.rest.versions import ABOUT
from support_plugin.rest.views import ApiView
from support_plugin.text.language import language_of_words
from support_plugin.visitors import cookies
from support_plugin.visitors.flows import NoIdentity, remember_visitor
from support_plugin.visitors.identity import identity_of, refuse_another_identity
from support_plugin.web.prefix import socket_address


class ChatView(ApiView):
    """What all of the chat's endpoints share: who calls, and what a message's body is."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse a page that was loaded for somebody else, who has since logged out, or in."""
        super().initial(request, *args, **kwargs)
        refuse_another_identity(request.headers.get("X-Support-Identity"), request.user, self.key)

    @property
    def key(self) -> str | None:
        """The browser's key; None for a token's user."""
        return cast("str | None", self.request.auth)

    @cached_property
    def caller(self) -> Caller:
        """Who calls."""
        return Caller(self.request.user, self.key)

    def require_agent(self) -> None:
        """Refuse whoever is no agent."""
        if not self.caller.is_agent:
            raise rules.agents_only()

    def message(self) -> tuple[UUID, str, tuple[UUID, ...]]:
        """Return the id, the text and the files of the message in the JSON body; raise Refused."""
        return rules.clean_id(self.data("client_id")), *rules.clean_message(
            self.data("body"), self.data("attachments")
        )


class ServedView(ChatView):
    """A call for agents, about a shopper's conversation that is not their own."""

    def served_conversation(self, public_id: UUID) -> Conversation:
        """Return the conversation, or raise Refused: outsiders learn no more than of others."""
        conversation, role = self.caller.get_conversation(public_id)
        if role != Message.Sender.AGENT:
            raise rules.agents_only()
        return conversation


def current(conversation: Conversation, role: str, status: int = 200) -> Response:
    """Return the answer to a call that changed a conversation: its state as it is now."""
    return Response(
        {"conversation": conversation_json(queries.read_again(conversation), role)}, status=status
    )


def stored(conversation: Conversation, message: Message, role: str) -> Response:
    """Return the answer to a call that stored a message."""
    state = conversation_json(queries.read_again(conversation), role)
    return Response({"conversation": state, "message": message_json(message)}, status=201)


class SessionView(ChatView):
    """``GET session/``: what the panel needs when it opens. Gives a guest's browser a key; stores nothing."""

    def get(self, request: Request) -> Response:
        """Return the texts, the limits, and the shopper's latest conversation."""
        visitor = self.caller.visitor
        conversation = queries.latest_conversation(visitor) if visitor else None
        first_visit = not request.user.is_authenticated and self.key is None
        key = cookies.new_key() if first_visit else self.key
        response = Response(
            {
                **ABOUT,
                "identity": identity_of(request.user, key),
                "first_visit": first_visit,
                "csrf_token": None if has_token(request) else get_token(request._request),
                "csrf_header": csrf_header(),
                "language": language_of_words(),
                "has_email": bool(getattr(request.user, "email", "")),
                **_shop_json(),
                **_away(request, conversation),
                # Only an ASGI server can open the socket; elsewhere the panel polls.
                "socket": socket_address() if isinstance(request._request, ASGIRequest) else None,
                **_latest_json(conversation),
            }
        )
        if first_visit and key:
            cookies.set_key(response, key)
        return response


def _shop_json() -> dict[str, Any]:
    """Return what a session says to every shopper: who answers, texts and limits."""
    preferences, config = get_preferences(), get_config()
    return {
        "name": preferences.name,
        "greeting": preferences.greeting,
        "reply_time": reply_text() or None,
        "agents_present": someone_is_there(),
        "assistant": assistant_notice(),
        "texts": panel_texts(),
        "max_length": config["MESSAGE_MAX_LENGTH"],
        "attachments": attachment_limits(),
        "attachment_texts": attachment_texts(),
        "poll_seconds": config["POLL_SECONDS"],
        "change_seconds": 60 * config["SHOPPER_EDIT_MINUTES"],
    }


def _latest_json(conversation: Conversation | None) -> dict[str, Any]:
    """Return the shopper's latest conversation with its messages, and the ids of the earlier ones."""
    if conversation is None:
        return {"thread": None, "earlier": []}
    note_here([(conversation.pk, conversation.away_since)])
    earlier = queries.earlier_conversations(conversation)
    messages = queries.messages_page(conversation.pk, 0)
    return {
        "thread": thread_json(conversation, messages, Message.Sender.SHOPPER),
        "earlier": [str(each.public_id) for each in earlier],
    }


def _away(request: Request, conversation: Conversation | None) -> dict[str, Any]:
    """Return what a shopper is shown before writing while nobody is there, in their browser's zone."""
    with clock.use_zone(read_zone(request.query_params.get("time_zone"))):
        text = away_text(conversation.department if conversation else None)
    return {"away": text or None, "asks_address": asks_for_address(request.user, conversation)}


class ConversationsView(ChatView):
    """``POST conversations/``: a shopper's first message. ``GET conversations/``: the agents' queue."""

    def get(self, request: Request) -> Response:
        """Return a list of conversations, for agents, a page at a time; all open ones where none is named."""
        self.require_agent()
        filters = read_filters(request.query_params.dict())
        # A program's token is nobody; a desk that asks for one of its lists may have a socket beside it.
        if not filters.as_params() and not has_token(request):
            note_polling(request.user)
        cursor = request.query_params.get("cursor")
        return Response(queue_json(queue_page(cursor, filters=filters, user=request.user)))

    def post(self, request: Request) -> Response:
        """Store ``body`` and ``attachments`` under ``client_id`` in the shopper's open conversation."""
        client_id, body, attachments = self.message()
        rules.clean_choices(self.data("choices"), Message.Sender.SHOPPER)
        limits.spend("conversations", Who.of(request))
        try:
            visitor = remember_visitor(request.user, self.key)
        except NoIdentity:
            raise rules.no_identity() from None
        who = Who.of(request, visitor)
        limits.spend("messages", who)
        page = self.data("page")
        conversation, message = flows.start_conversation(
            visitor, client_id, body, page if isinstance(page, str) else "", attachments
        )
        if message.is_repeat:
            limits.give_back("messages", who)
        note_cart_now(request._request, conversation)
        return stored(conversation, message, Message.Sender.SHOPPER)


class ConversationView(ChatView):
    """``GET conversations/<id>/?after=<seq>``: state, and every message after that number; ``DELETE``."""

    def get(self, request: Request, public_id: UUID) -> Response:
        """Return the thread."""
        conversation, role = self.caller.get_conversation(public_id)
        after = rules.clean_seq(request.query_params.get("after", "0"))
        if role == Message.Sender.SHOPPER:
            note_here([(conversation.pk, conversation.away_since)])
        return Response(thread_json(conversation, queries.messages_page(conversation.pk, after), role))

    def delete(self, request: Request, public_id: UUID) -> Response:
        """Delete what was said, for its shopper."""
        conversation, role = self.caller.get_conversation(public_id)
        if role != Message.Sender.SHOPPER:
            raise rules.shoppers_only()
        delete_conversation(conversation, role)
        return current(conversation, role)


class MessagesView(ChatView):
    """``POST conversations/<id>/messages/``: one message by either side."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Store ``body``, ``attachments`` and an agent's ``choices`` under ``client_id``."""
        conversation, role = self.caller.get_conversation(public_id)
        client_id, body, attachments = self.message()
        who = Who.of(request, conversation.visitor)
        if role == Message.Sender.SHOPPER:
            limits.spend("messages", who)
        agent = request.user if role == Message.Sender.AGENT else None
        choices = self.data("choices")
        message = flows.send_message(conversation, role, client_id, body, agent, attachments, choices)
        if message.is_repeat and role == Message.Sender.SHOPPER:
            limits.give_back("messages", who)
        if role == Message.Sender.SHOPPER:
            note_cart_now(request._request, conversation)
        return stored(conversation, message, role)


class SeenView(ChatView):
    """``POST conversations/<id>/seen/``: read up to ``seq``."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Store how far this side has read."""
        conversation, role = self.caller.get_conversation(public_id)
        read_marks.mark_seen(conversation, role, rules.clean_seq(self.data("seq")))
        return current(conversation, role)


class CloseView(ChatView):
    """``POST conversations/<id>/close/``: no more messages."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Close the conversation."""
        conversation, role = self.caller.get_conversation(public_id)
        flows.close_conversation(conversation, role, request.user if role == Message.Sender.AGENT else None)
        return current(conversation, role)


urlpatterns = [
    path("session/", SessionView.as_view(), name="api-session"),
    path("conversations/", ConversationsView.as_view(), name="api-conversations"),
    path("conversations/<uuid:public_id>/", ConversationView.as_view(), name="api-conversation"),
    path("conversations/<uuid:public_id>/messages/", MessagesView.as_view(), name="api-messages"),
    path("conversations/<uuid:public_id>/seen/", SeenView.as_view(), name="api-seen"),
    path("conversations/<uuid:public_id>/close/", CloseView.as_view(), name="api-close"),
]
