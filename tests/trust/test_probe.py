"""The link check asks the open internet alone, and gives up in time. Real sockets, on this machine."""

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from support_plugin.trust.probe import probe
from support_plugin.web import private_addresses as probing
from support_plugin.web.private_addresses import NoAnswer


class Handler(BaseHTTPRequestHandler):
    """Answers as the path says."""

    def do_GET(self):
        self.server.asked.append((self.path, self.headers["Host"], self.headers["Referer"]))
        kind, _slash, rest = self.path.partition("?")[0].strip("/").partition("/")
        if kind == "to":
            self.send_response(302)
            self.send_header("Location", rest if "://" in rest else f"/{rest}")
            self.end_headers()
        elif kind == "endless":
            self.send_response(200)
            self.end_headers()
            try:
                for _ in range(10_000):
                    self.wfile.write(b"x" * 65536)
            except OSError:
                self.server.hung_up.set()
        elif kind == "slow":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            try:
                while not self.server.stopping.wait(0.1):
                    self.wfile.write(b"X")
            except OSError:
                self.server.hung_up.set()
        elif kind == "silent":
            self.server.stopping.wait(20)
        else:
            self.send_response(int(kind or 200))
            self.end_headers()

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def server(monkeypatch):
    """A web server on this machine, which the check takes for the open internet, at this port alone."""
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.asked, running.hung_up, running.stopping = [], threading.Event(), threading.Event()
    port = running.server_port
    monkeypatch.setattr(probing, "is_public", lambda address: address == "127.0.0.1")
    monkeypatch.setattr(probing, "is_allowed_port", lambda scheme, given: scheme == "http" and given == port)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    running.url = f"http://127.0.0.1:{port}"
    yield running
    running.stopping.set()
    running.shutdown()
    running.server_close()


def test_a_page_that_answers_is_fine(server):
    probe(f"{server.url}/200?id=1&Code=2#part", "https://shop.example/")
    assert server.asked == [("/200?id=1&Code=2", server.url[7:], "https://shop.example/")]


@pytest.mark.parametrize("status", [404, 410, 500, 503, 304])
def test_a_page_that_does_not_say_yes_is_dead(server, status):
    with pytest.raises(NoAnswer, match=str(status)):
        probe(f"{server.url}/{status}")


def test_few_redirects_are_followed(server):
    probe(f"{server.url}/to/to/to/200")
    with pytest.raises(NoAnswer, match="redirects"):
        probe(f"{server.url}/to/to/to/to/200")
    assert len(server.asked) == 8


def test_a_redirect_to_a_place_that_is_not_public_is_not_followed(server):
    other = socket.create_server(("127.0.0.1", 0))
    other.settimeout(0.5)
    for target in (
        f"http://127.0.0.1:{other.getsockname()[1]}/",
        "file:///etc/passwd",
        "http://10.0.0.1/",
        "http://[::ffff:10.0.0.1]/",
        "http://0x0a000001/",
    ):
        with pytest.raises(NoAnswer, match="public"):
            probe(f"{server.url}/to/{target}")
    with pytest.raises(TimeoutError):
        other.accept()
    other.close()


def test_a_body_is_not_loaded(server):
    probe(f"{server.url}/endless")
    assert server.hung_up.wait(10)


def test_a_server_that_says_nothing_is_given_up(server, monkeypatch):
    monkeypatch.setattr(probing, "TIMEOUT", 0.3)
    begin = time.monotonic()
    with pytest.raises(NoAnswer):
        probe(f"{server.url}/silent")
    assert time.monotonic() - begin < 5


def test_a_server_that_drips_is_given_up(server, monkeypatch):
    monkeypatch.setattr(probing, "DEADLINE", 0.5)
    begin = time.monotonic()
    with pytest.raises(NoAnswer, match="slow"):
        probe(f"{server.url}/slow")
    assert time.monotonic() - begin < 5


def test_nobody_there_is_a_dead_link(server):
    server.shutdown()
    server.server_close()
    with pytest.raises(NoAnswer):
        probe(f"{server.url}/200")
