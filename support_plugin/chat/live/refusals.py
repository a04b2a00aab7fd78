"""Refusing a socket before it is accepted: nothing of it stays open."""

from collections.abc import Callable, Mapping
from typing import Any

FORBIDDEN, TOO_MANY_REQUESTS = 403, 429
# Seconds until one that was too many may come again.
RETRY_AFTER = 60


async def refuse(scope: Mapping[str, Any], send: Callable[..., Any], status: int) -> None:
    """Answer the handshake with an HTTP status, where the server can; else with its own, 403."""
    if "websocket.http.response" not in scope.get("extensions", ()):
        return await send({"type": "websocket.close"})
    headers = [(b"content-length", b"0")]
    if status == TOO_MANY_REQUESTS:
        headers.append((b"retry-after", str(RETRY_AFTER).encode()))
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": b""})
