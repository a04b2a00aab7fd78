"""The cells of `make matrix`, a session for each; tools/checks/matrix.py runs them."""

import os
import subprocess
from pathlib import Path

import nox
from nox.command import CommandFailed

from tools.checks.matrix import CELLS, LOWEST, NEWEST, SUITE, Results, dependencies, lowest_pins, summary_of
from tools.setup.venv import CONSTRAINTS

nox.options.envdir = "var/matrix"
nox.options.default_venv_backend = "uv"
nox.options.download_python = "never"
nox.options.reuse_venv = "yes"
# Interpreters that pyenv keeps, behind those on the path.
KEPT = (str(path) for path in sorted(Path.home().glob(".pyenv/versions/3.*/bin")))
os.environ["PATH"] = os.pathsep.join([os.environ["PATH"], *KEPT])

PINS, _DJANGO = CONSTRAINTS
# Oscar 4.1 allows every django-treebeard, and fails with 6 and above; with 5 it warns of itself.
WITH_LOWEST_OSCAR = "django-treebeard>=4.7.1"


def held_to(session: nox.Session, django: str) -> list[str]:
    """Return what the installer is told of versions."""
    if session.name.startswith(NEWEST):
        return ["--upgrade"]
    if not session.name.startswith(LOWEST):
        return ["-c", str(PINS), f"Django=={django}.*"]
    lowest = Path(session.create_tmp(), "pins.txt")
    pins = lowest_pins([*dependencies(), WITH_LOWEST_OSCAR], PINS.read_text().splitlines())
    lowest.write_text("\n".join(pins))
    return ["-c", str(lowest)]


def test(session: nox.Session, name: str, django: str) -> None:
    """Install, run the suite, and store how it ended."""
    folder = Path(session.virtualenv.location)
    # One project, many environments: what Python compiles must not go to and fro between them, and each
    # Oscar has style sheets of its own to turn.
    env = {
        "PYTHONPYCACHEPREFIX": str(folder / "pycache"),
        # None: not what it may be outside.
        "PYTHONDONTWRITEBYTECODE": None,
        "EXAMPLE_SHOP_TURNED": str(folder / "right_to_left"),
    }
    report = folder / "pytest.txt"
    report.unlink(missing_ok=True)
    results = Results.here()
    try:
        session.install("-e", ".", "--group", "shop", "--group", "test", *held_to(session, django))
        session.run("python", "manage.py", "support_turn_styles", env=env, silent=True)
        with report.open("w") as output:
            session.run("python", "-m", "pytest", *SUITE, env=env, stdout=output, stderr=subprocess.STDOUT)
    except CommandFailed:
        results.store(name, passed=False, summary=summary_of(report))
        session.log(report.read_text() if report.exists() else "could not be installed")
        raise
    results.store(name, passed=True, summary=summary_of(report))


def define(name: str, python: str, django: str) -> None:
    """Make a session of a cell."""

    @nox.session(name=name, python=python)
    def _cell(session: nox.Session) -> None:
        test(session, name, django)


for cell, versions in CELLS.items():
    define(cell, *versions)
