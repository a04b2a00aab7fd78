"""The least that could be: a frame goes to all sockets of its path, the sender's too.

Arguments: the port; ``uncompressed`` to refuse the compression that `websockets` has on by default.
"""

import asyncio
import sys
from collections import defaultdict

from websockets.asyncio.server import ServerConnection, serve

rooms: dict[str, set[ServerConnection]] = defaultdict(set)


async def relay(connection: ServerConnection) -> None:
    """Serve one socket."""
    assert connection.request
    room = rooms[connection.request.path]
    room.add(connection)
    try:
        async for text in connection:
            for other in room:
                await other.send(text)
    finally:
        room.discard(connection)


async def main(port: int, compression: str | None) -> None:
    """Serve until the process is ended."""
    async with serve(relay, "127.0.0.1", port, compression=compression):
        await asyncio.Future()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), None if "uncompressed" in sys.argv else "deflate"))
