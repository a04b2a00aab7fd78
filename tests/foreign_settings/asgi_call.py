"""A request to the shop as an ASGI server makes it."""

import json
from typing import Any

from tests.foreign_settings.browser import Browser, in_thread


def get(browser: Browser, path: str) -> Any:
    """Return the JSON at this path."""
    return in_thread(_get(browser, path))


async def _get(browser: Browser, path: str) -> Any:
    from asgiref.testing import ApplicationCommunicator

    from tests.languages.asgi import application

    row = browser.row
    headers = {"host": row.host, "cookie": browser.cookies_for(path), **row.headers}
    scope = {
        "type": "http",
        "method": "GET",
        # Of these two, one has the prefix and one has not: asgiref and servers disagree, Django takes both.
        "path": path,
        "root_path": row.prefix,
        "query_string": b"",
        "scheme": row.inner_scheme,
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "server": (row.host, 443),
        "client": ("127.0.0.1", 50000),
    }
    server = ApplicationCommunicator(application, scope)
    await server.send_input({"type": "http.request", "body": b"", "more_body": False})
    start = await server.receive_output(timeout=20)
    assert start["status"] == 200, start
    body = b""
    while True:
        part = await server.receive_output(timeout=20)
        body += part.get("body", b"")
        if not part.get("more_body"):
            return json.loads(body)
