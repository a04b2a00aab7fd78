from importlib.metadata import distributions
from pathlib import Path

from tools.checks import interpreters
from tools.paths import ROOT, VENV
from tools.setup.venv import CONSTRAINTS


def test_every_installed_package_is_pinned():
    lines = [line for path in CONSTRAINTS for line in path.read_text().splitlines()]
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in lines if "==" in line}
    site = next(VENV.glob("lib/python*/site-packages"))
    installed = {found.name.lower().replace("_", "-") for found in distributions(path=[str(site)])}
    assert sorted(installed - pinned - {"pip", "setuptools", "django-oscar-support"}) == []


def test_the_node_packages_are_locked_without_addresses():
    lock = (ROOT / "package-lock.json").read_text()
    assert '"integrity"' in lock
    assert '"resolved"' not in lock


def test_a_shim_with_nothing_behind_it_is_no_interpreter(tmp_path, monkeypatch):
    shim = tmp_path / "python3.13"
    shim.write_text("#!/bin/sh\necho 'python3.13: command not found' >&2\nexit 127\n")
    shim.chmod(0o755)
    (tmp_path / "python3.12").write_text("#!/bin/sh\necho Python 3.12.9\n")
    (tmp_path / "python3.12").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert interpreters.find_interpreters() == {"3.12": "python3.12"}
