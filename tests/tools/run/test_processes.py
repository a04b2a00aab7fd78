import os
import pwd
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.paths import ROOT
from tools.run.processes import DidNotStart, free_port, is_taken, start, stop, wait_until

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
)
PARENT = """
import sys, time
from tools.run.processes import start
child = start([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""
GROUPS = """
import os
from tools.run.processes import start
os.setgroups([0, 1])
start(["id", "-G"], user="nobody").wait()
"""


def is_alive(pid):
    """Whether the process runs; a zombie does not."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def wait_for_the_end_of(pid):
    deadline = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not is_alive(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux notifies children of their parent's death")
def test_a_child_ends_when_its_parent_is_killed():
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.kill()
    assert wait_for_the_end_of(child)


def test_stopping_ends_the_whole_group():
    command = ["sh", "-c", "sleep 60 & echo $!; wait"]
    process = start(command, output=subprocess.PIPE)
    grandchild = int(process.stdout.readline())
    stop(process)
    assert wait_for_the_end_of(grandchild)


def test_one_that_ignores_the_signal_is_ended_by_force():
    process = start([sys.executable, "-c", STUBBORN], output=subprocess.PIPE)
    process.stdout.readline()
    stop(process, seconds=0.2)
    assert process.returncode == -signal.SIGKILL


def test_stopping_twice_does_no_harm():
    process = start(SLEEPER)
    stop(process)
    stop(process)
    assert process.returncode == -signal.SIGTERM


def test_a_port_is_taken_while_somebody_listens_on_it():
    port = free_port()
    assert not is_taken(port)
    with socket.create_server(("127.0.0.1", port)):
        assert is_taken(port)


def test_waiting_for_a_program_that_ended_fails_at_once():
    process = start([sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(DidNotStart, match="Toy ended with code 3"):
        wait_until(lambda: False, process, name="Toy", seconds=20)


def test_waiting_ends_when_the_time_is_up():
    process = start(SLEEPER)
    with pytest.raises(DidNotStart, match="Toy did not answer"):
        wait_until(lambda: False, process, name="Toy", seconds=0.1)
    stop(process)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_program_run_as_somebody_else_keeps_none_of_roots_groups():
    own = pwd.getpwnam("nobody").pw_gid
    done = subprocess.run([sys.executable, "-c", GROUPS], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.split() == [str(own)]
