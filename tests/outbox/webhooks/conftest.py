"""A server that takes webhooks on this machine, and an endpoint for it."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from typing import Any

import pytest

from tests.helpers.answering import Answer, answering


@dataclass
class Receiver:
    """What came, and what is answered: (status, headers, body)."""

    host: str = ""
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answer: Answer = (204, {}, b"")
    before: Callable[[], Any] = lambda: None

    @property
    def url(self) -> str:
        return f"http://{self.host}/hooks?shop=1"

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(body) for _headers, body in self.got]

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _body in self.got]


@pytest.fixture
def server(settings: Any) -> Iterator[Receiver]:
    """A server that developers allow as one of the own network's."""
    receiver = Receiver()

    def answer(_path: str, headers: dict[str, str], body: bytes) -> Answer:
        receiver.got.append((headers, body))
        receiver.before()
        return receiver.answer

    http = ThreadingHTTPServer(("127.0.0.1", 0), answering(answer))
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    receiver.host = f"127.0.0.1:{http.server_address[1]}"
    settings.SUPPORT_PLUGIN = {"WEBHOOK_INTERNAL_HOSTS": [receiver.host]}
    yield receiver
    http.shutdown()
    http.server_close()


@pytest.fixture
def endpoint(make_endpoint: Callable[..., Any], server: Receiver) -> Any:
    """The server's endpoint."""
    return make_endpoint(server.url)
