"""One example shop in a process of its own, which measures its pages on request.

Reads lines of JSON and answers each with one: ``{"page": name, "state": name, "times": n, "depth": n}`` gives
the CPU time of that many requests, ``{"page": name, "state": name}`` what can be counted of one. The states
are those of README.md; without one, the page has just been shown.
"""

import gc
import json
import sys
import time
from collections.abc import Callable
from typing import Any

import django

from benchmarks._pages import PAGES

WARM_UPS = 5
# What must stand on a page with the app: of the rooms whose slots a new installation shows there.
SLOTS = {
    "product": ("support-notice", "support-estimator"),
    "product_and_cart": ("support-notice", "support-mini"),
    "basket": ("support-notice", "support-mini", "support-estimator", "support-badges", "support-launcher"),
    "gateway": ("support-notice", "support-guest", "support-launcher"),
    "shipping_address": ("support-notice", "support-address-form", "support-launcher"),
    "shipping_method": ("support-notice", "support-launcher"),
    "payment_details": ("support-notice", "support-delivery", "support-badges", "support-launcher"),
    "preview": ("support-notice", "support-launcher"),
    "thank_you": ("support-offer",),
}


class Bench:
    """A guest for each page, who stands before it."""

    pages = PAGES
    language = "fa"

    def __init__(self) -> None:
        from benchmarks._walk import Walk

        self.guests: dict[str, tuple[Any, str]] = {}
        self.others: dict[str, Any] = {}
        for page in self.pages:
            walk, other = Walk(self.language), Walk(self.language, is_other=True)
            other.arrive(page)
            path = walk.arrive(page)
            self.show(page)
            for _ in range(WARM_UPS):
                content = walk.get(path)
            self.check(page, content)
            self.guests[page], self.others[page] = (walk, path), other
        # What the warm-up left behind is never looked at again by the collections during the measurement.
        gc.collect()
        gc.freeze()

    def check(self, page: str, content: bytes) -> None:
        """Raise RuntimeError if the app shows where it is off, or not where it must."""
        from django.conf import settings

        if not settings.WITH_PLUGIN:
            if b'="support-' in content:
                raise RuntimeError(f"The page {page} shows the app, which is off")
            return
        missing = [slot for slot in SLOTS.get(page, ()) if slot.encode() not in content]
        if missing:
            raise RuntimeError(f"The page {page} lacks {missing}")

    def show(self, page: str) -> None:
        """Have the app show a page of the shop that it leads past by default: the shipping methods'.

        Done before the measurement; on all other pages the app is as it is installed.
        """
        from django.conf import settings

        if not settings.WITH_PLUGIN:
            return
        from support_plugin.models import SupportSettings
        from support_plugin.preferences.queries import get_preferences

        passes = page != "shipping_method"
        if get_preferences().first_method_enabled != passes:
            # Signals let the app's own caches forget.
            row = SupportSettings.objects.get()
            row.first_method_enabled = passes
            row.save()

    def answer(self, question: dict[str, Any]) -> Any:
        """Return the answer to one line."""
        page, state = question["page"], question.get("state", "")
        if "times" in question:
            return self.cpu(page, state, question["times"], question["depth"])
        return self.counts(page, state)

    def prepare(self, page: str, state: str) -> None:
        """Bring the shop into a state, in which the guest's next request finds it."""
        walk, path = self.guests[page]
        if state in ("quiet", "busy"):
            forget_answers()
        if state == "busy":
            self.others[page].get(path)
        if state == "reload":
            walk.get(path)

    def cpu(self, page: str, state: str, times: int, depth: int) -> float:
        """Return the seconds of CPU of so many requests, collection of garbage included.

        They are made ``depth`` calls further down. Python keeps its frames in chunks of 16 KB and asks the
        system for one whenever a call crosses a chunk's end: where a page's busiest calls happen to cross it,
        that costs up to a tenth of the page, with the app or without. It must not be left to one chance.
        """
        walk, path = self.guests[page]
        self.show(page)

        def request() -> float:
            self.prepare(page, state)
            gc.collect()
            before = time.process_time()
            walk.get(path)
            return time.process_time() - before

        return deeper(depth, lambda: sum(request() for _ in range(times)))

    def counts(self, page: str, state: str) -> dict[str, int]:
        """Return how many queries a request makes, and how many functions of Python's it calls."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        walk, path = self.guests[page]
        self.show(page)
        self.prepare(page, state)
        with CaptureQueriesContext(connection) as captured:
            walk.get(path)
        queries = len(captured)  # before another request forgets them
        self.prepare(page, state)
        return {"queries": queries, "calls": counted(lambda: walk.get(path))[0]}


def counted(function: Callable[[], Any]) -> tuple[int, Any]:
    """Return how many functions of Python's were called for a function's result, and that."""
    calls = 0

    def see(frame: Any, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(see)
    try:
        result = function()
    finally:
        sys.setprofile(None)
    return calls, result


def deeper(depth: int, function: Callable[[], float]) -> float:
    """Return the function's result, called from further down the stack."""
    return deeper(depth - 1, function) if depth else function()


def forget_answers() -> None:
    """Empty the app's cache; nothing where the app is not installed."""
    from django.conf import settings

    if settings.WITH_PLUGIN:
        from support_plugin import cache

        cache.clear()


def main(make: Callable[[], Bench] = Bench) -> None:
    """Answer until the input ends."""
    # Whatever the shop prints must not be taken for an answer.
    answers, sys.stdout = sys.stdout, sys.stderr
    django.setup()
    bench = make()
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        print(json.dumps(bench.answer(json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    main()
