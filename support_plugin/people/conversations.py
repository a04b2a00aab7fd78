"""What the app holds of a person's conversations, for themselves."""

from typing import Any

from django.db.models import QuerySet

from support_plugin import clock
from support_plugin.answers.assistant.models import AssistantTurn
from support_plugin.carts.proposals.answers import proposals_answer
from support_plugin.chat.away.models import ConversationMail
from support_plugin.chat.merging.models import Merge
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.notes.models import Note
from support_plugin.chat.payloads import message_json, rating_json
from support_plugin.chat.queries import messages_after
from support_plugin.chat.queue.reasons import why_first
from support_plugin.chat.waits.models import Wait
from support_plugin.visitors.models import Visitor


def conversations_of(visitor: Visitor) -> "QuerySet[Conversation]":
    """Return a visitor's conversations, the oldest first, with what an export reads of them."""
    found = visitor.conversations.select_related("department").prefetch_related("tags")
    return found.order_by("pk")


def export_conversation(conversation: Conversation) -> dict[str, Any]:
    """Return what is held of a conversation, ready for JSON."""
    messages = messages_after(conversation.pk, 0, limit=max(1, conversation.last_seq))
    return {
        "id": str(conversation.public_id),
        "status": conversation.status,
        "language": conversation.language,
        "page": conversation.page_path,
        "page_seen_last": conversation.page_now,
        "cart_seen_last": conversation.cart_key or None,
        "begun_by": conversation.origin,
        "opened_at": clock.to_json(conversation.created_at),
        "updated_at": clock.to_json(conversation.updated_at),
        "rating": rating_json(conversation),
        **_sorted_by_agents(conversation),
        "waits": [_wait(wait) for wait in conversation.waits.order_by("pk")],
        "email_for_answers": conversation.reply_email or None,
        "emails": [_mail(mail) for mail in conversation.mails.filter(user=None).order_by("pk")],
        "messages": [message_json(message) for message in messages],
        "assistant": conversation.assistant or None,
        "assistant_turns": [_turn(turn) for turn in conversation.assistant_turns.order_by("pk")],
        # What is noted about somebody is theirs to know; who noted it is not (docs/notes.md).
        "notes": [_note(note) for note in conversation.notes.order_by("pk")],
        "proposals": proposals_answer(list(conversation.proposals.order_by("pk")), Message.Sender.SHOPPER),
    }


def _sorted_by_agents(conversation: Conversation) -> dict[str, Any]:
    """Return what agents made of it: opinions are personal data too."""
    times = ("waiting_since", "snoozed_until", "deleted_at")
    moments = {name: clock.to_json(moment) for name in times if (moment := getattr(conversation, name))}
    return {
        "priority": conversation.get_priority_display(),
        "tags": [tag.name for tag in conversation.tags.all()],
        "department": conversation.department.name if conversation.department else None,
        "why_first": why_first(conversation.head_start_reasons) or None,
        "merged_into": str(conversation.merged_into_id) if conversation.merged_into_id else None,
        **moments,
    }


def _wait(wait: Wait) -> dict[str, Any]:
    return {
        "began_at": clock.to_json(wait.began_at),
        "ended_at": clock.to_json(wait.ended_at),
        "end": wait.get_end_display(),
        "language": wait.language,
        "step": wait.step or None,
    }


def _turn(turn: AssistantTurn) -> dict[str, Any]:
    return {
        "question": turn.question_seq,
        "outcome": turn.get_outcome_display(),
        "handed_over_because": turn.get_reason_display() or None,
        "solved": turn.solved,
        "tried": turn.explanation,
        "said_to_be_wrong": turn.wrong_note or None,
        "at": clock.to_json(turn.created_at),
    }


def _note(note: Note) -> dict[str, Any]:
    return {"written_at": clock.to_json(note.created_at), "text": note.body}


def _mail(mail: ConversationMail) -> dict[str, Any]:
    return {
        "kind": mail.get_kind_display(),
        "state": mail.get_state_display(),
        "made_at": clock.to_json(mail.made_at),
    }


def export_merge(row: Merge) -> dict[str, Any]:
    """Return of what kind a merge was, and when it was made and undone."""
    times = ("made_at", "undone_at")
    moments = {name: clock.to_json(moment) for name in times if (moment := getattr(row, name))}
    return {"merged": row.get_kind_display(), **moments}
