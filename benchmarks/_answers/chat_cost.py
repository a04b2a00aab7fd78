"""What a language model that hangs costs the chat: storing messages beside it, and without it."""

import statistics
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

# Blocks of either side, in turns; messages of a block; answers that wait for the model at once.
BLOCKS, MESSAGES, WAITING = 8, 100, 2


class _Hangs(BaseHTTPRequestHandler):
    """Takes a question and says nothing for as long as anybody waits."""

    def do_POST(self) -> None:
        time.sleep(20)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


def chat_cost(question: str) -> dict[str, Any]:
    """Return the seconds of CPU that a stored message takes, with answers waiting and without, and the ratio.

    ``question``: one to which the help centre has no sure answer, so that the model is asked.
    """
    from django.test import override_settings

    server = ThreadingHTTPServer(("127.0.0.1", 0), _Hangs)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    model = {"BASE_URL": f"http://127.0.0.1:{server.server_port}/v1", "MODEL": "hangs", "AT_ONCE": WAITING}
    without, beside = [], []
    _block()  # so that the first one is no slower than the others
    try:
        for _number in range(BLOCKS):
            without.append(_block())
            with override_settings(SUPPORT_PLUGIN={"LANGUAGE_MODEL": model}):
                waiting = _wait_for_model(question)
                beside.append(_block())
                if not all(thread.is_alive() for thread in waiting):
                    raise RuntimeError("An answer did not wait for the model: nothing was compared.")
                for thread in waiting:
                    thread.join()
    finally:
        server.shutdown()
    return {
        "message_ms": round(1000 * statistics.median(without), 3),
        "message_ms_model_hangs": round(1000 * statistics.median(beside), 3),
        "ratio": round(statistics.median(b / a for a, b in zip(without, beside, strict=True)), 3),
    }


def _block() -> float:
    """Store messages in a conversation of people; return the seconds of CPU of one."""
    from support_plugin.chat.flows import send_message, start_conversation
    from support_plugin.chat.models import Conversation, Message
    from support_plugin.visitors.models import Visitor

    conversation, _message = start_conversation(Visitor.objects.create(key_hash=uuid4().hex), uuid4(), "سلام")
    Conversation.objects.filter(pk=conversation.pk).update(assistant="")
    before = time.process_time()
    for _number in range(MESSAGES):
        send_message(conversation, Message.Sender.SHOPPER, uuid4(), "کسی هست؟")
    return (time.process_time() - before) / MESSAGES


def _wait_for_model(question: str) -> list[threading.Thread]:
    """Begin answers that wait for the model; return their threads."""
    from support_plugin.answers.language_model import compose
    from support_plugin.answers.language_model.breaker import breaker
    from support_plugin.answers.queries import search

    breaker.succeeded()
    passages = [hit.passage for hit in search(question, "fa").hits[:4]]
    threads = [
        threading.Thread(target=compose.compose, args=(question, passages, "fa"))
        for _number in range(WAITING)
    ]
    for thread in threads:
        thread.start()
    # Until all of them wait, so that what is measured is waiting alone.
    ends = time.monotonic() + 3
    while compose._asking < WAITING and time.monotonic() < ends:
        time.sleep(0.01)
    return threads
