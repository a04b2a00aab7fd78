"""Calls from several threads at one moment, each with a database connection of its own."""

import threading
from contextlib import suppress

from django.db import connections


def at_once(*calls, within=None):
    """Call all of them from threads of their own; return what each returned or raised.

    ``within``: seconds after which a call that has not ended fails the test.
    """
    barrier, results = threading.Barrier(len(calls), timeout=60), [None] * len(calls)

    def run(number, call):
        try:
            barrier.wait()
            results[number] = call()
        except BaseException as error:  # looked at by the test
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(within)
        assert not thread.is_alive()
    return results


def errors_in(results):
    """Return what was raised, of what ``at_once`` returns."""
    return [result for result in results if isinstance(result, BaseException)]


def meeting(count):
    """Return a function in which threads wait for each other, until one of them is kept from coming."""
    barrier = threading.Barrier(count)

    def wait(*args, **kwargs):
        # Whoever has to take turns comes alone: the first then goes on, and nobody waits again.
        with suppress(threading.BrokenBarrierError):
            barrier.wait(timeout=1)

    return wait
