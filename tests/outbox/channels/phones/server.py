"""A server on this machine that is each of the providers, as their documentation describes them.

Keys, texts and numbers are checked as they check them; some ends of numbers stand for errors.
"""

import json
import threading
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.outbox.channels.phones import providers


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        assert self.headers["content-type"] == "application/x-www-form-urlencoded"
        pairs = parse_qsl(self.body.decode(), keep_blank_values=True, strict_parsing=True)
        assert len(dict(pairs)) == len(pairs)
        return dict(pairs)

    @property
    def json(self) -> Any:
        assert self.headers["content-type"] == "application/json"
        return json.loads(self.body)

    @property
    def basic(self) -> str:
        scheme, _space, code = self.headers.get("authorization", "").partition(" ")
        return b64decode(code).decode() if scheme == "Basic" else ""


Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Server:
    """``requests``: what came. ``answer``: instead of the provider's own. ``hangs``: says nothing."""

    url: str = ""
    requests: list[Request] = field(default_factory=list)
    answer: Answer | None = None
    hangs: bool = False
    hangs_up: bool = False
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def last(self) -> Request:
        return self.requests[-1]

    def say(self, status: int, content: Any = None, **headers: str) -> None:
        """Answer all that comes with this; ``content``: JSON, or bytes."""
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.answer = status, headers, body


def provider_of(request: Request) -> Callable[[Request], tuple[int, Any]]:
    path = urlsplit(request.path).path
    for end, provider in providers.PATHS.items():
        if path.startswith(end):
            return provider
    return lambda request: (404, {})


@contextmanager
def running() -> Iterator[Server]:
    """Run the server."""
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            request = Request(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
            server.requests.append(request)
            if server.hangs:
                server.released.wait(10)
                return
            if server.hangs_up:
                return
            status, headers, content = server.answer or encoded(provider_of(request)(request))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: Any) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    server.url = f"http://127.0.0.1:{http.server_address[1]}"
    yield server
    server.released.set()
    http.shutdown()
    http.server_close()


def encoded(answer: tuple[int, Any]) -> Answer:
    status, content = answer
    return status, {"Content-Type": "application/json"}, json.dumps(content, ensure_ascii=False).encode()
