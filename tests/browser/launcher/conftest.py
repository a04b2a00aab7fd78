"""The laboratory's fixtures."""

from tests.browser.lab.conftest import lab, make_lab  # noqa: F401 (fixtures)
