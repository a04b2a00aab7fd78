"""Conversations that are locked: what is added to them and changed, stored for many of them at once."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from support_plugin import clock
from support_plugin.chat.entries.changing import WITHDRAWN, change_message, find_changeable
from support_plugin.chat.entries.unanswered import earliest, find_unanswered
from support_plugin.chat.events import store_spoken
from support_plugin.chat.files.models import Attachment
from support_plugin.chat.files.uploads import attach_to_message, belongs
from support_plugin.chat.models import Conversation, Message, changes_at
from support_plugin.chat.rules import file_gone
from support_plugin.chat.storing.bulk import (
    insert_messages,
    insert_waits,
    lock_conversations,
    new_message,
    update_conversations,
)
from support_plugin.chat.storing.new import NewMessage
from support_plugin.chat.team.assistant import (
    assistant_asked,
    assistant_words,
    is_assistant_on,
    says,
)
from support_plugin.chat.waits.models import Wait
from support_plugin.database.after_commit import send_after_commit
from support_plugin.errors import Refused
from support_plugin.signals import message_changed, message_sent

ON = Conversation.Assistant.ON


@dataclass
class OpenThread:
    """An open conversation whose row is locked until the transaction ends."""

    conversation: Conversation
    now: datetime
    fresh: list[Message] = field(default_factory=list)
    # What changes seldom, by the model's field.
    changes: dict[str, Any] = field(default_factory=dict)
    files: list[tuple[Message, Sequence[Attachment]]] = field(default_factory=list)
    # How long the shopper waited, where that is over: as Wait.values_of returns it.
    waits: list[dict[str, Any]] = field(default_factory=list)

    def take(self, new: NewMessage, uploads: dict[UUID, Attachment]) -> Message | Refused:
        """Add an entry, or a message with its files; or return why not."""
        if new.changes is not None:
            return self.add_entry(new)
        files = self.take_files(new, uploads)
        return file_gone() if files is None else self.add(new, files)

    def take_files(self, new: NewMessage, uploads: dict[UUID, Attachment]) -> list[Attachment] | None:
        """Take the message's files out of ``uploads``; None if one is gone or not to be sent here."""
        files = [uploads[id] for id in new.attachments if id in uploads]
        ours = [file for file in files if belongs(file, self.conversation, new.sender)]
        if len(ours) != len(new.attachments):
            return None
        return [uploads.pop(id) for id in new.attachments]

    def add(self, new: NewMessage, files: Sequence[Attachment] = ()) -> Message:
        """Give the message the next number, and note what it changes for the conversation."""
        conversation = self.conversation
        conversation.updated_at = conversation.changed_at = self.now
        if conversation.shop_only and new.sender != Message.Sender.SYSTEM:
            self.change(shop_only=False)
        if new.sender == Message.Sender.SHOPPER:
            if conversation.assistant and self.ask_assistant(new.body):
                pass
            elif conversation.waiting_since is None:
                self._forget_wait()
                conversation.waiting_since = self.now
            if conversation.snoozed_until is not None:
                self.wake()
        elif new.sender == Message.Sender.AGENT:
            self.silence_assistant()
            self.end_wait(Wait.End.ANSWERED, new.agent.pk if new.agent else None)
            conversation.away_since = conversation.away_since or self.now
            if conversation.agent_id is None:
                self.assign(new.agent.pk if new.agent else None)
        conversation.last_seq += 1
        message = new_message(
            conversation,
            new.agent,
            seq=conversation.last_seq,
            sender=new.sender,
            client_id=new.client_id,
            body=new.body,
            choices=list(new.choices),
            card=new.card,
            assistant=new.assistant,
            attachment_count=len(files),
        )
        self.fresh.append(message)
        if files:
            self.files.append((message, files))
        self._say_what_was_hidden(new, message)
        return message

    def ask_assistant(self, body: str) -> bool:
        """Have the assistant answer, where it does, or where the shopper asks for it; return whether it does.

        Whoever waits for people already, waits on.
        """
        conversation = self.conversation
        if conversation.assistant == ON:
            pass
        elif conversation.agent_id is None and is_assistant_on() and says(body, assistant_words):
            self.change(assistant=ON)
        else:
            return False
        self.change(assistant_due_at=self.now)
        return True

    def silence_assistant(self) -> None:
        """Let people answer from here on. What the assistant still owed waits for them."""
        if self.conversation.assistant != ON:
            return
        if self.conversation.assistant_due_at is not None and self.conversation.waiting_since is None:
            asked = find_unanswered(self.conversation.pk, self.fresh, self.now)
            self.wait_since(asked.created_at if asked else self.now)
        self.change(assistant=Conversation.Assistant.OFF, assistant_due_at=None)

    def add_entry(self, new: NewMessage) -> Message | Refused:
        """Change an earlier message, with an entry that says so; or return why not."""
        target = find_changeable(self.conversation.pk, new, self.now)
        if isinstance(target, Refused):
            return target
        for other in self.fresh:
            if other.changes_seq == target.seq:
                other.body = ""
        change_message(target, new, self.now)
        self.add_line(new.kind, None)
        entry = self.fresh[-1]
        entry.sender, entry.agent, entry.client_id = new.sender, new.agent, new.client_id
        entry.body, entry.changes_seq = new.body, target.seq
        if new.kind == WITHDRAWN:
            self.settle_wait(target)
        self._say_what_was_hidden(new, entry)
        return entry

    def _say_what_was_hidden(self, new: NewMessage, message: Message) -> None:
        if new.hides_card:
            self.add_line(Message.Kind.CARD_HIDDEN, None)
            message.has_line = True

    def settle_wait(self, withdrawn: Message) -> None:
        """Let nobody wait for an answer to what was withdrawn, and let a question wait whose answer was.

        Whoever has asked something else keeps their place.
        """
        conversation = self.conversation
        first = find_unanswered(conversation.pk, self.fresh, self.now)
        if withdrawn.sender == Message.Sender.SHOPPER:
            if conversation.waiting_since is not None and first is None:
                self.wait_since(earliest(conversation.part_waits))
        elif conversation.waiting_since is None and first is not None and first.seq < withdrawn.seq:
            ended = Wait.objects.filter(
                conversation=conversation, end=Wait.End.ANSWERED, ended_at__gte=first.created_at
            )
            began = ended.order_by("began_at").values_list("began_at", flat=True).first()
            ended.delete()
            self.wait_since(began or first.created_at)

    def add_line(self, kind: str, agent_id: int | None, closed_by: str = "") -> None:
        """Add a line of the system's, with a number like any message's."""
        conversation = self.conversation
        conversation.last_seq += 1
        conversation.updated_at = conversation.changed_at = self.now
        line = new_message(
            conversation,
            seq=conversation.last_seq,
            sender=Message.Sender.SYSTEM,
            kind=kind,
            agent_id=agent_id,
            closed_by=closed_by,
            client_id=uuid4(),
        )
        self.fresh.append(line)

    def is_idle(self, since: datetime) -> bool:
        """Return whether nobody waits or has put it aside, and nothing was said after that time."""
        row = self.conversation
        return row.waiting_since is None and row.snoozed_until is None and row.updated_at < since

    def assign(self, agent_id: Any) -> None:
        """Make it this agent's, or the shop's own, with a system message that says so."""
        self.silence_assistant()
        self.change(agent_id=agent_id, assigned_at=self.now, put_back_by_id=None)
        self.add_line(Message.Kind.JOINED, agent_id)

    def release(self, *, by_hand: bool = False) -> None:
        """Take it from its agent, with a system message that says so.

        ``by_hand``: the agent wants that, and is not assigned it again before somebody else has had it.
        """
        holder = self.conversation.agent_id
        self.add_line(Message.Kind.PUT_BACK if by_hand else Message.Kind.RETURNED, holder)
        self.change(agent_id=None, assigned_at=None, put_back_by_id=holder if by_hand else None)

    def end_wait(self, end: Wait.End, agent_id: Any = None) -> None:
        """Note that the shopper waits no longer, where they did."""
        conversation = self.conversation
        if conversation.waiting_since is not None:
            self.waits.append(Wait.values_of(conversation, self.now, end, agent_id))
        conversation.waiting_since = None
        if conversation.part_waits:
            self.change(part_waits=[])
        self._forget_wait()

    def _forget_wait(self) -> None:
        """Leave out what was changed of the wait before, in the same batch."""
        for name in ("waiting_since", "queue_at", "is_weighed"):
            self.changes.pop(name, None)

    def wait_since(self, since: datetime | None) -> None:
        """Have the shopper wait since then, for None not at all; in the queue unless it is paused."""
        is_queued = since is not None and self.conversation.snoozed_until is None
        self.change(waiting_since=since, queue_at=since if is_queued else None, is_weighed=not is_queued)

    def wake(self) -> None:
        """End its pause: whoever waits is back in their place."""
        waiting = self.conversation.waiting_since
        self.change(snoozed_until=None, queue_at=waiting, is_weighed=waiting is None)

    def close(self, closed_by: str, agent_id: int | None) -> None:
        """Close it, with a system message that says who did."""
        self.add_line(Message.Kind.CLOSED, agent_id, closed_by)
        self.end_wait(Wait.End.GIVEN_UP)
        if self.conversation.assistant_due_at is not None:
            self.change(assistant_due_at=None)
        self.change(status=Conversation.Status.CLOSED, snoozed_until=None)

    def change(self, **changes: Any) -> None:
        """Set fields that storing a message does not."""
        for name, value in changes.items():
            setattr(self.conversation, name, value)
        self.changes |= changes


