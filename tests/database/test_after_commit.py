"""Signals and batches that wait for the commit."""

import pytest
from django.db import transaction
from django.dispatch import Signal

from support_plugin.database.after_commit import batch_until_commit, batched_for_request, send_after_commit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]


@pytest.fixture
def handled():
    return []


@pytest.fixture
def handle(handled):
    return lambda keys: handled.append(keys)


def lose(change):
    with transaction.atomic():
        change()
        transaction.set_rollback(True)


def test_keys_of_one_transaction_are_handled_together_after_it(handle, handled):
    with transaction.atomic():
        for key in (1, 2, 1):
            with transaction.atomic(savepoint=False):
                batch_until_commit(handle, key)
        assert handled == []
    assert handled == [{1, 2}]


def test_outside_of_a_transaction_there_is_nothing_to_wait_for(handle, handled):
    batch_until_commit(handle, 1)
    assert handled == [{1}]


def test_what_is_rolled_back_is_not_handled(handle, handled):
    with transaction.atomic():
        batch_until_commit(handle, "outer")
        sid = transaction.savepoint()
        transaction.savepoint_rollback(sid)
        lose(lambda: batch_until_commit(handle, "lost"))
        with transaction.atomic():
            batch_until_commit(handle, "inner")
        batch_until_commit(handle, "late")
    assert set.union(*handled) == {"outer", "inner", "late"}


def test_a_failing_batch_is_logged_and_harms_nobody(caplog, handled):
    def fail(keys):
        raise ValueError("broken")

    with transaction.atomic():
        batch_until_commit(fail, 1)
        batch_until_commit(handled.append, 2)
    assert handled == [{2}]
    assert "broken" in caplog.text


def test_a_signal_is_sent_after_the_commit_and_to_everybody(caplog):
    signal, received = Signal(), []

    def fail(**kwargs):
        raise ValueError("broken")

    def receive(word, **kwargs):
        received.append((word, transaction.get_connection().in_atomic_block))

    signal.connect(fail)
    signal.connect(receive)
    with transaction.atomic():
        send_after_commit(signal, None, word="said")
        assert received == []
    assert received == [("said", False)]
    assert "broken" in caplog.text


def test_a_rolled_back_change_sends_no_signal():
    signal, received = Signal(), []

    def receive(**kwargs):
        received.append(kwargs)

    signal.connect(receive)
    lose(lambda: send_after_commit(signal, None))
    assert received == []


def test_a_request_handles_the_keys_of_all_its_commits_once_at_its_end(handle, handled):
    with batched_for_request():
        batch_until_commit(handle, 1)
        with transaction.atomic():
            batch_until_commit(handle, 2)
        lose(lambda: batch_until_commit(handle, 3))
        assert handled == []
    assert handled == [{1, 2}]
    batch_until_commit(handle, 4)
    assert handled == [{1, 2}, {4}]


def test_what_fails_at_the_end_of_a_request_is_logged_and_stops_nothing(handle, handled, caplog):
    def fail(keys):
        raise ValueError("no")

    with batched_for_request():
        batch_until_commit(fail, 1)
        batch_until_commit(handle, 2)
    assert handled == [{2}]
    assert "fail" in caplog.text
