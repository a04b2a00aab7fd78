"""What the desk's template and scripts are given to show."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.urls import reverse

from support_plugin import clock
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.notes.queries import unread_mentions
from support_plugin.chat.payloads import agent_name, conversation_json, origin_json
from support_plugin.chat.queue.lists import Filters
from support_plugin.chat.queue.order import QueuePage
from support_plugin.chat.system_messages import line_texts, shown_messages
from support_plugin.chat.team.identities import opaque_id
from support_plugin.desk.answers.queries import said_wrong, wrong_json
from support_plugin.desk.inbox.shown import can_do, chosen_page, inbox_context, may_supervise
from support_plugin.desk.notes import with_notes
from support_plugin.desk.pages import page_name, page_names, step_names
from support_plugin.desk.scripts import answer_modules, desk_modules
from support_plugin.desk.texts import desk_texts, files_only
from support_plugin.formats.readers import current_reader
from support_plugin.notices.estimators import plain_destination_fields
from support_plugin.preferences.queries import get_preferences
from support_plugin.tasks.queries import count_waiting, has_any
from support_plugin.text.language import language_choices, language_name


def entry_json(conversation: Conversation) -> dict[str, Any]:
    """Return a conversation's state as agents see it."""
    return conversation_json(conversation, Message.Sender.AGENT)


def shown_entry(conversation: Conversation) -> dict[str, Any]:
    """Return a conversation as the template shows it: words and times instead of codes."""
    entry = entry_json(conversation)
    return {
        **entry,
        "shopper": entry["shopper"]["name"],
        "agent": entry["agent"]["name"] if entry["agent"] else "",
        "url": reverse("support_plugin:desk-conversation", args=[conversation.public_id]),
        "language_name": language_name(conversation.language),
        "page": page_name(conversation.page_path) if conversation.page_path else "",
        "origin_words": origin_words(conversation),
        "department": conversation.department.name if conversation.department else "",
        "snoozed_until": conversation.snoozed_until,
        "words": entry["last_body"] or (files_only() if entry["last_files"] else ""),
        "waiting_since": conversation.waiting_since,
        "rating_words": rating_words(conversation),
        "unread": bool(conversation.waiting_since) and conversation.last_seq > conversation.agent_seen_seq,
    }


def origin_words(conversation: Conversation) -> str:
    """Return why and where the shop spoke first; empty where the shopper did. desk/words.js does the same."""
    origin = origin_json(conversation.origin) or {}
    step = step_names().get(origin.get("step") or "", "")
    return " · ".join(filter(None, (origin.get("label") or origin.get("source"), step, origin.get("cart"))))


def rating_words(conversation: Conversation) -> str:
    """Return the shopper's rating as the desk shows it; empty before there is one."""
    comment = conversation.rating_comment
    return f"{conversation.get_rating_display()}: {comment}" if comment else conversation.get_rating_display()


def desk_context(
    request: HttpRequest,
    conversation: Conversation | None = None,
    messages: Sequence[Message] = (),
    notes: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """Return the page's context: the queue, and the open conversation with messages and notes, if any is."""
    filters, page = chosen_page(request)
    entries = [shown_entry(c) for c in page.items]
    return {
        **inbox_context(request.user, filters, page),
        "waiting": [entry for entry in entries if entry["queue_at"]],
        # Of all, also of those on the next pages, which the scripts ask for.
        "waiting_count": page.waiting,
        "next_cursor": page.next,  # for browsers without scripts
        "answered": [entry for entry in entries if not entry["queue_at"]],
        "can": can_do(conversation, request.user),
        "tasks_waiting": _tasks_waiting(),
        "conversation": shown_entry(conversation) if conversation else None,
        "destination_fields": plain_destination_fields(),
        "thread": with_notes(_thread(conversation, messages, request.user), notes),
        "mentions_unread": unread_mentions(request.user),
        "modules": desk_modules(),
        "answer_modules": answer_modules(),
        "desk_data": _desk_data(request, filters, page, conversation),
    }


def _desk_data(
    request: HttpRequest, filters: Filters, page: QueuePage, conversation: Conversation | None
) -> dict[str, Any]:
    """Return what desk.js reads from the page."""
    return {
        "locale": current_reader().tag,
        "now": clock.to_json(clock.now()),
        "languages": dict(language_choices()),
        "texts": desk_texts(),
        "pages": page_names(),
        "agent": agent_name(request.user),
        "agent_id": opaque_id("agent", request.user.pk),
        "filters": filters.as_params(),
        "supervises": may_supervise(request.user),
        "session_url": reverse("support_plugin:api-session"),
        "conversations_url": reverse("support_plugin:api-conversations"),
        "desk_url": reverse("support_plugin:desk"),
        # What the address asks for: the scripts ask for all open ones themselves.
        "queue": [entry_json(c) for c in page.items],
        "conversation": entry_json(conversation) if conversation else None,
    }


def _thread(
    conversation: Conversation | None, messages: Sequence[Message], user: Any
) -> list[dict[str, Any]]:
    """Return the messages as templates show them; an own one that can be changed has ids for its forms."""
    may_write = conversation is not None and conversation.status == Conversation.Status.OPEN
    own = {
        message.seq
        for message in messages
        if may_write and message.sender == Message.Sender.AGENT and message.agent_id == user.pk
        if not message.kind and message.card is None
    }
    wrong = (
        {turn.answer_seq: wrong_json(turn, user) for turn in said_wrong(conversation)} if conversation else {}
    )
    shown_all = [
        {**shown, "wrong": wrong[shown["seq"]]} if shown["seq"] in wrong else shown
        for shown in shown_messages(messages, line_texts())
    ]
    return [
        {**shown, "edit_id": uuid4(), "withdraw_id": uuid4()} if shown["seq"] in own else shown
        for shown in shown_all
    ]


def _tasks_waiting() -> int | None:
    """Return how many tasks wait; None where there never was one, or nobody follows carts."""
    return count_waiting() if get_preferences().carts_enabled and has_any() else None
