"""Readers of several languages."""

from tests.formats.conftest import read_in  # noqa: F401 (a fixture)
