"""Fixtures for all tests: owner, colleague and outsiders for every permission test."""

import logging
import time
from typing import Any

import hypothesis
import pytest
from django.core.cache import cache as django_cache
from django.db import transaction
from django.utils import translation

from support_plugin import cache, counters, limits
from support_plugin.chat.assignment import seats
from support_plugin.search import pending_rows
from tests.factories import make_user

# On a busy machine any example may take long.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")


@pytest.fixture(autouse=True)
def _fresh_caches() -> Any:
    """No test sees what another one cached, or left to be stored at the end of a request."""
    cache.clear()
    django_cache.clear()
    limits.reset()
    pending_rows._waiting.clear()
    seats._known.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _windows_of_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is counted by the minute, the hour and the day: no test runs into the next one."""
    began = time.time()
    midnight = began - began % (24 * 60 * 60)
    monkeypatch.setattr(counters, "_now", lambda: midnight + time.time() - began)


@pytest.fixture(autouse=True)
def _language(settings: Any) -> Any:
    """A page in another language leaves none behind for the next test."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def prefer(db: None) -> Any:
    """Return a function that stores the admin's choices."""

    from support_plugin.models import SupportSettings

    def store(**choices: Any) -> None:
        SupportSettings.objects.update_or_create(pk=SupportSettings.singleton_instance_id, defaults=choices)
        cache.clear()

    cache.clear()
    yield store
    cache.clear()


@pytest.fixture
def commits(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within a test's own transaction, do at the end of each one what waits for a commit."""
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        return
    depth = len(connection.savepoint_ids)
    leave, wait = transaction.Atomic.__exit__, type(connection).on_commit

    def run_hooks() -> None:
        while connection.run_on_commit and len(connection.savepoint_ids) == depth:
            _savepoints, hook, is_robust = connection.run_on_commit.pop(0)
            try:
                hook()
            except Exception:
                if not is_robust:
                    raise
                logging.getLogger("django.db").exception("%s failed", hook.__qualname__)

    def leave_and_run(block: Any, *error: Any) -> None:
        leave(block, *error)
        run_hooks()

    def wait_or_run(self: Any, *arguments: Any, **options: Any) -> None:
        wait(self, *arguments, **options)
        run_hooks()

    monkeypatch.setattr(transaction.Atomic, "__exit__", leave_and_run)
    monkeypatch.setattr(type(connection), "on_commit", wait_or_run)


@pytest.fixture
def shopper(db: None) -> Any:
    """A customer with an account."""
    return make_user("shopper@example.com", first_name="نگار", last_name="رضایی")


@pytest.fixture
def other_shopper(db: None) -> Any:
    """Another customer: an outsider to the first one's conversation."""
    return make_user("other@example.com")


@pytest.fixture
def agent(db: None) -> Any:
    """Staff who may answer conversations."""
    return make_user(
        "agent@example.com", ("answer_conversation",), is_staff=True, first_name="سارا", last_name="کریمی"
    )


@pytest.fixture
def confidant(db: None) -> Any:
    """An agent who may see shoppers' personal data beside conversations."""
    rights = ("answer_conversation", "view_shopper_data")
    return make_user("confidant@example.com", rights, is_staff=True, first_name="لیلا")


@pytest.fixture
def colleague(db: None) -> Any:
    """Another agent."""
    return make_user("colleague@example.com", ("answer_conversation",), is_staff=True, first_name="مریم")


@pytest.fixture
def staff(db: None) -> Any:
    """Staff without the right to read conversations: an outsider."""
    return make_user("staff@example.com", is_staff=True)
