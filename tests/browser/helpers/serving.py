"""A shop's server and its clock: ``-m tests.browser.helpers.serving tick|"no tick" APPLICATION FLAGS...``.

What both load is loaded once: the clock is a fork of the server that has not served yet.
"""

import os
import signal
import sys

import django
from django.core.management import call_command
from uvicorn.importer import import_from_string
from uvicorn.main import main

from tools.run.processes import die_with_parent


def serve(has_tick: bool, words: list[str]) -> None:
    """Serve until a signal ends it; the clock ends with this process or with its group."""
    django.setup()
    import_from_string(words[0])
    # A clock that has ended is gone at once: as long as it is a zombie, its group seems to live.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    server = os.getpid()
    if has_tick and os.fork() == 0:
        die_with_parent()
        if os.getppid() != server:  # it ended before that
            os._exit(1)
        call_command("support_tick", loop=True)
        os._exit(0)
    main(words)


if __name__ == "__main__":
    serve(sys.argv[1] == "tick", sys.argv[2:])
