"""The project's virtual environment, made with the standard library and pip alone."""

import importlib.util
import os
import shutil
import subprocess
import sys

from tools.paths import ROOT, VENV, VENV_PYTHON
from tools.setup.apt import apt_install
from tools.setup.stamps import Stamp, fingerprint

CONSTRAINTS = (ROOT / "constraints.txt", ROOT / "constraints-django.txt")
INPUTS = (ROOT / "pyproject.toml", ROOT / "hatch_build.py", *CONSTRAINTS)


def ensure_venv(groups: set[str]) -> None:
    """Make `.venv` hold the project (editable) and the named dependency groups, at the pinned versions."""
    if not _runs():
        _create()
    stamp = Stamp("python")
    key = fingerprint(INPUTS, sys.version)
    before = stamp.read()
    installed = set(before["groups"]) if isinstance(before, dict) and before.get("key") == key else set()
    if groups <= installed:
        return
    wanted = sorted(groups | installed)
    print(f"Installing the Python packages ({', '.join(wanted)}) …", flush=True)
    pip_install("--upgrade", "pip>=25.1")  # the first that knows --group
    pip_install("-e", str(ROOT), *(word for group in wanted for word in ("--group", group)))
    stamp.write({"key": key, "groups": wanted})


def pip_install(*words: str) -> None:
    """Run `pip install` in `.venv`, held to the pinned versions."""
    constraints = [word for path in CONSTRAINTS for word in ("-c", str(path))]
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    command = [str(VENV_PYTHON), "-m", "pip", "install", "-qq", *constraints, *words]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def _runs() -> bool:
    """Whether `.venv` works and is of the Python that runs now."""
    if not VENV_PYTHON.exists():
        return False
    probe = [str(VENV_PYTHON), "-c", "import sys; print(sys.version)"]
    answer = subprocess.run(probe, capture_output=True, text=True)
    return answer.returncode == 0 and answer.stdout.strip() == sys.version.strip()


def _create() -> None:
    """Make an empty `.venv` with pip in it."""
    print(f"Making .venv with Python {sys.version.split()[0]} …", flush=True)
    if VENV.exists():
        shutil.rmtree(VENV)
    if not _has_module("ensurepip") and not _has_module("pip"):
        # Debian keeps both in packages of their own.
        apt_install(["python3-venv"], reason="Python's venv module is incomplete (no ensurepip)")
    make = [sys.executable, "-m", "venv", str(VENV)]
    if _has_module("ensurepip") or not _has_module("pip"):
        subprocess.run(make, check=True)
        return
    subprocess.run([*make, "--without-pip"], check=True)
    machine_pip = [sys.executable, "-m", "pip", "--python", str(VENV_PYTHON)]
    subprocess.run([*machine_pip, "install", "-qq", "pip"], check=True)


def _has_module(name: str) -> bool:
    return importlib.util.find_spec(name) is not None
