"""Child processes that end when their parent does, and the ports they answer on."""

import ctypes
import os
import pwd
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1


class DidNotStart(Exception):
    """A program ended, or did not answer, before it was ready."""


def die_with_parent(end_by: int = signal.SIGTERM) -> None:
    """Ask the kernel to signal this process when its parent ends; only Linux knows how."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, end_by)


def start(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    output: IO[bytes] | int | None = None,
    user: str | None = None,
    end_by: int = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a program in a process group of its own, as `user` if one is named.

    `end_by` is the signal it gets when this process dies without having stopped it.
    """
    return subprocess.Popen(
        command,
        env=env,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
        preexec_fn=lambda: die_with_parent(end_by),
        user=user,
        group=pwd.getpwnam(user).pw_gid if user else None,
        extra_groups=[] if user else None,  # root's are left behind
    )


def stop(process: subprocess.Popen[bytes], *, by: int = signal.SIGTERM, seconds: float = 8) -> None:
    """End a started process with all of its group: first by asking, after `seconds` by force."""
    if process.poll() is None:
        _signal_group(process, by)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    deadline = time.monotonic() + 10
    while _signal_group(process, signal.SIGKILL) and time.monotonic() < deadline:
        process.poll()
        time.sleep(0.02)
    process.wait()


def _signal_group(process: subprocess.Popen[bytes], number: int) -> bool:
    """Signal every process of the group; returns whether there was one."""
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_taken(port: int) -> bool:
    """Whether somebody listens on the port of 127.0.0.1 already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def answers(port: int) -> bool:
    """Whether a connection to the port of 127.0.0.1 succeeds."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def wait_until(
    ready: Callable[[], bool], process: subprocess.Popen[bytes], *, name: str, seconds: float = 60
) -> None:
    """Wait until `ready()`; raises DidNotStart when the process ends or the time is up."""
    deadline = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None:
            raise DidNotStart(f"{name} ended with code {process.returncode}")
        if time.monotonic() > deadline:
            raise DidNotStart(f"{name} did not answer within {seconds:.0f} seconds")
        time.sleep(0.1)
