"""Django's tasks framework, built in or backported."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

# They run a task in the process that asks for it, or never.
WITHOUT_WORKER = {"ImmediateBackend", "DummyBackend"}


def tasks_framework() -> Any:
    """Return ``django.tasks`` (from Django 6.0 on), else its backport ``django_tasks``, or None."""
    for name in ("django.tasks", "django_tasks"):
        if find_spec(name):
            return import_module(name)
    return None


def has_worker() -> bool:
    """Return whether the project's default backend hands its tasks to other processes.

    Raises what the framework does where TASKS is wrong.
    """
    framework = tasks_framework()
    if framework is None:
        return False
    backend = framework.task_backends[framework.DEFAULT_TASK_BACKEND_ALIAS]
    return type(backend).__name__ not in WITHOUT_WORKER


def as_task(function: Callable[[], int]) -> Any:
    """Return the function as a task, which a worker finds by its name; as it is without the framework."""
    framework = tasks_framework()
    return framework.task(function) if framework is not None else function
