"""Reauthentication of open sockets, in batches: who is behind each, and what may it still get?

Claims that arrive while a batch is being looked up make the next one. When many idle sockets send something,
or are sent something, at the same time, looking them up one by one would keep the last waiting for too long.
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import InterfaceError, OperationalError

from support_plugin.chat.access import Caller
from support_plugin.chat.live.database import DatabaseThread
from support_plugin.chat.live.sockets import Socket
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.unread import note_here
from support_plugin.tokens.queries import find_users
from support_plugin.visitors.models import Visitor
from support_plugin.visitors.queries import find_visitors, session_user

if TYPE_CHECKING:
    from support_plugin.visitors.queries import User

logger = logging.getLogger(__name__)

# Sockets: larger batches would hold up the reader's other work.
BATCH_SIZE = 100


# A session's key, and a token.
Credentials = tuple[str | None, str | None]


@dataclass(frozen=True)
class Claim:
    """Who a socket says it is, and what it is sent; a copy, as another thread reads it."""

    session_key: str | None
    key: str | None
    # The side by conversation, and whether it is an agent's that watches the queue.
    sides: Mapping[str, str]
    watching: bool
    # In place of session and key.
    token: str | None = None

    @property
    def credentials(self) -> Credentials:
        """By what its user is authenticated."""
        return self.session_key, self.token

    @property
    def own(self) -> list[str]:
        """The conversations of which it is the shopper."""
        return [public_id for public_id, side in self.sides.items() if side == Message.Sender.SHOPPER]

    @property
    def is_agents(self) -> bool:
        """Whether it is sent what only agents get."""
        return self.watching or Message.Sender.AGENT in self.sides.values()


PendingClaim = tuple[Claim, "asyncio.Future[Caller | None]"]


class Reauthentication:
    """One event loop's claims that wait to be looked up."""

    def __init__(self, reader: DatabaseThread) -> None:
        self.reader = reader
        self.pending: list[PendingClaim] = []
        self.task: asyncio.Task[None] | None = None

    async def ask(self, claim: Claim) -> Caller | None:
        """Return who it is now; None for somebody who may no longer get what the claim names."""
        answer: asyncio.Future[Caller | None] = asyncio.get_running_loop().create_future()
        self.pending.append((claim, answer))
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._work())
        return await answer

    async def _work(self) -> None:
        while self.pending:
            batch, self.pending = self.pending[:BATCH_SIZE], self.pending[BATCH_SIZE:]
            await self._answer(batch)

    async def _answer(self, batch: Sequence[PendingClaim]) -> None:
        try:
            callers = await self.reader.run(find_callers, [claim for claim, _answer in batch])
        except (OperationalError, InterfaceError) as error:
            _fail(batch, error)
        except Exception as error:
            if len(batch) == 1:
                return _fail(batch, error)
            logger.exception("%d sockets are asked one by one who they are", len(batch))
            for question in batch:
                await self._answer([question])
        else:
            for (_claim, answer), caller in zip(batch, callers, strict=True):
                if not answer.done():  # the caller was cancelled
                    answer.set_result(caller)


def _fail(batch: Sequence[PendingClaim], error: Exception) -> None:
    for _claim, answer in batch:
        if not answer.done():
            answer.set_exception(error)


def find_callers(claims: Sequence[Claim]) -> list[Caller | None]:
    """Return each claim's caller; None where it no longer holds. Each session is looked up once."""
    users = _users(claims)
    callers = [Caller(users[claim.credentials] or AnonymousUser(), claim.key) for claim in claims]
    agents = {
        credentials: Caller(users[credentials] or AnonymousUser(), None).is_agent
        for credentials in {claim.credentials for claim in claims if claim.is_agents}
    }
    shoppers = [caller for claim, caller in zip(claims, callers, strict=True) if claim.own]
    for caller, visitor in zip(shoppers, find_visitors([(c.user, c.key) for c in shoppers]), strict=True):
        caller.visitor = visitor
    rows = _conversations([public_id for claim in claims for public_id in claim.own])
    owners = {public_id: row.visitor_id for public_id, row in rows.items()}
    authenticated = [
        caller
        if users[claim.credentials] is not None
        and (not claim.is_agents or agents[claim.credentials])
        and _owns(caller, claim.own, owners)
        else None
        for claim, caller in zip(claims, callers, strict=True)
    ]
    here = {id for claim, caller in zip(claims, authenticated, strict=True) if caller for id in claim.own}
    note_here((rows[public_id].pk, rows[public_id].away_since) for public_id in here)
    return authenticated


def _users(claims: Sequence[Claim]) -> "dict[Credentials, User | None]":
    """Return who is logged in by each session or token: anonymous by no session, None by a bad token."""
    tokens = find_users({claim.token for claim in claims if claim.token is not None})
    return {
        (session_key, token): session_user(session_key) if token is None else tokens.get(token)
        for session_key, token in {claim.credentials for claim in claims}
    }


def _conversations(public_ids: Sequence[str]) -> dict[str, Conversation]:
    if not public_ids:
        return {}
    rows = Conversation.objects.filter(public_id__in=public_ids).only("public_id", "visitor_id", "away_since")
    return {str(row.public_id): row for row in rows}


def _owns(caller: Caller, public_ids: Sequence[str], owners: Mapping[str, int]) -> bool:
    if not public_ids:
        return True
    visitor: Visitor | None = caller.visitor
    return visitor is not None and all(owners.get(public_id) == visitor.pk for public_id in public_ids)


async def reauthenticate_all(sockets: Iterable[Socket]) -> None:
    """Reauthenticate the sockets that must; one for which that fails is closed, to reconnect and resume."""
    stale = [socket for socket in sockets if socket.must_reauthenticate()]
    outcomes = await asyncio.gather(*(socket.reauthenticate() for socket in stale), return_exceptions=True)
    for socket, failure in zip(stale, outcomes, strict=True):
        if isinstance(failure, OperationalError | InterfaceError):
            raise failure
        if isinstance(failure, BaseException):
            logger.error("It could not be proved who a socket is", exc_info=failure)
            socket.close_to_resume()
