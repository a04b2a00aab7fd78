from importlib.metadata import distributions

from packaging.utils import canonicalize_name

from tools.paths import ROOT, VENV
from tools.setup.venv import CONSTRAINTS


def test_every_installed_package_is_pinned():
    lines = [line for path in CONSTRAINTS for line in path.read_text().splitlines()]
    pinned = {canonicalize_name(line.split("==")[0]) for line in lines if "==" in line}
    site = next(VENV.glob("lib/python*/site-packages"))
    installed = {canonicalize_name(found.name) for found in distributions(path=[str(site)])}
    assert sorted(installed - pinned - {"pip", "setuptools", "django-oscar-support"}) == []


def test_the_node_packages_are_locked_without_addresses():
    lock = (ROOT / "package-lock.json").read_text()
    assert '"integrity"' in lock
    assert '"resolved"' not in lock
