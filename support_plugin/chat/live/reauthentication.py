"""Proving who is behind open sockets: what is asked while the database is asked is answered together, next.

When many sockets that were silent have something to say, or are to be told something, at the same time, one
after the other would take the last one's patience.
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

# Sockets: more at once would hold up what else the reader has to do.
LARGEST = 100


# A session's key, and a token.
Login = tuple[str | None, str | None]


@dataclass(frozen=True)
class Claim:
    """Who a socket says it is, and what it is told; copied, as another thread looks at it."""

    session_key: str | None
    key: str | None
    # The side by conversation, and whether it is an agent's that watches the queue.
    sides: Mapping[str, str]
    watching: bool
    # In place of session and key.
    token: str | None = None

    @property
    def login(self) -> Login:
        """By what its user is known."""
        return self.session_key, self.token

    @property
    def own(self) -> list[str]:
        """The conversations of which it is the shopper."""
        return [public_id for public_id, side in self.sides.items() if side == Message.Sender.SHOPPER]

    @property
    def is_agents(self) -> bool:
        """Whether it is told what only agents are."""
        return self.watching or Message.Sender.AGENT in self.sides.values()


Question = tuple[Claim, "asyncio.Future[Caller | None]"]


class Reauthentication:
    """One event loop's questions of that kind."""

    def __init__(self, reader: DatabaseThread) -> None:
        self.reader = reader
        self.pending: list[Question] = []
        self.task: asyncio.Task[None] | None = None

    async def ask(self, claim: Claim) -> Caller | None:
        """Return who it is now; None for somebody who may no longer be told what the claim names."""
        answer: asyncio.Future[Caller | None] = asyncio.get_running_loop().create_future()
        self.pending.append((claim, answer))
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._work())
        return await answer

    async def _work(self) -> None:
        while self.pending:
            batch, self.pending = self.pending[:LARGEST], self.pending[LARGEST:]
            await self._answer(batch)

    async def _answer(self, batch: Sequence[Question]) -> None:
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
                if not answer.done():  # whoever asked is gone
                    answer.set_result(caller)


def _fail(batch: Sequence[Question], error: Exception) -> None:
    for _claim, answer in batch:
        if not answer.done():
            answer.set_exception(error)


def find_callers(claims: Sequence[Claim]) -> list[Caller | None]:
    """Return each claim's caller; None where it no longer holds. Each session is looked up once."""
    users = _users(claims)
    callers = [Caller(users[claim.login] or AnonymousUser(), claim.key) for claim in claims]
    agents = {
        login: Caller(users[login] or AnonymousUser(), None).is_agent
        for login in {claim.login for claim in claims if claim.is_agents}
    }
    shoppers = [caller for claim, caller in zip(claims, callers, strict=True) if claim.own]
    for caller, visitor in zip(shoppers, find_visitors([(c.user, c.key) for c in shoppers]), strict=True):
        caller.visitor = visitor
    rows = _conversations([public_id for claim in claims for public_id in claim.own])
    owners = {public_id: row.visitor_id for public_id, row in rows.items()}
    proven = [
        caller
        if users[claim.login] is not None
        and (not claim.is_agents or agents[claim.login])
        and _owns(caller, claim.own, owners)
        else None
        for claim, caller in zip(claims, callers, strict=True)
    ]
    here = {id for claim, caller in zip(claims, proven, strict=True) if caller for id in claim.own}
    note_here((rows[public_id].pk, rows[public_id].away_since) for public_id in here)
    return proven


def _users(claims: Sequence[Claim]) -> "dict[Login, User | None]":
    """Return who is logged in by each session or token: anonymous by no session, None by a bad token."""
    tokens = find_users({claim.token for claim in claims if claim.token is not None})
    return {
        (session_key, token): session_user(session_key) if token is None else tokens.get(token)
        for session_key, token in {claim.login for claim in claims}
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
    """Have all prove who they are who must; one that can't, for reasons of its own, comes again."""
    stale = [socket for socket in sockets if socket.must_reauthenticate()]
    outcomes = await asyncio.gather(*(socket.reauthenticate() for socket in stale), return_exceptions=True)
    for socket, failure in zip(stale, outcomes, strict=True):
        if isinstance(failure, OperationalError | InterfaceError):
            raise failure
        if isinstance(failure, BaseException):
            logger.error("It could not be proved who a socket is", exc_info=failure)
            socket.close_to_resume()
