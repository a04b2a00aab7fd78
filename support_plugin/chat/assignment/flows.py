"""Whose a conversation is. Each flow locks it, looks again, and says who was faster."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.chat.assignment.rounds import do_round_after_commit
from support_plugin.chat.flows import close_conversation
from support_plugin.chat.models import Conversation, Message, changes_at
from support_plugin.chat.payloads import agent_name
from support_plugin.chat.rules import closed
from support_plugin.chat.storing.threads import OpenThread, change_threads
from support_plugin.chat.team.models import Department, Tag
from support_plugin.chat.waking_processes import wake_sockets_after_commit
from support_plugin.database.turns import take_turns
from support_plugin.errors import Refused
from support_plugin.visitors.models import Visitor

# How long a conversation may be out of the queue.
LONGEST_SNOOZE = timedelta(days=30)


def take_conversation(conversation: Conversation, agent: Any, instead_of: Any = None) -> bool:
    """Make an open conversation this agent's; return whether it was not theirs before.

    Takes it from ``instead_of`` (a user's primary key) alone, or from nobody. Raises Refused: "conflict" with
    the name of the colleague who has it, "closed" after its end.
    """

    def take(thread: OpenThread) -> None:
        holder = thread.conversation.agent_id
        if holder == agent.pk:
            return
        if holder is not None and holder != instead_of:
            raise _taken(thread.conversation)
        thread.assign(agent.pk)

    return _change(conversation, take)


def hand_over(
    conversation: Conversation, by: Any, agent: Any = None, department: Department | None = None
) -> bool:
    """Give a conversation to a colleague, or to a department, in whose queue it then waits.

    Only what is nobody's, or the giver's own, can be given. Returns whether it changed. Raises Refused:
    "conflict" with the name of the colleague who has it, "closed" after its end, "invalid" for the
    conversation's own shopper.
    """
    # Asked now: the visitor at hand may be older than a log-in, or a merge.
    if agent is not None and Visitor.objects.filter(conversations=conversation.pk, user=agent.pk).exists():
        raise Refused("invalid", _("This colleague can't answer shoppers."))

    def give(thread: OpenThread) -> None:
        holder = thread.conversation.agent_id
        if holder not in (None, by.pk):
            raise _taken(thread.conversation)
        if department is not None:
            thread.change(department_id=department.pk)
        if agent is None and holder is not None:
            thread.release(by_hand=True)
        elif agent is not None and holder != agent.pk:
            thread.assign(agent.pk)
        elif agent is not None:
            return
        if thread.conversation.snoozed_until is not None:
            # The pause was the giver's: it waits at once.
            thread.wake()

    return _change(conversation, give)


def return_to_queue(conversation: Conversation, by: Any) -> bool:
    """Put an agent's own conversation back; return whether it was theirs. Raises Refused as ``hand_over``."""
    return hand_over(conversation, by)


def snooze(conversation: Conversation, until: datetime) -> bool:
    """Take a conversation out of the queue until then, or until the shopper writes.

    Raises Refused: "invalid" for a time that is past or later than LONGEST_SNOOZE, "closed" after its end.
    """
    now = clock.now()
    if not now < until <= now + LONGEST_SNOOZE:
        raise Refused("invalid", _("Choose a time within the next 30 days."))
    return _change(conversation, lambda thread: thread.change(snoozed_until=until, queue_at=None))


def end_snooze(conversation: Conversation) -> bool:
    """Put a conversation that is out of the queue back in its place."""

    def wake(thread: OpenThread) -> None:
        if thread.conversation.snoozed_until is not None:
            thread.wake()

    return _change(conversation, wake)


def set_priority(conversation: Conversation, priority: object) -> bool:
    """Set how much a conversation matters; raises Refused ("invalid") for what is none of the choices."""
    if priority not in Conversation.Priority.values:
        raise Refused("invalid", _("Choose one of the priorities."))
    waits = conversation.queue_at is not None
    return _change(conversation, lambda thread: thread.change(priority=priority, is_weighed=not waits))


def set_tags(conversation: Conversation, names: Collection[str]) -> bool:
    """Give a conversation these tags and no others, also after its end; return whether that changed any.

    Raises Refused ("invalid") with the name of one that the admin has not made.
    """
    with transaction.atomic():
        take_turns(Conversation)
        row = Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
        tags = list(Tag.objects.filter(name__in=names))
        if missing := sorted(set(names) - {tag.name for tag in tags}):
            raise Refused("invalid", _("There is no tag “%(name)s”.") % {"name": missing[0]})
        if set(row.tags.all()) == set(tags):
            return False
        row.tags.set(tags)
        Conversation.objects.filter(pk=row.pk).update(**changes_at(clock.now()))
        wake_sockets_after_commit(row.public_id)
    conversation.refresh_from_db()
    return True


def reopen_conversation(conversation: Conversation, agent: Any) -> None:
    """Let a conversation that has ended go on, as this agent's; open ones stay as they are.

    Raises Refused ("conflict") where its shopper has begun another one, or had the contents deleted, or is
    blocked, or where it is an earlier part of another one.
    """
    with transaction.atomic():
        take_turns(Conversation)
        row = (
            Conversation.objects.select_for_update(of=("self",))
            .select_related("visitor")
            .get(pk=conversation.pk)
        )
        if row.status == Conversation.Status.OPEN:
            return
        # An earlier part of another one goes on there, where its shopper sees it.
        if row.deleted_at or row.merged_into_id or row.visitor.blocked_at:
            raise Refused("conflict", _("This conversation can't be opened again."))
        try:
            with transaction.atomic():
                Conversation.objects.filter(pk=row.pk).update(status=Conversation.Status.OPEN)
        except IntegrityError:
            raise Refused(
                "conflict", _("The shopper has begun another conversation. Please write there.")
            ) from None
        change_threads([row.pk], lambda thread: _reopen(thread, agent))
        wake_sockets_after_commit(row.public_id)
    conversation.refresh_from_db()


def block_shopper(conversation: Conversation, agent: Any) -> None:
    """End the conversation, and let its shopper begin no other one."""
    with transaction.atomic():
        close_conversation(conversation, Message.Sender.AGENT, agent)
        Visitor.objects.filter(pk=conversation.visitor_id, blocked_at=None).update(blocked_at=clock.now())


def unblock_shopper(conversation: Conversation) -> None:
    """Let a shopper write again."""
    Visitor.objects.filter(pk=conversation.visitor_id).update(blocked_at=None)


def _reopen(thread: OpenThread, agent: Any) -> None:
    thread.silence_assistant()
    thread.add_line(Message.Kind.REOPENED, agent.pk)
    thread.change(agent_id=agent.pk, assigned_at=thread.now)


def _change(conversation: Conversation, change: Callable[[OpenThread], None]) -> bool:
    """Have an open conversation changed, and everybody notified; refuse where it has ended."""
    with transaction.atomic():
        seen: list[OpenThread] = []

        def note(thread: OpenThread) -> None:
            seen.append(thread)
            change(thread)

        changed = change_threads([conversation.pk], note)
        if not seen:
            raise closed()
        if changed:
            conversation.refresh_from_db()
            wake_sockets_after_commit(conversation.public_id)
            do_round_after_commit()
    return bool(changed)


def _taken(conversation: Conversation) -> Refused:
    # Asked now: the row that is locked has no more than is needed for storing.
    holder = Conversation.objects.select_related("agent").get(pk=conversation.pk).agent
    return Refused("conflict", _("%(name)s has taken this conversation.") % {"name": agent_name(holder)})
