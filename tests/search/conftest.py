import pytest


@pytest.fixture(autouse=True)
def _commits(commits):
    """The shop's rows are noted after the commit."""
