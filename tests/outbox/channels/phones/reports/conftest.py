"""Providers that tell the shop something."""

from tests.outbox.channels.receiving.conftest import told, use  # noqa: F401 (fixtures)
