"""A Chromium steered by Playwright, for browser tests and pictures."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def launch(chromium: str, home: Path) -> Iterator[Browser]:
    """A running browser with an empty profile; whatever it writes stays below `home`."""
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    home.mkdir(exist_ok=True)
    own = {"HOME": home, "XDG_CONFIG_HOME": home / "config", "XDG_CACHE_HOME": home / "cache"}
    environment: dict[str, str | float | bool] = {**os.environ, **{name: str(own[name]) for name in own}}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags, env=environment)
        try:
            yield browser
        finally:
            browser.close()
