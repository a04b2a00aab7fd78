"""The folder a test run keeps its files in: below var/test where possible, removed when the run ends."""

import atexit
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tools.paths import VAR

LONGEST = 60  # letters; browsers put Unix sockets below it, whose paths may have 107
VARIABLE = "SUPPORT_TEST_DIR"


def make_scratch() -> Path:
    """Make a new folder for one test run, and point temporary files of this and later processes into it."""
    parent = VAR / "test"
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=parent if len(str(parent)) < LONGEST else None))
    folder.chmod(0o711)  # PostgreSQL's own user passes through
    os.environ[VARIABLE] = str(folder)
    use_as_tmp(folder)
    return folder


def use_as_tmp(folder: Path) -> None:
    """Temporary files go into `folder/tmp`."""
    (folder / "tmp").mkdir(exist_ok=True)
    os.environ["TMPDIR"] = str(folder / "tmp")
    tempfile.tempdir = None


def remove_scratch(folder: Path) -> None:
    """Remove the folder of a test run and everything in it."""
    shutil.rmtree(folder, ignore_errors=True)
    os.environ.pop(VARIABLE, None)
    os.environ.pop("TMPDIR", None)
    tempfile.tempdir = None


def reachable_folder(folder: Path, user: str | None) -> Path:
    """A new folder that `user` owns and can reach: inside `folder`, or where that is shut, in /dev/shm."""
    for parent in (folder, Path("/dev/shm"), Path("/tmp")):  # noqa: S108 - mkdtemp makes a safe one
        if not parent.is_dir():
            continue
        made = Path(tempfile.mkdtemp(prefix="support-", dir=parent))
        if user is None:
            return made
        shutil.chown(made, user)
        if subprocess.run(["/bin/sh", "-c", f"test -w '{made}'"], user=user, extra_groups=[]).returncode == 0:
            return made
        made.rmdir()
    raise PermissionError(f"no folder that {user} can reach")


def current_scratch() -> Path:
    """The folder of the test run this process belongs to; makes one, gone with this process, if none."""
    if VARIABLE not in os.environ:
        atexit.register(remove_scratch, make_scratch())
    return Path(os.environ[VARIABLE])
