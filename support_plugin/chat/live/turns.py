"""Whose read comes next, so that one who asks a lot waits behind themselves and not others behind them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from weakref import WeakValueDictionary

from support_plugin.limits import Who, network_of

# Reads at once. One thread does them all: this bounds who may stand in its line, not how fast it is.
OF_PERSON, OF_ADDRESS = 1, 4


class Turns:
    """One event loop's turns at the reader."""

    def __init__(self) -> None:
        self._turns: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def of(self, who: Who) -> AsyncIterator[None]:
        """Wait until this person, and this address, have few enough reads under way."""
        person = self._turn(f"person:{who.person}", OF_PERSON)
        address = self._turn(f"address:{network_of(who.address)}", OF_ADDRESS)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(person)
            await stack.enter_async_context(address)
            yield

    def _turn(self, key: str, at_once: int) -> asyncio.Semaphore:
        turn = self._turns.get(key)
        if turn is None:
            turn = self._turns[key] = asyncio.Semaphore(at_once)
        return turn
