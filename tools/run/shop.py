"""Running the example shop in processes of its own: for the demo, the browser tests and the pictures."""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from tools.paths import ROOT, VENV_PYTHON
from tools.run.processes import answers, start, stop, wait_until

# What the shop's settings read; a shop for tests must not take them from the developer's environment.
# But where the turned style sheets lie: each Oscar of the matrix has its own.
SETTINGS = re.compile(r"DATABASE_URL|EMAIL_URL|REDIS_URL|SECRET_KEY|EXAMPLE_SHOP_(?!TURNED)\w+|PYTEST_\w+")
# Why these: docs/performance.md.
SERVER_FLAGS = [
    *("--ws", "websockets-sansio", "--ws-per-message-deflate", "false"),
    *("--lifespan", "off", "--no-access-log", "--log-level", "warning"),
]
TICK = ROOT / "support_plugin" / "management" / "commands" / "support_tick.py"


def clean_environment() -> dict[str, str]:
    """This process's environment without anything that configures a shop."""
    return {name: value for name, value in os.environ.items() if not SETTINGS.fullmatch(name)}


class Shop:
    """One example shop: its environment, its folder for what it writes, and its processes.

    `folder` is where database, pictures and mails go; `env` is the environment its settings are read from.
    """

    settings = "example_shop.settings"
    application = "example_shop.asgi:application"

    def __init__(self, port: int, folder: Path, env: Mapping[str, str]) -> None:
        self.port = port
        self.folder = folder
        self.url = f"http://127.0.0.1:{port}"
        self.env = {**env, "EXAMPLE_SHOP_VAR": str(folder), "DEMO_PORT": str(port)}
        self.env["DJANGO_SETTINGS_MODULE"] = self.settings
        self.processes: list[subprocess.Popen[bytes]] = []

    def manage(self, *words: str, quiet: bool = False) -> None:
        """Run a management command; when quiet, only its errors are seen. Raises CalledProcessError."""
        command = [str(VENV_PYTHON), "manage.py", *words]
        output = subprocess.DEVNULL if quiet else None
        subprocess.run(command, cwd=ROOT, env=self.env, stdout=output, check=True)

    def prepare(self, static_settings: str = "example_shop.settings") -> None:
        """Bring database, static files (collected with these settings) and demo data up to date."""
        self.manage("migrate", "--no-input", quiet=True)
        self.manage("collectstatic", "--no-input", f"--settings={static_settings}", quiet=True)
        self.manage("seed_demo", quiet=True)

    def start(self, output: IO[bytes] | int | None = None, *, tick: bool = True) -> None:
        """Start the server, and the clock for timed work; returns without waiting for either.

        A shop in several processes needs one clock: start the others without, ``tick=False``.
        """
        has_tick = tick and TICK.exists() and self.env.get("EXAMPLE_SHOP_PLUGIN", "1") != "0"
        for words in self.programs(has_tick=has_tick):
            self.processes.append(start([str(VENV_PYTHON), *words], cwd=ROOT, env=self.env, output=output))

    def programs(self, *, has_tick: bool) -> list[list[str]]:
        """Return what Python is to run, the server first."""
        server = ["-m", "uvicorn", self.application, "--host", "127.0.0.1"]
        server += ["--port", str(self.port), *SERVER_FLAGS, "--timeout-graceful-shutdown", "2"]
        return [server, ["manage.py", "support_tick", "--loop"]] if has_tick else [server]

    def wait_until_ready(self, seconds: float = 60) -> None:
        """Wait until the server takes connections. Raises DidNotStart."""
        wait_until(lambda: answers(self.port), self.processes[0], name="The shop's server", seconds=seconds)

    def stop(self) -> None:
        """End every process."""
        while self.processes:
            stop(self.processes.pop())
