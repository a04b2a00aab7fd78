import os
import socket
import subprocess

from tools.paths import ROOT, VENV_PYTHON
from tools.run.processes import free_port


def test_a_taken_port_is_reported_at_once_and_with_a_way_out():
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        env = {**os.environ, "DEMO_PORT": str(port)}
        command = [str(VENV_PYTHON), "-m", "tools.run.demo"]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=20)
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr
    assert "DEMO_PORT=" in done.stderr
    assert done.stdout == ""
