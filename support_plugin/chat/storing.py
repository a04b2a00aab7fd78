"""Gives messages their numbers and stores them, many in one transaction.

What arrives while one commit runs goes into the next (chat/live/writer.py): it is commits that cost, not
messages. A single message is a batch of one.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from support_plugin import clock
from support_plugin.chat.bulk import insert_messages, lock_conversations, update_conversations
from support_plugin.chat.cards.registry import StoredCard
from support_plugin.chat.cards.registry import is_same as is_same_card
from support_plugin.chat.entries.changing import change_message, find_changeable
from support_plugin.chat.files.models import Attachment
from support_plugin.chat.files.uploads import belongs, give_to, lock_unsent
from support_plugin.chat.models import Conversation, Message, changes_at
from support_plugin.chat.queries import load_contents
from support_plugin.chat.rules import closed, file_gone, sent_differently
from support_plugin.database.after_commit import send_after_commit
from support_plugin.errors import Refused
from support_plugin.signals import message_changed, message_sent

Key = tuple[int, str, UUID]
# A message with the ids of its files.
Known = tuple[Message, set[UUID]]


@dataclass(frozen=True)
class NewMessage:
    """What somebody wants to say. ``agent`` is an agent's user.

    ``body`` and ``choices`` have passed ``rules.clean_body`` and ``rules.clean_choices``, a ``card`` its
    kind's check; ``body`` then says the same in words.
    """

    conversation_id: int
    sender: Message.Sender
    client_id: UUID
    body: str
    agent: Any = None
    attachments: tuple[UUID, ...] = ()
    choices: tuple[str, ...] = ()
    card: StoredCard | None = None
    # Of an entry: EDITED or WITHDRAWN, and the number of the message that it changes.
    kind: str = ""
    changes: int | None = None

    @property
    def key(self) -> Key:
        """What makes it the same message when it comes again."""
        return self.conversation_id, self.sender, self.client_id


def store_messages(batch: Sequence[NewMessage]) -> list[Message | Refused]:
    """Store the messages; return for each its row, or why it was refused, in the batch's order.

    A repeat of a ``client_id`` returns the row it first made, also when the conversation has ended since;
    with another text, other files or choices it is refused ("conflict"). An upload goes with one message, of
    its own conversation and side; otherwise the message is refused ("invalid"). Wakes no reader: that is the
    caller's part.
    """
    try:
        return _store(batch, may_repeat=any(new.attachments or new.changes for new in batch))
    except IntegrityError:
        # Most batches repeat nothing, so that looking for it each time would be wasted.
        return _store(batch, may_repeat=True)


def _store(batch: Sequence[NewMessage], may_repeat: bool) -> list[Message | Refused]:
    ids, named_files = {new.conversation_id for new in batch}, _named_files(batch)
    with transaction.atomic():
        open_threads = _lock_threads(ids)
        # A repeat is answered also where nothing new is taken any more.
        stored = _already_stored(batch) if may_repeat or len(open_threads) < len(ids) else {}
        uploads = lock_unsent(named_files) if named_files else {}
        results: list[Message | Refused] = []
        for new in batch:
            thread = open_threads.get(new.conversation_id)
            if new.key not in stored and thread is not None:
                added = thread.take(new, uploads)
                if isinstance(added, Refused):
                    results.append(added)
                    continue
                stored[new.key] = added, set(new.attachments)
            results.append(_outcome(stored.get(new.key), new))
        _save(open_threads.values())
    return results


def change_threads(ids: Collection[int], change: Callable[["OpenThread"], None]) -> list[Conversation]:
    """Have ``change`` called with each of these conversations that is open, locked; store what it does.

    Returns those that it has changed. What it raises leaves all of them as they were. Wakes no reader.
    """
    with transaction.atomic():
        threads = _lock_threads(set(ids)) if ids else {}
        for thread in threads.values():
            change(thread)
        return _save(threads.values())


def _outcome(known: Known | None, new: NewMessage) -> Message | Refused:
    if known is None:
        return closed()
    message, files = known
    if message.changes_seq != new.changes or (new.changes is not None and message.kind != new.kind):
        return sent_differently()
    if message.kind == Message.Kind.DELETED or message.edited_at is not None:
        return message  # what was sent first is gone
    if new.changes is not None:
        # Emptied where a later entry has replaced it.
        return message if message.body in ("", new.body) else sent_differently()
    # The words of a card may have changed since, with a product's price.
    is_same = is_same_card(message.card, new.card) and (new.card is not None or message.body == new.body)
    same = is_same and files == set(new.attachments)
    if not same or message.choices != list(new.choices):
        return sent_differently()
    return message


def _named_files(batch: Sequence[NewMessage]) -> set[UUID]:
    return {id for new in batch for id in new.attachments}


@dataclass
class OpenThread:
    """An open conversation whose row is locked until the transaction ends."""

    conversation: Conversation
    now: datetime
    fresh: list[Message] = field(default_factory=list)
    # What changes seldom, by the model's field.
    changes: dict[str, Any] = field(default_factory=dict)
    files: list[tuple[Message, Sequence[Attachment]]] = field(default_factory=list)

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
            conversation.waiting_since = conversation.waiting_since or self.now
            if conversation.snoozed_until is not None:
                self.wake()
        elif new.sender == Message.Sender.AGENT:
            conversation.waiting_since = None
            if conversation.agent_id is None:
                self.assign(new.agent.pk if new.agent else None)
        conversation.last_seq += 1
        message = Message(
            conversation=conversation,
            seq=conversation.last_seq,
            sender=new.sender,
            agent=new.agent,
            client_id=new.client_id,
            body=new.body,
            choices=list(new.choices),
            card=new.card,
            attachment_count=len(files),
        )
        self.fresh.append(message)
        if files:
            self.files.append((message, files))
        return message

    def add_entry(self, new: NewMessage) -> Message | Refused:
        """Change an earlier message, with an entry that says so; or return why not. Nobody waits for it."""
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
        return entry

    def add_line(self, kind: str, agent_id: int | None, closed_by: str = "") -> None:
        """Add a line of the system's, with a number like any message's."""
        conversation = self.conversation
        conversation.last_seq += 1
        conversation.updated_at = conversation.changed_at = self.now
        line = Message(
            conversation=conversation,
            seq=conversation.last_seq,
            sender=Message.Sender.SYSTEM,
            kind=kind,
            agent_id=agent_id,
            closed_by=closed_by,
            client_id=uuid4(),
        )
        self.fresh.append(line)

    def is_idle(self, since: datetime) -> bool:
        """Return whether nobody waits for an answer, and nothing was said after that time."""
        return self.conversation.waiting_since is None and self.conversation.updated_at < since

    def assign(self, agent_id: Any) -> None:
        """Make it this agent's, or the shop's own, with a system message that says so."""
        self.change(agent_id=agent_id, assigned_at=self.now)
        self.add_line(Message.Kind.JOINED, agent_id)

    def release(self) -> None:
        """Take it from its agent, with a system message that says so."""
        self.add_line(Message.Kind.RETURNED, self.conversation.agent_id)
        self.change(agent_id=None, assigned_at=None)

    def wake(self) -> None:
        """End its pause: whoever waits is back in their place."""
        waiting = self.conversation.waiting_since
        self.change(snoozed_until=None, queue_at=waiting, is_weighed=waiting is None)

    def close(self, closed_by: str, agent_id: int | None) -> None:
        """Close it, with a system message that says who did."""
        self.add_line(Message.Kind.CLOSED, agent_id, closed_by)
        self.conversation.waiting_since = None
        self.change(status=Conversation.Status.CLOSED, snoozed_until=None)

    def change(self, **changes: Any) -> None:
        """Set fields that storing a message does not."""
        for name, value in changes.items():
            setattr(self.conversation, name, value)
        self.changes |= changes


def _lock_threads(ids: set[int]) -> dict[int, OpenThread]:
    conversations = lock_conversations(ids)
    # Not before: who looks for what changed recently must not find it older than it is (chat/live/hub.py).
    now = clock.now()
    return {conversation.pk: OpenThread(conversation, now) for conversation in conversations}


def _already_stored(batch: Sequence[NewMessage]) -> dict[Key, Known]:
    found = Message.objects.filter(
        conversation_id__in={new.conversation_id for new in batch},
        client_id__in={new.client_id for new in batch},
    ).select_related("conversation", "agent")
    messages = load_contents(list(found))
    for message in messages:
        message.is_repeat = True
    return {
        (message.conversation_id, message.sender, message.client_id): (message, _files_of(message))
        for message in messages
    }


def _files_of(message: Message) -> set[UUID]:
    if not message.attachment_count:
        return set()
    return {attachment.public_id for attachment in message.attachments.all()}


def _save(threads: Iterable[OpenThread]) -> list[Conversation]:
    changed = [thread for thread in threads if thread.fresh or thread.changes]
    if not changed:
        return []
    now, spoken = changed[0].now, [thread for thread in changed if thread.fresh]
    fresh = [message for thread in spoken for message in thread.fresh]
    if fresh:
        insert_messages(fresh, now)
        update_conversations([thread.conversation for thread in spoken], now)
    for thread in changed:
        for message, files in thread.files:
            give_to(message, files)
        if thread.changes:
            # Adding a line has counted as a change already.
            counted = {} if thread.fresh else changes_at(now)
            Conversation.objects.filter(pk=thread.conversation.pk).update(**thread.changes, **counted)
    for message in fresh:
        if message.changes_seq is not None:
            send_after_commit(message_changed, Message, conversation=message.conversation, entry=message)
        elif message.sender != Message.Sender.SYSTEM:
            send_after_commit(message_sent, Message, conversation=message.conversation, message=message)
    return [thread.conversation for thread in changed]
