"""Files of tests that belong to settings of their own: named on a command line, each runs under these."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

# Runs what pytest is named, with a folder for files; raises AssertionError with its output where it fails.
Run = Callable[[str, Path], None]


def collects(settings: str, run: Run) -> tuple[list[str], Callable[..., Any]]:
    """Return ``collect_ignore`` and ``pytest_pycollect_makemodule`` of a conftest.py beside ``checks/``.

    A run of all tests passes over the folder: a test beside it runs it in a process with its settings.
    """
    is_own = os.environ.get("DJANGO_SETTINGS_MODULE") == settings

    def make_module(module_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        if is_own or module_path.parent.name != "checks":
            return None
        file: OwnSettingsFile = OwnSettingsFile.from_parent(parent, path=module_path)
        file.run = run
        return file

    return [] if is_own else ["checks"], make_module


class OwnSettingsFile(pytest.File):
    """Such a file. It is not imported, as the settings of this process are others."""

    run: Run

    def collect(self) -> Iterator[pytest.Item]:
        """Return a test for each that the command line names, else one for all that are in the file."""
        words = (str(word).partition("::") for word in self.config.args)
        names = [name for path, _mark, name in words if name and Path(path).resolve() == self.path]
        for name in names or ["all"]:
            what = f"{self.path}::{name}" if names else str(self.path)
            yield OwnProcess.from_parent(self, name=name, what=what, run=self.run)


class OwnProcess(pytest.Item):
    """Runs in a process of its own, in a folder that is deleted afterwards."""

    def __init__(self, *, what: str, run: Run, **given: Any) -> None:
        super().__init__(**given)
        self.what, self.run = what, run
        self.add_marker(pytest.mark.timeout(1200))

    def runtest(self) -> None:
        """Run it."""
        with tempfile.TemporaryDirectory() as folder:
            self.run(self.what, Path(folder))
