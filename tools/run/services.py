"""Redis, PostgreSQL, Chromium and nginx for the tests: configured ones, else what the machine has."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tools.run.processes import answers, free_port, start, stop, wait_until
from tools.run.scratch import reachable_folder
from tools.setup.apt import CannotInstall, apt_install

# The number of the first Redis database that the processes of a test run may use.
FIRST_DATABASE = "SUPPORT_TEST_REDIS_FIRST"
SBIN = f"{os.environ.get('PATH', '')}:/usr/sbin"  # not on every user's path
# The shell first: without windows of its own it needs half the time for a page.
CHROMIUM_NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)


@dataclass
class Running:
    """A service that answers at `address`; `end()` stops it if it is ours."""

    address: str
    process: subprocess.Popen[bytes] | None = None
    folder: Path | None = None
    end_by: int = signal.SIGTERM

    def end(self) -> None:
        """Stop the process and remove its files."""
        if self.process:
            stop(self.process, by=self.end_by, seconds=30)
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)


@dataclass
class Service:
    """One of the programs that tests need.

    `variable` names the environment variable with the address of one that runs already; `find` returns the
    program's path or None; `launch(program, folder)` starts it; `packages` are Debian's.
    """

    name: str
    variable: str
    find: Callable[[], str | None]
    launch: Callable[[str, Path], Running]
    packages: list[str] = field(default_factory=list)

    def bring_up(self, folder: Path, *, install: bool) -> Running:
        """Bring it up. Raises CannotInstall, with what to do, when the machine has none."""
        configured = os.environ.get(self.variable)
        if configured:
            return Running(configured)
        program = self.find()
        if program is None and install:
            apt_install(self.packages, reason=f"{self.name} was not found")
            program = self.find()
        if program is None:
            hint = f"install {' '.join(self.packages)}, or set {self.variable}"
            raise CannotInstall(f"{self.name} was not found: {hint}")
        return self.launch(program, folder)


def _find_redis() -> str | None:
    return shutil.which("redis-server") or shutil.which("valkey-server")


def _launch_redis(program: str, folder: Path) -> Running:
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    command += ["--dir", str(folder), "--databases", "64"]
    process = start(command, output=subprocess.DEVNULL)
    wait_until(lambda: answers(port), process, name="Redis")
    return Running(f"redis://127.0.0.1:{port}", process)


def _find_postgres() -> str | None:
    """The folder of `initdb` and `postgres`; Debian keeps the newest in /usr/lib/postgresql/<version>."""
    on_path = shutil.which("initdb")
    if on_path and shutil.which("postgres"):
        return str(Path(on_path).parent)
    debian = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return str(max(debian, key=lambda path: float(path.parent.name))) if debian else None


def _launch_postgres(program: str, folder: Path) -> Running:
    """A cluster of its own without durability, reached over TCP with a password made for this run."""
    user = _unprivileged_user() if os.geteuid() == 0 else None
    home = reachable_folder(folder, user)
    password, port = secrets.token_hex(16), free_port()
    _init_cluster(Path(program), home, user, password)
    settings = {"port": str(port), "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
    settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    settings |= {"max_connections": "400"}  # each thread of each test process may have one
    settings |= {"dynamic_shared_memory_type": "mmap"}  # in its folder, not in /dev/shm
    command = [f"{program}/postgres", "-D", str(home / "data")]
    command += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    # SIGINT is PostgreSQL's fast shutdown, which waits for no client.
    with (folder / "postgres.log").open("wb") as log:
        process = start(command, cwd=home, output=log, user=user, end_by=signal.SIGINT)
    address = f"postgres://support:{password}@127.0.0.1:{port}/postgres"
    wait_until(lambda: takes_queries(address), process, name="PostgreSQL")
    return Running(address, process, home, signal.SIGINT)


def takes_queries(address: str) -> bool:
    """Whether PostgreSQL answers a query: while it starts up, it takes connections only to refuse them."""
    with suppress(psycopg.OperationalError), psycopg.connect(address, connect_timeout=2) as connection:
        connection.execute("SELECT 1")
        return True
    return False


def _init_cluster(program: Path, home: Path, user: str | None, password: str) -> None:
    secret = home / "password"
    secret.write_text(password)
    if user:
        shutil.chown(secret, user)
    command = [str(program / "initdb"), "-D", str(home / "data"), "-U", "support", "-A", "scram-sha-256"]
    command += [f"--pwfile={secret}", "-E", "UTF8", "--locale=C", "--no-sync"]
    process = start(command, cwd=home, output=subprocess.DEVNULL, user=user)
    if process.wait() != 0:
        raise subprocess.CalledProcessError(process.returncode, command)
    secret.unlink()


def _unprivileged_user() -> str:
    """PostgreSQL refuses to run as root."""
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _find_chromium() -> str | None:
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def _as_found(program: str, folder: Path) -> Running:
    """A program that each test starts itself."""
    return Running(program)


REDIS = Service("Redis", "TEST_REDIS_URL", _find_redis, _launch_redis, ["redis-server"])
POSTGRES = Service("PostgreSQL", "TEST_DATABASE_URL", _find_postgres, _launch_postgres, ["postgresql"])
CHROMIUM = Service("Chromium", "CHROMIUM", _find_chromium, _as_found, ["chromium-headless-shell"])
NGINX = Service("nginx", "NGINX", lambda: shutil.which("nginx", path=SBIN), _as_found, ["nginx-light"])
SERVICES = (REDIS, POSTGRES, CHROMIUM, NGINX)
