"""No policy that a project sets for its own REST calls reaches ours."""

import os
import subprocess
import sys

from tools.paths import ROOT

MODULES = ["rest/test_one_envelope.py", "tokens/test_tokens.py", "trust/test_api.py", "notices/test_api.py"]


def test_all_calls_answer_the_same_where_rest_framework_is_set_up_otherwise():
    environment = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "--ds=tests.rest.hostile_settings"]
        + [f"tests/{name}" for name in MODULES],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:]
