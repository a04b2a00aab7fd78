"""The shop's application behind what a web server does: static files and pictures are answered before Django.

A page of the demo has fifty of them; through all middleware they took longer than the page itself.
"""

import mimetypes
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from example_shop.asgi import application as shop

ROOTS = {settings.STATIC_URL: Path(settings.STATIC_ROOT), settings.MEDIA_URL: Path(settings.MEDIA_ROOT)}
# With these an answer may be another one than the file: Django's to give.
CONDITIONS = {b"range", b"if-none-match", b"if-modified-since"}

Send = Callable[[dict[str, Any]], Awaitable[None]]


@cache
def read(path: Path) -> bytes:
    """The file's content; one that is stored again has another name."""
    return path.read_bytes()


def find(path: str) -> Path | None:
    """The file that this address names, if it is one."""
    for prefix, root in ROOTS.items():
        if path.startswith(prefix):
            file = (root / path.removeprefix(prefix)).resolve()
            return file if file.is_relative_to(root.resolve()) and file.is_file() else None
    return None


async def application(scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Send) -> None:
    """Answer as a web server would that stands before the shop."""
    is_plain = scope.get("method") == "GET" and not CONDITIONS & {name for name, _ in scope["headers"]}
    file = find(scope["path"]) if is_plain else None
    if file is None:
        await shop(scope, receive, send)
        return
    content = read(file)
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    lifetime = (
        b"max-age=31536000, immutable" if scope["path"].startswith(settings.STATIC_URL) else b"max-age=60"
    )
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(content)).encode()),
        (b"cache-control", lifetime),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": content})