def change_threads(ids: Collection[int], change: Callable[[OpenThread], None]) -> list[Conversation]:
    """Have ``change`` called with each of these conversations that is open, locked; store what it does.

    Returns those that it has changed. What it raises leaves all of them as they were. Wakes no reader.
    """
    if not ids:
        return []
    with transaction.atomic():
        threads = lock_threads(set(ids))
        for thread in threads.values():
            change(thread)
        return save_threads(threads.values())


def lock_threads(ids: set[int]) -> dict[int, OpenThread]:
    """Lock those of these conversations that are open until the transaction ends; return them by key."""
    conversations = lock_conversations(ids)
    # Not before: who looks for what changed recently must not find it older than it is (chat/live/hub.py).
    now = clock.now()
    return {conversation.pk: OpenThread(conversation, now) for conversation in conversations}


def save_threads(threads: Iterable[OpenThread]) -> list[Conversation]:
    """Store what was added to these and changed; return the conversations of which something was."""
    changed = [thread for thread in threads if thread.fresh or thread.changes]
    if not changed:
        return []
    now, spoken = changed[0].now, [thread for thread in changed if thread.fresh]
    fresh = [message for thread in spoken for message in thread.fresh]
    if fresh:
        insert_messages(fresh, now)
        store_spoken(fresh)
        update_conversations([thread.conversation for thread in spoken], now)
        if waits := [wait for thread in spoken for wait in thread.waits]:
            insert_waits(waits)
    for thread in changed:
        for message, files in thread.files:
            attach_to_message(message, files)
        if thread.changes:
            # Adding a line has counted as a change already.
            counted = {} if thread.fresh else changes_at(now)
            Conversation.objects.filter(pk=thread.conversation.pk).update(**thread.changes, **counted)
    for message in fresh:
        if message.changes_seq is not None:
            send_after_commit(message_changed, Message, conversation=message.conversation, entry=message)
        elif message.sender != Message.Sender.SYSTEM:
            send_after_commit(message_sent, Message, conversation=message.conversation, message=message)
    for thread in changed:
        if thread.conversation.assistant_due_at == now:
            send_after_commit(assistant_asked, Conversation, conversation=thread.conversation)
    return [thread.conversation for thread in changed]
