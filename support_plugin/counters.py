"""Counting within windows of time: in each process, and together where the processes share a cache.

A process counts in memory of its own, which nobody can push out: LocMemCache drops entries beyond 300, Redis
and Memcached when they are full. What this process has counted holds whatever becomes of the cache's count;
the shared cache only lowers what is left for it.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from hashlib import sha256
from queue import SimpleQueue

from django.core.cache import DEFAULT_CACHE_ALIAS, caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache
from django.db import close_old_connections

logger = logging.getLogger(__name__)

# Of each limit a process takes this share at once from the shared cache, so that not every call asks it.
PORTIONS = 10
# Entries in memory, about 300 bytes each. Beyond that, those furthest from their limit are dropped.
MAX_ENTRIES = 50_000
# Seconds for which a call waits for the shared cache, and for which a cache that failed is not asked again.
PATIENCE, PAUSE = 0.5, 30


@dataclass
class Entry:
    """What one sender has used of one limit in this window, and how much of it this process may give out."""

    window: int
    ends_at: float
    limit: int
    used: int = 0
    granted: int = 0

    def use(self, amount: int) -> bool:
        """Use some of what is granted; return False, using nothing, where it is not enough."""
        if self.used + amount > self.granted:
            return False
        self.used += amount
        return True


class Counters:
    """The counts of this process. Safe to use from several threads."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._lock = threading.Lock()
        self._shared = SharedCounts()

    def take(self, key: str, amount: int, limit: int, seconds: int) -> bool:
        """Count ``amount`` for this window of ``seconds``; return False where it is beyond ``limit``.

        Blocks for PATIENCE at most, if the shared cache does not answer.
        """
        with self._lock:
            entry = self._entry(key, limit, seconds)
            if entry.use(amount):
                return True
            if entry.used + amount > limit:
                return False
        granted = self._shared.grant(key, entry, max(amount, limit // PORTIONS))
        with self._lock:
            entry.granted = min(limit, entry.granted + granted)
            return entry.use(amount)

    def take_granted(self, limits: Sequence[tuple[str, int]], seconds: int) -> bool:
        """Count one for each key if that needs no shared cache; else return False. Never blocks."""
        with self._lock:
            entries = [self._entry(key, limit, seconds) for key, limit in limits]
            if any(entry.used >= entry.granted for entry in entries):
                return False
            return all(entry.use(1) for entry in entries)

    def taken(self, key: str, limit: int, seconds: int) -> int:
        """Return what was counted in this window, without counting: by all processes that share a cache.

        What other processes have been granted and not used yet is in it. Blocks for PATIENCE at most.
        """
        with self._lock:
            entry = self._entry(key, limit, seconds)
            used, unused = entry.used, entry.granted - entry.used
        together = self._shared.read(key, entry)
        return used if together is None else max(used, together - unused)

    def give_back(self, key: str) -> None:
        """Take back one of what was counted, for this process to use again."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None and entry.used:
                entry.used -= 1

    def reset(self) -> None:
        """Forget all counts of this process."""
        with self._lock:
            self._entries.clear()
            self._shared = SharedCounts()

    def _entry(self, key: str, limit: int, seconds: int) -> Entry:
        now = _now()
        window = int(now // seconds)
        entry = self._entries.get(key)
        if entry is None or entry.window != window or entry.limit != limit:
            if entry is None and len(self._entries) >= MAX_ENTRIES:
                self._make_room(now)
            entry = self._entries[key] = Entry(window, (window + 1) * seconds, limit)
        return entry

    def _make_room(self, now: float) -> None:
        self._entries = {key: entry for key, entry in self._entries.items() if entry.ends_at > now}
        if len(self._entries) > MAX_ENTRIES // 2:
            # Many senders who did little cannot push out one who is at the limit.
            fullest = sorted(self._entries.items(), key=lambda item: item[1].used / item[1].limit)
            self._entries = dict(fullest[-MAX_ENTRIES // 2 :])


def _now() -> float:
    # By the wall clock: windows begin in all processes at the same time.
    return time.time()


def seconds_left(seconds: int) -> int:
    """Return the whole seconds until the current window of this length ends, at least 1."""
    return seconds - int(_now() % seconds)


class SharedCounts:
    """The counts in the shop's cache. A cache that fails, or hangs, is left alone for PAUSE seconds."""

    def __init__(self) -> None:
        self._worker = Worker()
        self._away_until = 0.0

    def grant(self, key: str, entry: Entry, wanted: int) -> int:
        """Return how many of ``wanted`` are left; the whole limit where there is no shared cache."""
        if shared_cache() is None:
            return entry.limit
        if time.monotonic() < self._away_until or self._worker.is_stuck():
            return wanted
        try:
            return self._worker.run(lambda: _grant(key, entry, wanted), PATIENCE)
        except Exception as error:  # each cache has its own
            self._away_until = time.monotonic() + PAUSE
            logger.warning("The cache counts nothing; this process counts alone for now: %r", error)
            return wanted

    def read(self, key: str, entry: Entry) -> int | None:
        """Return what all processes were granted; None where no shared cache answers."""
        if shared_cache() is None or time.monotonic() < self._away_until or self._worker.is_stuck():
            return None
        try:
            return self._worker.run(lambda: _read(key, entry), PATIENCE)
        except Exception as error:
            logger.warning("The cache did not return its counts: %r", error)
            return None


def shared_cache() -> BaseCache | None:
    """Return Django's default cache; None where each process has one of its own, or it stores nothing."""
    cache = caches[DEFAULT_CACHE_ALIAS]
    return None if isinstance(cache, LocMemCache | DummyCache) else cache


def _grant(key: str, entry: Entry, wanted: int) -> int:
    cache = shared_cache()
    if cache is None:
        return entry.limit
    name = _name(key, entry)
    cache.add(name, 0, max(1, int(entry.ends_at - _now())) + 60)
    try:
        taken = cache.incr(name, wanted) - wanted
    except ValueError:  # evicted between the two calls
        return wanted
    left = max(0, min(wanted, entry.limit - taken))
    if left < wanted:
        cache.decr(name, wanted - left)
    return left


def _read(key: str, entry: Entry) -> int:
    cache = shared_cache()
    return int(cache.get(_name(key, entry)) or 0) if cache is not None else 0


def _name(key: str, entry: Entry) -> str:
    # No cache needs to know addresses, and some take no long keys.
    return f"support_plugin:limit:{sha256(key.encode()).hexdigest()}:{entry.window}"


class Worker:
    """A thread that may be given up: no caller, nor the process's end, waits for what hangs in it."""

    def __init__(self) -> None:
        self._tasks: SimpleQueue[tuple[Future[int], Callable[[], int]]] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._given_up: Future[int] | None = None

    def is_stuck(self) -> bool:
        """Return whether it still hangs in what a caller has given up."""
        return self._given_up is not None and not self._given_up.done()

    def run(self, function: Callable[[], int], seconds: float) -> int:
        """Return what the function returns; raise TimeoutError after ``seconds``."""
        # After a fork the child has no thread.
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._work, name="support-counter", daemon=True)
            self._thread.start()
        future: Future[int] = Future()
        self._tasks.put((future, function))
        try:
            return future.result(seconds)
        except TimeoutError:
            self._given_up = future
            raise

    def _work(self) -> None:
        while True:
            future, function = self._tasks.get()
            try:
                future.set_result(function())
            except Exception as error:
                future.set_exception(error)
            close_old_connections()  # of a cache in the database
