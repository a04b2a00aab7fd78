"""Each shop of the table is walked through once, in a process of its own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.foreign_settings.rows import ROWS
from tests.languages.conftest import once
from tools.paths import ROOT
from tools.run.shop import clean_environment


@pytest.fixture(scope="session")
def outcome_of(scratch: Path) -> Callable[[str], dict[str, Any]]:
    """A function that returns what happened in the shop of this row."""
    shops = scratch / "foreign_settings"
    shops.mkdir(exist_ok=True)

    def make_tables(folder: Path, row: str = "") -> None:
        run(folder, row, "django", "migrate", "--run-syncdb", "--skip-checks", "--verbosity", "0")

    @cache
    def walk(name: str) -> dict[str, Any]:
        folder = shops / str(list(ROWS).index(name))
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        if ROWS[name].own_tables:
            make_tables(folder, name)
        else:
            shutil.copy(once(shops / "empty", make_tables) / "db.sqlite3", folder)
        run(folder, name, "tests.foreign_settings.walk", name, str(folder))
        return dict(json.loads((folder / "result.json").read_text(encoding="utf-8")))

    return walk


def run(folder: Path, row: str, module: str, *words: str) -> None:
    """Run a Python module under a row's settings."""
    env = {
        **clean_environment(),
        "DJANGO_SETTINGS_MODULE": "tests.foreign_settings.settings",
        "FOREIGN_SHOP_FOLDER": str(folder),
        "FOREIGN_SHOP_ROW": row,
        "PYTHONUTF8": "1",
        "PATH": os.environ["PATH"],
    }
    command = [sys.executable, "-m", module, *words]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-6000:]
