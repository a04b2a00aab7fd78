"""Of two open conversations of one person, one is closed; undoing it opens that one again, as it was."""

from datetime import datetime
from typing import Any

from support_plugin.chat.flows import close_conversation
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.storing.threads import OpenThread, change_threads
from support_plugin.chat.waits.models import Wait


def close_beside(going: Conversation, staying: Conversation) -> dict[str, Any]:
    """Close one; whoever waits in it waits in the other. Return what ``reopen`` needs."""
    since = going.waiting_since
    pause = Conversation.objects.values_list("snoozed_until", flat=True).get(pk=going.pk)
    close_conversation(going, Message.Sender.SYSTEM)
    # Nobody has given up: the wait goes on in the other one.
    if since is not None:
        Wait.objects.filter(conversation=going, began_at=since, end=Wait.End.GIVEN_UP).delete()
    noted: dict[str, Any] = {
        "conversation": going.pk,
        "beside": staying.pk,
        "seq": going.last_seq,
        "waiting_since": since.isoformat() if since else None,
        "snoozed_until": pause.isoformat() if pause else None,
        "handed_on": False,
    }

    def wait(thread: OpenThread) -> None:
        if since is not None and thread.conversation.waiting_since is None:
            _wait_since(thread, since)
            noted["handed_on"] = True

    change_threads([staying.pk], wait)
    return noted


def reopen(noted: dict[str, Any], by: Any) -> None:
    """Open it again, with a line that says so, unless something was said in it since, or it was deleted."""
    closed = Conversation.objects.filter(
        pk=noted["conversation"], last_seq=noted["seq"], deleted_at=None, visitor__blocked_at=None
    )
    Conversation.objects.filter(pk=noted["conversation"]).update(merged_into=None)
    since, until = _time(noted["waiting_since"]), _time(noted.get("snoozed_until"))
    if not closed.update(status=Conversation.Status.OPEN):
        return

    def go_on(thread: OpenThread) -> None:
        thread.add_line(Message.Kind.REOPENED, by.pk)
        if until is not None:
            # A pause that is over ends with the next round.
            thread.change(snoozed_until=until)
        if since is not None:
            _wait_since(thread, since)

    def wait_no_more(thread: OpenThread) -> None:
        if noted["handed_on"] and thread.conversation.waiting_since == since:
            thread.change(waiting_since=None, queue_at=None, is_weighed=True)

    change_threads([noted["conversation"]], go_on)
    change_threads([noted["beside"]], wait_no_more)


def _time(noted: str | None) -> datetime | None:
    return datetime.fromisoformat(noted) if noted else None


def _wait_since(thread: OpenThread, since: datetime) -> None:
    is_snoozed = thread.conversation.snoozed_until is not None
    queue = {} if is_snoozed else {"queue_at": since, "is_weighed": False}
    thread.change(waiting_since=since, **queue)
