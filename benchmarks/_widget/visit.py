"""A shopper's browser on one page: what it fetches, how far things shift, how long the main thread is busy.

The processor is slowed four times, as on a phone; the line is not. Time is the main thread's own, which other
programs on the machine do not lengthen.
"""

import gzip
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, Response

PHONE = {"width": 390, "height": 844}
SLOWER = 4
SETTLE_MS = 1500
# Layout shifts (also those that follow a click) and tasks of more than 50 ms, for reading afterwards.
WATCH = """
window.seen = { shift: 0, tasks: [] };
new PerformanceObserver((list) => list.getEntries().forEach((entry) => { seen.shift += entry.value; }))
    .observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => list.getEntries().forEach((entry) => { seen.tasks.push(entry.duration); }))
    .observe({ type: "longtask", buffered: true });
"""


@dataclass
class Visit:
    """What a phase (loading, opening) cost; ``files`` are gzip -9 bytes by address."""

    files: dict[str, int] = field(default_factory=dict)
    requests: int = 0
    busy_ms: float = 0
    cls: float = 0
    long_tasks: list[float] = field(default_factory=list)

    @property
    def longest_ms(self) -> float:
        """The longest task; those below 50 ms are not reported by the browser and count as nothing."""
        return max(self.long_tasks, default=0)

    def weight(self, part: str) -> int:
        """Return the bytes of the files whose address has this part."""
        return sum(size for address, size in self.files.items() if part in address)


class Shopper:
    """A phone with an empty cache, slowed; use it as a context manager."""

    def __init__(self, browser: Browser, address: str, cookies: dict[str, str]) -> None:
        self.context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True)
        self.context.add_cookies([{"name": n, "value": v, "url": address} for n, v in cookies.items()])
        self.context.add_init_script(WATCH)
        self.page: Page = self.context.new_page()
        self.responses: list[Response] = []
        self.page.on("response", lambda response: self.responses.append(response))
        self.devtools: CDPSession = self.context.new_cdp_session(self.page)

    def __enter__(self) -> "Shopper":
        self.devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
        self.devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        return self

    def __exit__(self, *error: object) -> None:
        self.context.close()

    def load(self, address: str) -> Visit:
        """Load the page."""
        self.page.goto(address, wait_until="load")
        if self.page.url != address:
            raise RuntimeError(f"{address} led to {self.page.url}")
        self.page.wait_for_timeout(SETTLE_MS)
        return self._measure(0)

    def open_chat(self) -> Visit:
        """Open the chat from the page's script, as a tap would do: shifts after a tap are not counted."""
        before = self._busy_ms()
        self.responses.clear()
        self.page.evaluate("seen.shift = 0; seen.tasks = [];")
        self.page.evaluate("document.querySelector('support-chat').open()")
        self.page.wait_for_timeout(SETTLE_MS)
        return self._measure(before)

    def _measure(self, before: float) -> Visit:
        busy = self._busy_ms() - before
        seen: dict[str, Any] = self.page.evaluate("seen")
        files = {response.url: len(gzip.compress(response.body(), 9)) for response in self.responses}
        return Visit(files, len(self.responses), busy, seen["shift"], seen["tasks"])

    def _busy_ms(self) -> float:
        metrics = self.devtools.send("Performance.getMetrics")["metrics"]
        return next(entry["value"] for entry in metrics if entry["name"] == "TaskDuration") * 1000
