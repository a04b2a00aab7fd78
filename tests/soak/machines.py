"""Everything a shop runs on, in processes of its own that a test may kill and start again."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tools.paths import ROOT, VENV_PYTHON
from tools.run.processes import answers, free_port, start, stop, wait_until
from tools.run.services import POSTGRES, REDIS, Running, Service, _unprivileged_user
from tools.run.shop import SERVER_FLAGS, clean_environment


class Machines:
    """PostgreSQL, Redis and ASGI processes; not the ones other tests use, as these are to fail."""

    def __init__(self, folder: Path, servers: int = 2, settings: str = "tests.soak.settings") -> None:
        self.folder, self.settings = folder, settings
        self.running: dict[str, Running] = {}
        self.servers: dict[int, subprocess.Popen[bytes]] = {}
        try:
            self._start(servers)
        except BaseException:
            self.end()
            raise

    def _start(self, servers: int) -> None:
        for service in (POSTGRES, REDIS):
            folder = self.folder / service.name
            folder.mkdir(mode=0o711)
            self.running[service.name] = service.launch(program_of(service), folder)
        self.database = self.running["PostgreSQL"].address
        self.env = {
            **clean_environment(),
            "DATABASE_URL": self.database,
            "REDIS_URL": f"{self.running['Redis'].address}/0",
            "EXAMPLE_SHOP_VAR": str(self.folder / "shop"),
            "DJANGO_SETTINGS_MODULE": self.settings,
        }
        self.run("manage.py", "migrate", "--run-syncdb", "--verbosity", "0")
        self.ports = [free_port() for _ in range(servers)]
        for port in self.ports:
            self.start_server(port)
        for port in self.ports:
            wait_until(lambda port=port: answers(port), self.servers[port], name="The shop")

    def run(self, *words: str) -> str:
        """Run one of the shop's programs; return what it prints."""
        command = [str(VENV_PYTHON), *words]
        done = subprocess.run(command, cwd=ROOT, env=self.env, check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout

    def start_server(self, port: int) -> None:
        """Start an ASGI process; returns before it answers."""
        words = ["-m", "uvicorn", "example_shop.asgi:application", "--host", "127.0.0.1", "--port", str(port)]
        words += SERVER_FLAGS
        with (self.folder / f"server-{port}.log").open("ab") as log:
            self.servers[port] = start([str(VENV_PYTHON), *words], cwd=ROOT, env=self.env, output=log)

    def kill_server(self, port: int) -> None:
        """End an ASGI process without a warning."""
        self.servers[port].kill()
        self.servers[port].wait()

    def stop(self, name: str) -> None:
        """Stop Redis or PostgreSQL as an administrator does, not waiting for its clients."""
        running = self.running[name]
        assert running.process is not None
        stop(running.process, by=running.end_by)

    def start(self, name: str) -> None:
        """Start what was stopped, with the same data and on the same port; returns when it answers."""
        running = self.running[name]
        assert running.process is not None
        is_postgres = name == "PostgreSQL"
        with (self.folder / f"{name}.log").open("ab") as log:
            running.process = start(
                running.process.args,  # type: ignore[arg-type]
                cwd=running.folder or self.folder,
                output=log,
                user=_unprivileged_user() if is_postgres and os.geteuid() == 0 else None,
                end_by=running.end_by,
            )
        port = int(running.address.rpartition(":")[2].split("/")[0])
        wait_until(lambda: answers(port), running.process, name=name)

    def end(self) -> None:
        """Leave nothing behind."""
        for server in self.servers.values():
            stop(server, by=signal.SIGKILL)
        for running in self.running.values():
            running.end()


def program_of(service: Service) -> str:
    """Return the program's path; skip the test where the machine has none, fail it in CI."""
    program = service.find()
    if program is None:
        text = f"{service.name} was not found: install {' '.join(service.packages)}"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(text)
    return str(program)
