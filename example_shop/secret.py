"""The demo's secret key, made once for each installation."""

from pathlib import Path

from django.core.management.utils import get_random_secret_key


def load_or_create_secret_key(path: Path) -> str:
    """Return the key kept in ``path``; make it, readable by its owner only, at the first call."""
    try:
        # "x" decides between two processes that start at the same time: one writes, the other reads.
        with path.open("x") as file:
            path.chmod(0o600)
            file.write(get_random_secret_key())
    except FileExistsError:
        pass
    return path.read_text()
