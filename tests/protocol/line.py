"""A line between a client and a server that is slow, breaks, and goes silent."""

import asyncio
import random
from contextlib import suppress


class Line:
    """A port that passes on to the server's, each piece `delay` seconds late at most.

    `break_all` ends all connections without a word of WebSocket; after `silence_all` they stay open, and
    nothing passes any more, in either direction; new ones work.
    `drop` is the share of connections that end at once.
    """

    def __init__(self, target: int, dice: random.Random, delay: float, drop: float) -> None:
        self.target, self.dice, self.delay, self.drop = target, dice, delay, drop
        self.port = 0
        self.breaks = self.silences = 0
        self._open: dict[asyncio.Task[None], asyncio.Event] = {}
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Open the port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def break_all(self) -> None:
        """End what is open now."""
        self.breaks += len(self._open)
        for task in self._open:
            task.cancel()

    def silence_all(self) -> None:
        """Pass nothing more on what is open now."""
        self.silences += len(self._open)
        for passes in self._open.values():
            passes.clear()

    async def close(self) -> None:
        """End everything."""
        assert self._server is not None
        self._server.close()
        tasks = list(self._open)
        self.break_all()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task, passes = asyncio.current_task(), asyncio.Event()
        assert task is not None
        passes.set()
        self._open[task] = passes
        there: asyncio.StreamWriter | None = None
        try:
            if self.dice.random() >= self.drop:
                back, there = await asyncio.open_connection("127.0.0.1", self.target)
                async with asyncio.TaskGroup() as ways:
                    ways.create_task(self._pass_on(reader, there, passes))
                    ways.create_task(self._pass_on(back, writer, passes))
        except* (OSError, asyncio.CancelledError):
            pass
        finally:
            del self._open[task]
            for end in (writer, there):
                if end:
                    end.transport.abort()

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, passes: asyncio.Event
    ) -> None:
        while data := await reader.read(self.dice.choice((20, 4096, 65536))):  # frames come in pieces
            await asyncio.sleep(self.dice.uniform(0, self.delay))
            await passes.wait()
            writer.write(data)
            await writer.drain()
        with suppress(OSError):
            writer.close()
        raise ConnectionResetError
