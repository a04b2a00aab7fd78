"""Installing what is missing from Debian's packages, when that is possible."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

POLICY = Path("/usr/sbin/policy-rc.d")


class CannotInstall(Exception):
    """The packages cannot be installed from here; the text says what to install by hand."""


def apt_install(packages: list[str], *, reason: str) -> None:
    """Install Debian packages without starting their services. Raises CannotInstall."""
    by_hand = f"{reason}. Install: {' '.join(packages)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise CannotInstall(by_hand)
    print(f"{reason}; installing {' '.join(packages)} …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages]
    with _services_stay_off():
        subprocess.run(["apt-get", "update", "-q"], env=environment, stdout=subprocess.DEVNULL)
        done = subprocess.run(install, env=environment, stdout=subprocess.DEVNULL)
    if done.returncode != 0:
        raise CannotInstall(by_hand)


@contextmanager
def _services_stay_off() -> Iterator[None]:
    """Meanwhile a package's installation starts no service (unless the machine has a policy of its own)."""
    ours = not POLICY.exists()
    if ours:
        POLICY.write_text("#!/bin/sh\nexit 101\n")
        POLICY.chmod(0o755)
    try:
        yield
    finally:
        if ours:
            POLICY.unlink(missing_ok=True)
