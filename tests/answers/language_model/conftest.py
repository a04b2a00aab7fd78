"""A model server on this machine that does whatever a test wants."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from support_plugin.answers.language_model import budget, compose
from support_plugin.answers.language_model.breaker import breaker
from support_plugin.answers.retrieval.passages import Passage

REFUND = "Refunds are paid within 3 working days to the same card. Opened tea cannot be returned."
PASSAGES = [Passage("refunds", "en", "When do I get my money back?", REFUND, version=7)]
GOOD = "Refunds are paid within 3 working days to the same card."


def completion(text, **more):
    """Return what an OpenAI-compatible server answers."""
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
    return {"object": "chat.completion", "choices": [choice], "usage": {"total_tokens": 50}, **more}


def sentences(*texts, passage=1):
    """Return what the model is asked to write."""
    return json.dumps({"sentences": [{"text": text, "passage": passage} for text in texts]})


class Handler(BaseHTTPRequestHandler):
    """Notes what it is asked, and has the server's ``behave`` answer."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), json.loads(body)))
        try:
            self.server.behave(self)
        except OSError:
            self.server.hung_up.set()

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers), None))
        self.send_error(404)

    def reply(self, body, status=200, content_type="application/json", **headers):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args):
        """Say nothing."""


class ModelServer(ThreadingHTTPServer):
    """``asked``: path, headers and body of each call; ``behave``: what it does with the handler."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = []
        self.hung_up, self.stopping = threading.Event(), threading.Event()
        self.says(sentences(GOOD))

    def says(self, text, **more):
        self.behave = lambda handler: handler.reply(completion(text, **more))


@pytest.fixture
def server(settings):
    """The server, configured as the shop's model."""
    running = ModelServer()
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    running.options = {
        "BASE_URL": f"http://127.0.0.1:{running.server_port}/v1",
        "KEY": "secret-key",
        "MODEL": "small",
    }
    settings.SUPPORT_PLUGIN = {**getattr(settings, "SUPPORT_PLUGIN", {}), "LANGUAGE_MODEL": running.options}
    yield running
    running.stopping.set()
    running.shutdown()
    running.server_close()


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    """No failures and no costs of other tests, nor an address of this machine's environment."""
    for name in ("SUPPORT_LANGUAGE_MODEL_URL", "SUPPORT_LANGUAGE_MODEL_KEY", "SUPPORT_LANGUAGE_MODEL"):
        monkeypatch.delenv(name, raising=False)
    breaker.reset()
    budget.reset()
    assert compose._asking == 0
    yield
    breaker.reset()
    budget.reset()
