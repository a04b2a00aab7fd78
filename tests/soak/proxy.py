"""The network between browsers and a server, which can be cut."""

import asyncio
from contextlib import suppress


class Proxy:
    """A port that passes everything on to the server's, until it is cut."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = 0
        self.free = asyncio.Event()
        self.free.set()
        self.server: asyncio.Server | None = None
        self.tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Open the port."""
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        """Pass nothing on any more, in neither direction, without notice: as when a phone is in a tunnel."""
        self.free.clear()

    def mend(self) -> None:
        """Pass on what has waited, and all that comes."""
        self.free.set()

    async def close(self) -> None:
        """End all connections, and the port."""
        assert self.server is not None
        self.server.close()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        try:
            await self.free.wait()
            with suppress(OSError):
                there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.target)
                await self._both_ways(reader, writer, there_reader, there_writer)
        finally:
            writer.close()
            self.tasks.discard(task)

    async def _both_ways(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        there_reader: asyncio.StreamReader,
        there_writer: asyncio.StreamWriter,
    ) -> None:
        """Pass on until either side ends."""
        ways = [
            asyncio.create_task(self._pass_on(reader, there_writer)),
            asyncio.create_task(self._pass_on(there_reader, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            there_writer.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                await self.free.wait()
                writer.write(data)
                await writer.drain()
