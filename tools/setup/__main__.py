"""`make setup`: all that the other commands need; quick when nothing changed.

Runs on the machine's own Python, so only the standard library is used here.
"""

import fcntl
import subprocess
import sys

from tools.paths import ROOT, VAR, VENV_PYTHON
from tools.setup.apt import CannotInstall
from tools.setup.assets import ensure_assets
from tools.setup.node import ensure_packages
from tools.setup.venv import ensure_venv

GROUPS = {"shop": {"shop"}, "dev": {"shop", "dev"}}


def set_up(level: str) -> None:
    """Set up for running the shop ("shop") or also for working on the project ("dev")."""
    VAR.mkdir(exist_ok=True)
    with (VAR / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two commands started together do it one after the other
        ensure_venv(GROUPS[level])
        ensure_packages(development=level == "dev")
        ensure_assets()
        subprocess.run([str(VENV_PYTHON), "-m", "tools.catalogues.compile"], cwd=ROOT, check=True)


def main() -> int:
    """Command line: the level."""
    try:
        set_up(sys.argv[1] if len(sys.argv) > 1 else "dev")
    except CannotInstall as error:
        print(error, file=sys.stderr)
    except subprocess.CalledProcessError as error:
        print(f"Set-up failed: {' '.join(map(str, error.cmd))}", file=sys.stderr)
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
