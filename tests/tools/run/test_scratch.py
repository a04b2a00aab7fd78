"""What tests write goes into a folder of their process's own."""

import os
from pathlib import Path

from support_plugin.chat.files.storage import private_storage


def test_no_two_processes_of_a_run_share_the_files_of_their_shops():
    """Each removes files without rows, and knows the rows of its own database alone."""
    folder = Path(private_storage.path("support"))
    assert os.environ.get("PYTEST_XDIST_WORKER", "alone") in folder.parts
