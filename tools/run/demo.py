"""`make demo`: the example shop with everything it needs, until Ctrl-C."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.paths import ROOT, VAR
from tools.run.processes import DidNotStart, die_with_parent, is_taken
from tools.run.shop import Shop
from tools.setup.stamps import Stamp, fingerprint
from tools.setup.venv import INPUTS

SHOP_SOURCES = ("example_shop", "support_plugin", "locale")


def main() -> int:
    """Serve until a signal comes or a child ends; the exit code is 0 only after a signal."""
    if "MAKELEVEL" in os.environ:
        die_with_parent()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    shop = Shop(int(os.environ.get("DEMO_PORT") or 8000), VAR, {**os.environ, "EXAMPLE_SHOP_CRM": "1"})
    if is_taken(shop.port):
        print(f"Port {shop.port} is taken. Try another: make demo DEMO_PORT={shop.port + 1}", file=sys.stderr)
        return 1
    try:
        return _serve(shop)
    except subprocess.CalledProcessError as error:
        print(f"Failed: {' '.join(error.cmd[1:])}", file=sys.stderr)
    except DidNotStart as error:
        print(error, file=sys.stderr)
    finally:
        shop.stop()
    return 1


def _leave(number: int, frame: object) -> None:
    """Unwind through `finally`, which ends the children; further signals must not cut that short."""
    for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)
    print("\nStopping …", flush=True)
    sys.exit(0)


def _serve(shop: Shop) -> int:
    with _alone():
        _prepare_if_changed(shop)
    shop.start()
    shop.manage("seed_demo", "--print-logins")
    shop.wait_until_ready()
    print(f"\nready: {shop.url}/   (Ctrl-C stops it)", flush=True)
    while all(process.poll() is None for process in shop.processes):
        time.sleep(0.5)
    print("A part of the shop ended by itself; stopping the rest.", file=sys.stderr)
    return 1


@contextmanager
def _alone() -> Iterator[None]:
    """Two demos on one folder prepare one after the other."""
    VAR.mkdir(exist_ok=True)
    with (VAR / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _prepare_if_changed(shop: Shop) -> None:
    """Skip it all when neither code nor data changed since the last time and the database is there."""
    database = shop.env.get("DATABASE_URL", "")
    files = (path for name in SHOP_SOURCES for path in (ROOT / name).rglob("*") if _counts(path))
    key = fingerprint((*files, *INPUTS), database, shop.env.get("EXAMPLE_SHOP_PLUGIN", "1"))
    stamp = Stamp("demo", folder=VAR)
    if stamp.read() == key and _is_there(database):
        return
    print("Preparing database, static files and demo data …", flush=True)
    shop.prepare()
    stamp.write(key)


def _counts(path: Path) -> bool:
    return path.is_file() and path.suffix != ".pyc"


def _is_there(database: str) -> bool:
    """Whether the SQLite file exists; of other databases it is unknown from here."""
    if not database:
        return (VAR / "db.sqlite3").exists()
    return database.startswith("sqlite:///") and Path(database.removeprefix("sqlite:///")).exists()


if __name__ == "__main__":
    sys.exit(main())
