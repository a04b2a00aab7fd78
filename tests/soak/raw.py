"""Sockets of strangers who keep no rules: they say what they like, and read nothing."""

import asyncio
import os
import struct

HANDSHAKE = """GET /support/ws/ HTTP/1.1\r
Host: 127.0.0.1:{port}\r
Origin: http://127.0.0.1:{port}\r
Upgrade: websocket\r
Connection: Upgrade\r
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
Sec-WebSocket-Version: 13\r
Cookie: {cookie}\r
\r
"""


class RawSocket:
    """A WebSocket of which nothing is read unless ``status`` asks for it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, port: int, source: str, cookie: str = "") -> "RawSocket":
        """Connect from this address of the machine's own (127.0.0.2 …), and send the handshake."""
        # A small buffer, so that what is not read stays with the server.
        streams = await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0), limit=1024)
        socket = cls(*streams)
        socket.writer.write(HANDSHAKE.format(port=port, cookie=cookie).encode())
        return socket

    async def status(self) -> str:
        """Return what the server answered to the handshake, such as "101"; "" where it hung up."""
        line = await self.reader.readline()
        return line.split()[1].decode() if line else ""

    def say(self, text: str) -> None:
        """Send a frame."""
        data, mask = text.encode(), os.urandom(4)
        length = bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + struct.pack("!H", len(data))
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))
        self.writer.write(b"\x81" + length + mask + masked)

    def close(self) -> None:
        """Hang up."""
        self.writer.transport.abort()
