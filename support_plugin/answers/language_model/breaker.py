"""A circuit breaker: a server that fails again and again is not asked for a while, by any process.

Each process counts its own failures; that it opened reaches the others by the shop's shared cache, where
there is one. Afterwards one call tries; it closes the circuit, or opens it for twice as long.
"""

import logging
import threading
import time
from collections.abc import Callable

from support_plugin.counters import Worker, shared_cache

logger = logging.getLogger(__name__)

# Failures in a row; seconds for which the circuit is open first, and at most.
FAILURES, SHORTEST, LONGEST = 3, 60, 15 * 60
# Seconds for which a call waits for the shared cache.
PATIENCE = 0.3
_KEY = "support_plugin:language_model:open"


class Breaker:
    """Whether the server may be asked. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._worker = Worker()
        self._failures = 0
        self._pause = float(SHORTEST)
        self._open_until = 0.0
        self._is_trying = False

    @property
    def is_open(self) -> bool:
        """Whether this process asks nothing for now."""
        return _now() < self._open_until

    @property
    def is_open_anywhere(self) -> bool:
        """Whether this process, or all that share a cache, ask nothing for now."""
        return self.is_open or self._is_open_elsewhere()

    def allows(self) -> bool:
        """Return whether to ask now. After True ``succeeded``, ``failed`` or ``not_asked`` must be called."""
        with self._lock:
            if self.is_open or self._is_trying:
                return False
            # After a pause one call tries, and the others wait for what becomes of it.
            self._is_trying = self._failures >= FAILURES
        if self._is_open_elsewhere():
            self.not_asked()
            return False
        return True

    def not_asked(self) -> None:
        """Take ``allows`` back: nothing was asked after all."""
        with self._lock:
            self._is_trying = False

    def succeeded(self) -> None:
        """Note a proper answer."""
        with self._lock:
            was_failing = self._failures >= FAILURES
            self._failures, self._pause, self._is_trying, self._open_until = 0, float(SHORTEST), False, 0.0
        if was_failing:
            logger.info("The language model answers again")
            self._share(0)

    def failed(self, reason: object) -> None:
        """Note that there was none, and why; it is logged."""
        with self._lock:
            self._failures += 1
            self._is_trying = False
            pause = self._pause
            opens = self._failures >= FAILURES and not self.is_open
            if opens:
                self._open_until = _now() + pause
                self._pause = min(pause * 2, LONGEST)
        logger.warning("The language model did not answer: %s", reason)
        if opens:
            logger.warning("The language model is not asked for %d seconds", pause)
            self._share(pause)

    def reset(self) -> None:
        """Forget all; for tests."""
        self.__init__()  # type: ignore[misc]

    def _is_open_elsewhere(self) -> bool:
        return bool(self._with_cache(lambda: int(bool(_shared("get", _KEY)))))

    def _share(self, seconds: float) -> None:
        if seconds:
            self._with_cache(lambda: int(bool(_shared("set", _KEY, 1, int(seconds)))))
        else:
            self._with_cache(lambda: int(bool(_shared("delete", _KEY))))

    def _with_cache(self, function: Callable[[], int]) -> int:
        """Return what the function gives; 0 where there is no shared cache, or it does not answer."""
        if shared_cache() is None or self._worker.is_stuck():
            return 0
        try:
            return self._worker.run(function, PATIENCE)
        except Exception as error:  # each cache has its own
            logger.warning("The cache knows nothing of the language model: %r", error)
            return 0


def _shared(method: str, *args: object) -> object:
    cache = shared_cache()
    return None if cache is None else getattr(cache, method)(*args)


def _now() -> float:
    return time.monotonic()


breaker = Breaker()
