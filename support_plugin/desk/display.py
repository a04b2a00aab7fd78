"""What the desk's template and scripts are given to show."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from support_plugin import clock
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.payloads import agent_name, conversation_json, opaque_id, origin_json
from support_plugin.chat.queue.pages import QueuePage, queue_page
from support_plugin.chat.system_messages import line_texts, shown_messages
from support_plugin.desk.pages import page_name, page_names, step_names
from support_plugin.desk.texts import desk_texts, files_only
from support_plugin.errors import Refused
from support_plugin.formats.readers import current_reader
from support_plugin.preferences.queries import get_preferences
from support_plugin.tasks.queries import count_waiting, has_any


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
        "language_name": dict(settings.LANGUAGES).get(conversation.language, conversation.language),
        "page": page_name(conversation.page_path) if conversation.page_path else "",
        "origin_words": origin_words(conversation),
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


def _queue_page(request: HttpRequest) -> QueuePage:
    """Return the part of the queue that the address names; the first for one that names none."""
    try:
        return queue_page(request.GET.get("cursor"))
    except Refused:
        return queue_page()


def desk_context(
    request: HttpRequest, conversation: Conversation | None = None, messages: Sequence[Message] = ()
) -> dict[str, Any]:
    """Return the page's context: the queue, and the open conversation with its messages, if one is open."""
    page = _queue_page(request)
    entries = [shown_entry(c) for c in page.items]
    return {
        "waiting": [entry for entry in entries if entry["waiting_since"]],
        # Of all, also of those on the next pages, which the scripts ask for.
        "waiting_count": page.waiting,
        # For browsers without scripts.
        "next_cursor": page.next,
        "answered": [entry for entry in entries if not entry["waiting_since"]],
        "tasks_waiting": _tasks_waiting(),
        "conversation": shown_entry(conversation) if conversation else None,
        "thread": shown_messages(messages, line_texts()),
        "desk_data": {
            "locale": current_reader().tag,
            "now": clock.to_json(clock.now()),
            "languages": {code: str(name) for code, name in settings.LANGUAGES},
            "texts": desk_texts(),
            "pages": page_names(),
            "agent": agent_name(request.user),
            "agent_id": opaque_id("agent", request.user.pk),
            "session_url": reverse("support_plugin:api-session"),
            "conversations_url": reverse("support_plugin:api-conversations"),
            "desk_url": reverse("support_plugin:desk"),
            "queue": [entry_json(c) for c in page.items],
            "conversation": entry_json(conversation) if conversation else None,
        },
    }


def _tasks_waiting() -> int | None:
    """Return how many tasks wait; None where there never was one, or nobody follows carts."""
    return count_waiting() if get_preferences().carts_enabled and has_any() else None
