"""Providers that send the shop reports."""

from tests.outbox.channels.receiving.conftest import reported, use  # noqa: F401 (fixtures)
