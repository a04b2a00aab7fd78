"""A worker is woken where the project has one; nothing is delivered in the process that stores."""

import pytest
from django.db import transaction

from support_plugin.checks.outbox import check_secrets, check_task_backend
from support_plugin.database.after_commit import batched_for_request
from support_plugin.outbox import enqueueing, framework
from tests.outbox.test_flows import store

pytestmark = [pytest.mark.django_db, pytest.mark.any_database, pytest.mark.usefixtures("commits")]


class Backend:
    """A backend whose tasks are done by other processes."""

    def __init__(self, **kwargs):
        self.tasks = []

    def enqueue(self):
        self.tasks.append("deliver")


@pytest.fixture
def worker(monkeypatch):
    backend = Backend()
    monkeypatch.setattr(enqueueing, "has_worker", lambda: True)
    monkeypatch.setattr("support_plugin.outbox.tasks.deliver", backend)
    return backend


def test_a_worker_is_woken_once_after_the_commit(connect, worker):
    connect("crm")
    with transaction.atomic():
        store(1)
        store(2)
        assert worker.tasks == []
    assert worker.tasks == ["deliver"]


def test_a_request_wakes_it_once_when_it_is_answered(connect, worker):
    connect("crm")
    with batched_for_request():
        for number in range(3):
            store(number)
        assert worker.tasks == []
    assert worker.tasks == ["deliver"]


def test_what_nobody_wants_wakes_nobody(signal, worker):
    store(1)
    assert worker.tasks == []


def test_a_worker_that_cannot_be_woken_stops_nobody(connect, worker, monkeypatch):
    connect("crm")
    monkeypatch.setattr(worker, "enqueue", lambda: 1 / 0)
    store(1)


def test_without_workers_nothing_is_called_where_it_is_stored(connect):
    """Django's own default runs tasks at once: that would be within a shopper's request."""
    receiver = connect("crm")
    store(1)
    assert receiver.got == []


@pytest.mark.parametrize("name", ["ImmediateBackend", "DummyBackend"])
def test_backends_without_workers_are_known(monkeypatch, name):
    backend = type(name, (), {})()
    fake = type("Tasks", (), {"task_backends": {"default": backend}, "DEFAULT_TASK_BACKEND_ALIAS": "default"})
    monkeypatch.setattr(framework, "tasks_framework", lambda: fake)
    assert not framework.has_worker()
    fake.task_backends = {"default": Backend()}
    assert framework.has_worker()
    monkeypatch.setattr(framework, "tasks_framework", lambda: None)
    assert not framework.has_worker()


def test_a_backend_that_takes_no_task_of_ours_is_reported(monkeypatch):
    assert check_task_backend() == []

    def refuse():
        raise ValueError("no backend")

    monkeypatch.setattr("support_plugin.checks.outbox.has_worker", refuse)
    [problem] = check_task_backend()
    assert problem.id == "support_plugin.W045"


def test_secrets_of_another_key_are_reported(make_endpoint, settings):
    make_endpoint("https://crm.example/")
    assert check_secrets(databases=["default"]) == []
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 9, [settings.SECRET_KEY]
    [problem] = check_secrets(databases=["default"])
    assert (problem.id, "before you remove it" in problem.hint) == ("support_plugin.W046", True)
    settings.SECRET_KEY_FALLBACKS = []
    assert "SECRET_KEY of before" in check_secrets(databases=["default"])[0].hint
