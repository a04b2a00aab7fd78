"""One browser tab's line to the shop: who it is, in which language it is answered, and what it is sent."""

import contextlib
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from support_plugin import limits
from support_plugin.chat.access import Caller
from support_plugin.chat.live.frames import frame
from support_plugin.chat.live.handshake import Handshake
from support_plugin.chat.live.hub import get_hub
from support_plugin.chat.live.reauthentication import Claim
from support_plugin.chat.live.slow_browsers import Backlog
from support_plugin.chat.live.subscriptions import Follow
from support_plugin.errors import Refused
from support_plugin.limits import Who, network_of, person_of_key
from support_plugin.rest.authentication import bad_token
from support_plugin.visitors.cookies import hash_key, read_key

T = TypeVar("T")

# Seconds after which a socket proves again that its user is still logged in and still allowed.
IDENTITY_SECONDS = 20
BAD_TOKEN, NO_LONGER_YOU, TOO_SLOW, TOO_MANY, TRY_AGAIN = 4401, 4403, 4408, 4429, 1011
LONGEST_ID = 36  # of what is given back in an error: half a letter could not be sent


class Connection:
    """A socket that proves again and again who is behind it, before it is sent anything."""

    def __init__(self, opened: Handshake, send: Callable[..., Any]) -> None:
        self.token = opened.token
        self.session_key = opened.cookies.get(settings.SESSION_COOKIE_NAME)
        self.caller = Caller(AnonymousUser(), read_key(opened.cookies))
        address = opened.address
        # Nobody has verified a session yet: only a key of our own signing names a person.
        person = person_of_key(hash_key(self.caller.key)) if self.caller.key else ""
        self.who = Who(address, person)
        # Who it is, the database is asked with the first frame.
        self.authenticated_at: float | None = None
        self.language: str = settings.LANGUAGE_CODE
        self.follows: dict[str, Follow] = {}
        self.watching = False
        self._send = send
        too_slow = partial(self._close_soon, TOO_SLOW)
        self._backlog = Backlog(send, self.end, too_slow, self._catch_up)
        self._closed = False

    @property
    def is_closed(self) -> bool:
        """Whether this side has closed it."""
        return self._closed

    # Frames to the browser

    def push(self, text: str) -> None:
        """Send a frame when the browser takes it; never waits, so that a slow phone holds up nobody."""
        if not self._closed:
            self._backlog.add(text)

    def has_room(self) -> bool:
        """Return whether the browser may be given messages; else they are read again when it may."""
        return self._backlog.has_room()

    def _catch_up(self) -> None:
        get_hub().read_all(self.follows)

    def end(self) -> None:
        """Send the browser nothing more, and be forgotten by the hub."""
        self._closed = True
        self._backlog.clear()
        self.leave_all()

    def close_to_resume(self) -> None:
        """Have the browser connect again and resume: this socket missed what it should have been sent."""
        self._close_soon(TRY_AGAIN)

    def _close_soon(self, code: int) -> None:
        # Two proofs of identity may fail at once; a socket is closed once.
        if not self._closed:
            self.end()
            self._backlog.close(code)

    def refuse(self, refused: Refused, received: Mapping[str, Any] | None = None) -> None:
        """Answer a frame that was not carried out."""
        self.push(self.error_frame(refused, received))

    def error_frame(self, refused: Refused, received: Mapping[str, Any] | None = None) -> str:
        """Return a refusal as a frame, in the reader's language, with the ids of what it answers."""
        with translation.override(self.language):
            fields = refused.json
        for name in ("client_id", "conversation_id"):
            id = (received or {}).get(name)
            is_one = isinstance(id, str) and id.isascii() and len(id) <= LONGEST_ID
            fields[name] = id if is_one else None
        return frame("error", **fields)

    # Who it is

    def must_reauthenticate(self) -> bool:
        """Return whether the last proof of identity is too old to be sent anything."""
        return self.authenticated_at is None or time.monotonic() - self.authenticated_at >= IDENTITY_SECONDS

    async def reauthenticate(self) -> bool:
        """Return whether the session still belongs to the user who connected, and the user may still do this.

        Log-out, a lost permission or a deactivated account end the socket within IDENTITY_SECONDS.
        """
        if self._closed:
            return False
        if self.must_reauthenticate():
            asked_at = time.monotonic()
            caller = await get_hub().reauthentication.ask(self._claim())
            is_same = self.authenticated_at is None or caller is None or caller.user.pk == self.caller.user.pk
            if caller is None or not is_same:
                await self._close_unauthenticated()
                return False
            self.caller, self.authenticated_at = caller, asked_at
            self.who = replace(self.who, person=self._person())
        return not self._closed

    async def _close_unauthenticated(self) -> None:
        if self.token is not None:
            await self.last_words(bad_token())
        self._close_soon(NO_LONGER_YOU if self.token is None else BAD_TOKEN)

    async def last_words(self, refused: Refused) -> None:
        """Send an error frame before the socket is closed: closing drops what waits."""
        with contextlib.suppress(Exception):  # the client has gone first
            await self._send({"type": "websocket.send", "text": self.error_frame(refused)})

    def _person(self) -> str:
        user = self.caller.user
        if user.is_authenticated:
            return f"user-{user.pk}"
        # All those of an address who are nobody share what one person may.
        return self.who.person or f"nobody-{network_of(self.who.address)}"

    def _claim(self) -> Claim:
        sides = {public_id: follow.role.value for public_id, follow in self.follows.items()}
        return Claim(self.session_key, self.caller.key, sides, self.watching, self.token)

    def leave_all(self) -> None:
        """Be forgotten by the hub."""
        for public_id in list(self.follows):
            get_hub().unfollow(public_id, self)
        self.follows.clear()
        get_hub().unwatch(self)

    def set_language(self, language: object) -> None:
        """Answer in this language from now on, if the shop has it."""
        if isinstance(language, str) and language in dict(settings.LANGUAGES):
            self.language = language

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        """Run a function that asks the database, in the reader's language."""
        return await get_hub().reader.run(self._in_language, function, *args)

    async def run_in_turn(self, function: Callable[..., T], *args: Any) -> T:
        """Do so for somebody who may ask a lot: they wait behind themselves, and others not behind them."""
        async with get_hub().turns.of(self.who):
            return await self.run(function, *args)

    async def spend(self, policy: str, who: Who) -> None:
        """Count one; raise Refused where it is too much. Only this socket waits for the shop's cache."""
        if not limits.spend_granted(policy, who):
            await get_hub().counter.run(limits.spend, policy, who)

    def _in_language(self, function: Callable[..., T], *args: Any) -> T:
        with translation.override(self.language):
            return function(*args)
