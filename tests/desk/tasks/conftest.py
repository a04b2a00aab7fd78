"""A cart that was left, and a task about it."""

from tests.tasks.conftest import _commits, left, task  # noqa: F401 (fixtures)
