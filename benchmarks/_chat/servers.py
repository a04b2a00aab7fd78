"""What the benchmark starts: PostgreSQL, Redis, and the chat servers, all on ports of their own."""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.paths import ROOT, VENV_PYTHON
from tools.run.processes import answers, free_port, start, stop, wait_until
from tools.run.scratch import reachable_folder
from tools.run.services import POSTGRES, REDIS, Running, _init_cluster, _unprivileged_user
from tools.run.shop import SERVER_FLAGS

PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Server:
    """A running chat server."""

    kind: str
    port: int
    process: subprocess.Popen[bytes]

    def cpu_seconds(self) -> float:
        """Return the processor time it has used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory_kb(self) -> float:
        """Return its resident memory."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * PAGE / 1024


def uvicorn(application: str, port: int) -> list[str]:
    """Return the command that serves an ASGI application; its flags are the demo's."""
    words = ["-m", "uvicorn", application, "--host", "127.0.0.1", "--port", str(port)]
    return [str(VENV_PYTHON), *words, *SERVER_FLAGS]


def relay(port: int, *words: str) -> list[str]:
    """Return the command that serves the bare relay."""
    return [str(VENV_PYTHON), "-m", "benchmarks._chat.relay", str(port), *words]


COMMANDS: dict[str, Callable[[int], list[str]]] = {
    "ours": lambda port: uvicorn("example_shop.asgi:application", port),
    "tutorial": lambda port: uvicorn("benchmarks._chat.tutorial:application", port),
    # As the library comes, compressing; and with the flags of the two above.
    "raw": lambda port: relay(port),
    "raw_uncompressed": lambda port: relay(port, "uncompressed"),
}


def start_server(kind: str, env: Mapping[str, str], log: Path) -> Server:
    """Start one of the chat servers and wait until it answers."""
    port = free_port()
    with log.open("wb") as output:
        process = start(COMMANDS[kind](port), cwd=ROOT, env=env, output=output)
    wait_until(lambda: answers(port), process, name=f"The server {kind!r}")
    return Server(kind, port, process)


def stop_server(server: Server) -> None:
    """End it."""
    stop(server.process, by=signal.SIGTERM)


def start_redis(folder: Path) -> Running:
    """Start a Redis, or use the one that TEST_REDIS_URL names."""
    return REDIS.bring_up(folder, install=True)


def start_postgres(folder: Path) -> Running:
    """Start a PostgreSQL with its default settings: a commit is on the disk before it is acknowledged.

    Unlike the tests' one, which trades durability for speed.
    """
    if not POSTGRES.find():
        POSTGRES.bring_up(folder, install=True).end()
    program = Path(POSTGRES.find() or "")
    user = _unprivileged_user() if os.geteuid() == 0 else None
    home, port = reachable_folder(folder, user), free_port()
    _init_cluster(program, home, user, password := os.urandom(16).hex())
    command = [str(program / "postgres"), "-D", str(home / "data"), "-p", str(port)]
    command += ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
    with (folder / "postgres.log").open("wb") as log:
        process = start(command, cwd=home, output=log, user=user, end_by=signal.SIGINT)
    wait_until(lambda: answers(port), process, name="PostgreSQL")
    address = f"postgres://support:{password}@127.0.0.1:{port}/postgres"
    return Running(address, process, home, signal.SIGINT)
