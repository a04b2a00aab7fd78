"""The built packages, and a clean environment with the wheel in it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.paths import ROOT
from tools.run.shop import clean_environment


def build(source: Path, target: Path, kind: str) -> Path:
    """Build a "wheel" or "sdist" of a folder with the installed hatchling; returns the one file made."""
    command = [
        sys.executable,
        "-m",
        "build",
        "--no-isolation",
        f"--{kind}",
        "--outdir",
        str(target),
        str(source),
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (made,) = target.iterdir()
    return made


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout."""
    return build(ROOT, tmp_path_factory.mktemp("wheel"), "wheel")


@pytest.fixture(scope="session")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution."""
    return build(ROOT, tmp_path_factory.mktemp("sdist"), "sdist")


@pytest.fixture(scope="session")
def wheel_from_sdist(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the unpacked source distribution."""
    folder = tmp_path_factory.mktemp("unpacked")
    shutil.unpack_archive(sdist, folder)
    (source,) = folder.iterdir()
    return build(source, tmp_path_factory.mktemp("wheel_from_sdist"), "wheel")


@pytest.fixture(scope="session")
def clean_python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with nothing but the wheel, what a plain Oscar shop needs besides, and a server."""
    folder = tmp_path_factory.mktemp("clean")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / "bin" / "python"
    constraints = [word for path in ROOT.glob("constraints*.txt") for word in ("-c", str(path))]
    packages = [str(wheel), "sorl-thumbnail", "uvicorn", "websockets", "psycopg[binary]"]
    command = [str(python), "-m", "pip", "install", "-qq", "--no-compile", *constraints, *packages]
    subprocess.run(command, check=True, cwd=folder, env=environment())
    return python


def environment(**more: str) -> dict[str, str]:
    """An environment that knows nothing of this checkout."""
    kept = clean_environment()
    for name in ("DJANGO_SETTINGS_MODULE", "PYTHONPATH"):
        kept.pop(name, None)
    return {**kept, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "HOME": os.environ.get("HOME", "/"), **more}
