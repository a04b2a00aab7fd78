"""Stamps say what a set-up step was last done with, so that it runs again only when that changed."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from tools.paths import ROOT, VENV


def fingerprint(paths: Iterable[Path], *extra: str) -> str:
    """A hash of the files' names and contents, and of the extra words; a missing file counts as empty."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        body = path.read_bytes() if path.is_file() else b""
        digest.update(f"{name}\0{len(body)}\0".encode() + body)
    for word in extra:
        digest.update(f"{word}\0".encode())
    return digest.hexdigest()


class Stamp:
    """One step's stamp, kept in a folder (by default the virtual environment's) and gone with it."""

    def __init__(self, name: str, folder: Path = VENV / "stamps") -> None:
        self.path = folder / f"{name}.json"

    def read(self) -> object:
        """What was stored last, or None."""
        try:
            return json.loads(self.path.read_text())
        except (OSError, ValueError):
            return None

    def write(self, value: object) -> None:
        """Store a JSON value."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(value))
