"""`make soak`: long stories of the chat, quotes of many carts, each language alone, all tests of faults."""

import os
import signal
import subprocess
import sys

from tools.paths import ROOT, VENV_PYTHON
from tools.run.processes import die_with_parent
from tools.run.scratch import current_scratch
from tools.run.services import POSTGRES, REDIS
from tools.setup.apt import CannotInstall

TESTS = (
    "tests/soak",
    "tests/chat/machine/test_machine.py",
    "tests/carts/reminders/test_killed_processes.py",
    "tests/outbox/test_killed_processes.py",
    "tests/outbox/test_machine.py",
    "tests/chat/api/test_contract.py",
    "tests/shop/quotes/test_quotes_property.py",
    "tests/shop/free_shipping/test_gaps_property.py",
    "tests/hours/test_rules.py",
    "tests/carts/test_machine.py",
    "tests/carts/reminders/test_machine.py",
    "tests/carts/reminders/test_concurrent_sending.py",
    "tests/languages",
    "tests/foreign_settings",
    "tests/forked_shop",
    "tests/management/commands/test_support_uninstall.py",
    "tests/web/test_pictures.py",
    "tests/packaging/test_plain_shop.py",
    "tests/protocol",
    "tests/browser/launcher/test_free_space.py",
)


def main() -> int:
    """Run them; words on the command line go to pytest. The figures are part of what is printed."""
    die_with_parent()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    current_scratch()
    try:
        for service in (POSTGRES, REDIS):  # the tests start their own; here it is only installed
            if not service.find():
                service.bring_up(current_scratch(), install=True).end()
    except CannotInstall as missing:
        print(missing, file=sys.stderr)
        return 1
    # Long stories take longer than what a test of `make test` may.
    command = [str(VENV_PYTHON), "-m", "pytest", "-s", "-o", "timeout=3600", *(sys.argv[1:] or TESTS)]
    environment = {**os.environ, "SUPPORT_SOAK": "1"}
    return subprocess.run(command, cwd=ROOT, env=environment, preexec_fn=die_with_parent).returncode


if __name__ == "__main__":
    sys.exit(main())
