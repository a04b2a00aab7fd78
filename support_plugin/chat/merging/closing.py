"""Of two open conversations of one person, one is closed; undoing it opens that one again, as it was."""

from datetime import datetime
from typing import Any

from django.db import transaction

from support_plugin import clock
from support_plugin.chat.entries.unanswered import earliest, find_unanswered
from support_plugin.chat.flows import close_conversation
from support_plugin.chat.models import Conversation, Message, changes_at
from support_plugin.chat.storing.threads import OpenThread, change_threads
from support_plugin.chat.waits.models import Wait
from support_plugin.chat.waking_processes import wake_sockets_after_commit
from support_plugin.visitors.models import Visitor

# What of the conversation that goes on is restored where nothing was said in it since.
_RESTORED = ("snoozed_until", "priority", "shop_only")


@transaction.atomic
def adopt_conversations(guest: Visitor, account: Visitor) -> None:
    """Move a guest's conversations and files to the account.

    Of two open ones the guest's, on the screen, goes on. The account's is an earlier part of it then, and
    whoever waited in it waits on.
    """
    both = Conversation.objects.filter(visitor__in=[guest, account], status=Conversation.Status.OPEN)
    rows = {row.visitor_id: row for row in lock_conversations(both.values_list("pk", flat=True))}
    if guest.pk in rows and account.pk in rows:
        close_beside(rows[account.pk], rows[guest.pk])
    guest.conversations.update(visitor=account, **changes_at(clock.now()))
    guest.attachments.update(visitor=account)


def lock_conversations(ids: Any) -> list[Conversation]:
    """Return these conversations, locked, in the order of whoever else locks several (storing/bulk.py)."""
    rows = Conversation.objects.select_for_update(of=("self",)).filter(pk__in=list(ids)).order_by("pk")
    return list(rows)


def link(part: Conversation, whole: Conversation | None) -> None:
    """Make a conversation an earlier part of another; for None, of none."""
    into = whole.public_id if whole else None
    Conversation.objects.filter(pk=part.pk).update(merged_into=into, **changes_at(clock.now()))


def close_beside(going: Conversation, staying: Conversation) -> dict[str, Any]:
    """Close one: from now on it is an earlier part of the other. Whoever waits in it waits there.

    Of two who wait the earlier time holds. Both are locked. Returns what ``reopen`` needs.
    """
    if going.assistant_due_at is not None:
        # What the assistant owes, people answer in the one that goes on.
        change_threads([going.pk], OpenThread.silence_assistant)
        going.refresh_from_db()
    since, parts = going.waiting_since, list(going.part_waits)
    noted: dict[str, Any] = {
        "conversation": going.pk,
        "beside": staying.pk,
        "waiting_since": _noted(since),
        "part_waits": parts,
        "snoozed_until": _noted(going.snoozed_until),
    }
    close_conversation(going, Message.Sender.SYSTEM)
    noted["seq"] = going.last_seq
    # Nobody has given up: the wait goes on in the other one.
    if since is not None:
        Wait.objects.filter(conversation=going, began_at=since, end=Wait.End.GIVEN_UP).delete()
        change_threads([staying.pk], lambda thread: _hand_on(thread, going, since, noted))
    link(going, staying)
    wake_sockets_after_commit(staying.public_id)
    return noted


def _hand_on(thread: OpenThread, going: Conversation, since: datetime, noted: dict[str, Any]) -> None:
    """Let the one that goes on wait for the question too, where agents see it."""
    row = thread.conversation
    noted["beside_since"], noted["beside_seq"] = _noted(row.waiting_since), row.last_seq
    noted["before"] = {name: getattr(row, name) for name in _RESTORED}
    noted["before"]["snoozed_until"] = _noted(row.snoozed_until)
    pause = row.snoozed_until if noted["snoozed_until"] else None
    thread.change(
        part_waits=[*row.part_waits, since.isoformat()],
        snoozed_until=pause,
        priority=max(row.priority, going.priority),
        shop_only=False,
    )
    noted["after"] = {"snoozed_until": _noted(pause), "priority": row.priority, "shop_only": False}
    thread.wait_since(min(since, row.waiting_since or since))


def reopen(noted: dict[str, Any], by: Any) -> None:
    """Open it again, with a line that says so, unless something was said in it since, or it was deleted."""
    closed = Conversation.objects.filter(
        pk=noted["conversation"], last_seq=noted["seq"], deleted_at=None, visitor__blocked_at=None
    )
    Conversation.objects.filter(pk=noted["conversation"]).update(merged_into=None)

    def go_on(thread: OpenThread) -> None:
        thread.add_line(Message.Kind.REOPENED, by.pk)
        # A pause that is over ends with the next round.
        thread.change(snoozed_until=_time(noted["snoozed_until"]), part_waits=noted["part_waits"])
        if (since := _time(noted["waiting_since"])) is not None:
            thread.wait_since(since)

    if closed.update(status=Conversation.Status.OPEN):
        change_threads([noted["conversation"]], go_on)
    # Also where that one stays closed: its question is none of this one's any more.
    for row in change_threads([noted["beside"]], lambda thread: _take_back(thread, noted)):
        wake_sockets_after_commit(row.public_id)


def _take_back(thread: OpenThread, noted: dict[str, Any]) -> None:
    """Let the one that went on wait for its own questions alone, unless it was answered since."""
    row = thread.conversation
    if noted["waiting_since"] not in row.part_waits:
        return
    rest = list(row.part_waits)
    rest.remove(noted["waiting_since"])
    is_as_before = row.last_seq == noted["beside_seq"]
    if is_as_before:
        for name, before in noted["before"].items():
            now = getattr(row, name)
            if (_noted(now) if name == "snoozed_until" else now) == noted["after"][name]:
                thread.change(**{name: _time(before) if name == "snoozed_until" else before})
    own = noted["beside_since"] if is_as_before else _own_wait(thread, noted)
    times = [*rest, *([own] if own else [])]
    thread.change(part_waits=rest)
    thread.wait_since(earliest(times))


def _own_wait(thread: OpenThread, noted: dict[str, Any]) -> str | None:
    asked = find_unanswered(thread.conversation.pk, (), thread.now)
    return (noted["beside_since"] or _noted(asked.created_at)) if asked else None


def _noted(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _time(noted: str | None) -> datetime | None:
    return datetime.fromisoformat(noted) if noted else None
