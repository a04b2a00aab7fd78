"""What tests write goes into a folder of their process's own."""

import os
from pathlib import Path

import pytest
from django.db import connection

from support_plugin.chat.files.storage import private_storage
from tests import settings


@pytest.mark.any_database
def test_no_two_processes_of_a_run_share_the_files_of_their_shops(db):
    """Each removes files without rows, and knows the rows of its own database alone."""
    folder = Path(private_storage.path("support"))
    assert settings.WORKER in folder.parts
    assert settings.WORKER in str(connection.settings_dict["NAME"])
    assert os.environ.get("PYTEST_XDIST_WORKER", str(os.getpid())) in settings.WORKER
