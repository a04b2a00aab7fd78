"""The Python interpreters on this machine."""

import re
import subprocess
from pathlib import Path

SUPPORTED = ("3.11", "3.12", "3.13")
VERSION = re.compile(r"Python (\d+\.\d+)")


def find_interpreters() -> dict[str, str]:
    """The supported Python versions that are here, and for each a program that really runs."""
    found: dict[str, str] = {}
    for program in _candidates():
        version = _version(program)
        if version in SUPPORTED:
            found.setdefault(version, program)
    return dict(sorted(found.items()))


def _candidates() -> list[str]:
    kept = sorted(Path.home().glob(".pyenv/versions/3.*/bin/python"))
    return [*(f"python{version}" for version in SUPPORTED), "python3", *map(str, kept)]


def _version(program: str) -> str | None:
    """The version a program says it is; None for one that is missing, or a shim with nothing behind it."""
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True)
    except OSError:
        return None
    said = VERSION.match(answer.stdout)
    return said[1] if answer.returncode == 0 and said else None
