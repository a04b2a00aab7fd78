"""Groups what this process stores: everything that arrives while one commit runs goes into the next.

A lone message waits for nothing; many at once share a transaction, a wake-up and a trip to the database.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext_lazy as _

from support_plugin.adapters import get_adapter
from support_plugin.chat.live.background import PerLoop
from support_plugin.chat.live.database import DatabaseThread
from support_plugin.chat.live.hub import get_hub
from support_plugin.chat.live.outcomes import Outcome, Stored
from support_plugin.chat.models import Message
from support_plugin.chat.payloads import message_json
from support_plugin.chat.storing.messages import store_messages
from support_plugin.chat.storing.new import NewMessage
from support_plugin.errors import Refused

logger = logging.getLogger(__name__)

# Messages of one transaction: beyond that it holds its locks for too long.
LARGEST = 200


OnOutcome = Callable[[Outcome], None]


def unavailable() -> Refused:
    """Return the answer to what failed on our side and may be sent again."""
    return Refused("unavailable", _("Something went wrong on our side. Please try again."), retry_after=1)


class Writer:
    """One event loop's queue of messages to store."""

    def __init__(self) -> None:
        self.thread = DatabaseThread("support-writer")
        self.pending: list[tuple[NewMessage, OnOutcome]] = []
        self.task: asyncio.Task[None] | None = None

    def add(self, new: NewMessage, on_outcome: OnOutcome) -> None:
        """Store the message soon; ``on_outcome`` is called with the outcome."""
        self.pending.append((new, on_outcome))
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._write())

    async def _write(self) -> None:
        while self.pending:
            batch, self.pending = self.pending[:LARGEST], self.pending[LARGEST:]
            outcomes = await self._store([new for new, _on_outcome in batch])
            # The acknowledgements come first: by now the messages are safe, whoever gets them when.
            for (_new, on_outcome), outcome in zip(batch, outcomes, strict=True):
                with _logged():
                    on_outcome(outcome)
            with _logged():
                get_hub().deliver([outcome for outcome in outcomes if isinstance(outcome, Stored)])

    async def _store(self, batch: Sequence[NewMessage]) -> list[Outcome]:
        try:
            return await self.thread.run(_store_and_render, batch)
        except (OperationalError, InterfaceError):
            logger.exception("The database took none of %d messages", len(batch))
            return [unavailable()] * len(batch)
        except Exception:
            logger.exception("A batch of %d messages was not stored", len(batch))
        if len(batch) == 1:
            return [unavailable()]
        # One message that can't be stored must not take the others with it.
        return [outcome for new in batch for outcome in await self._store([new])]


@contextmanager
def _logged() -> Iterator[None]:
    """Let nothing that goes wrong with one reader keep from others what they wait for."""
    try:
        yield
    except Exception:
        logger.exception("What became of messages was not sent to all")


def _store_and_render(batch: Sequence[NewMessage]) -> list[Outcome]:
    outcomes = store_messages(batch)
    return [outcome if isinstance(outcome, Refused) else _render(outcome) for outcome in outcomes]


def _render(message: Message) -> Stored:
    conversation = message.conversation
    return Stored(
        public_id=str(conversation.public_id),
        changed_at=conversation.changed_at,
        message=message_json(message),
        agent_id=conversation.agent_id,
        needs_language=_needs_language(message),
        last_seq=conversation.last_seq,
        is_repeat=message.is_repeat,
    )


def _needs_language(message: Message) -> bool:
    # What is followed by a line is read, with the line.
    if message.attachment_count or message.card or message.has_line:
        return True
    is_shoppers = message.sender == Message.Sender.SHOPPER
    return not is_shoppers and not (message.agent and get_adapter().agent_name(message.agent))


# The running event loop's writer.
get_writer = PerLoop(Writer)
