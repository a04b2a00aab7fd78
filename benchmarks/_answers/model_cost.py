"""What a language model that hangs costs the chat: both sides in one run, in turn."""

import socket
import threading
import time
from collections.abc import Callable

from django.test import override_settings

from support_plugin.answers.language_model import budget
from support_plugin.answers.language_model.breaker import breaker
from support_plugin.answers.language_model.compose import compose
from support_plugin.answers.retrieval.passages import Passage

ROUNDS, SECONDS, ASKING = 6, 2.0, 2
_PASSAGES = [Passage("refunds", "en", "When is it refunded?", "Refunds are paid within 3 working days.")]


def chat_cost(store_one: Callable[[], object]) -> dict[str, float]:
    """Return calls of ``store_one`` a second without and with questions that hang, and the cost in percent.

    ``store_one`` stores one message. Two threads ask a server of this machine that takes connections and
    never answers.
    """
    counts = {False: 0, True: 0}
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        named = {
            "BASE_URL": f"http://127.0.0.1:{silent.getsockname()[1]}/v1",
            "MODEL": "none",
            "AT_ONCE": ASKING,
        }
        with override_settings(SUPPORT_PLUGIN={"LANGUAGE_MODEL": {**named, "CALLS_PER_DAY": 1_000_000}}):
            for number in range(2 * ROUNDS):
                is_asked = number % 2 == 1
                counts[is_asked] += _one_round(store_one, is_asked)
    without, beside = (counts[is_asked] / (ROUNDS * SECONDS) for is_asked in (False, True))
    return {"without": without, "with": beside, "cost_percent": 100 * (1 - beside / without)}


def _one_round(store_one: Callable[[], object], is_asked: bool) -> int:
    breaker.reset()
    budget.reset()
    asking = [threading.Thread(target=_ask, daemon=True) for _thread in range(ASKING if is_asked else 0)]
    for thread in asking:
        thread.start()
    count, ends = 0, time.monotonic() + SECONDS
    while time.monotonic() < ends:
        store_one()
        count += 1
    for thread in asking:
        thread.join()
    return count


def _ask() -> None:
    compose("When is it refunded?", _PASSAGES, "en")
