"""For every test: the services, the databases, what runs on PostgreSQL too, and the order."""

import gc

pytest_plugins = ["tests.helpers.services", "tests.helpers.databases", "tests.helpers.statements"]


def pytest_configure() -> None:
    """Look for no garbage while tests are collected: there is none, and looking took a third of the time."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Look for garbage from here on, but not among what was collected."""
    gc.freeze()
    gc.enable()
