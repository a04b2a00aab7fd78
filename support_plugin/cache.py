"""The one cache of what belongs to the shop: offers, methods, places, badges, preferences, HTML made of them.

Kept in each process until it changes, until a date in it passes, and :data:`LONGEST` seconds at most, since
``.update()`` and other services send no signal. A change is announced to the other processes by a version in
Django's default cache, which each looks at once a second at most. Where that cache is not shared by the
processes, an answer lasts ``PREFERENCES_CACHE_SECONDS`` at most.

What one shopper is charged is never taken from here. Values are shared by threads: do not change them.
"""

import logging
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.core.cache import DEFAULT_CACHE_ALIAS, caches
from django.core.signals import setting_changed
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from support_plugin import clock
from support_plugin.cache_sizes import size_of
from support_plugin.conf import get_config
from support_plugin.web.nonces import nonces_of

logger = logging.getLogger(__name__)

# What an answer may be made of. A change of a kind ends all answers made of it.
KINDS = ("preferences", "notices", "badges", "hours", "prompts", "reminders", "webhooks", "answers", "shop")
PREFERENCES, NOTICES, BADGES, HOURS, PROMPTS, REMINDERS, WEBHOOKS, ANSWERS, SHOP = KINDS
# Seconds for which an answer lasts at most, whatever is announced.
LONGEST = 60
# Seconds between two looks at the announced versions; after a failed look.
LOOK_EVERY, PAUSE = 1, 10
# Bounds of one process; the answers unused for longest go first. Sizes are estimates.
MOST_ENTRIES, MOST_BYTES = 4000, 32 * 1024**2
_PREFIX = "support_plugin:version:"
_PRIVATE = ("locmem", "dummy")


@dataclass(frozen=True)
class _Entry:
    value: Any
    versions: tuple[Any, ...]
    # By the monotonic clock.
    ends_at: float
    # Aware.
    until: datetime | None
    size: int

    def is_good(self) -> bool:
        """Return whether its time has not come yet."""
        if time.monotonic() >= self.ends_at:
            return False
        return self.until is None or clock.aware(clock.now()) < self.until


@dataclass(frozen=True, slots=True)
class _Seen:
    """An answer that was looked at: it needs no other look as long as no version has changed."""

    value: Any
    # The very object that holds them.
    versions: dict[str, Any]
    # By the monotonic clock.
    until: float


class _Versions:
    """A token per kind, changed here and by other processes."""

    def __init__(self) -> None:
        self._own = dict.fromkeys(KINDS, "")
        self._shared: dict[str, Any] = {}
        # Of both, put together once, and another object after each change: a page asks a hundred times.
        self.tokens: dict[str, Any] = dict.fromkeys(KINDS, ("", None))
        self.look_at = 0.0

    def of(self, kinds: Sequence[str]) -> tuple[Any, ...]:
        """Return what is another value after a change of one of the kinds."""
        if time.monotonic() >= self.look_at:
            self._look()
        return tuple(map(self.tokens.__getitem__, kinds))

    def change(self, kind: str) -> None:
        """End the answers of this process."""
        self._own[kind] = secrets.token_hex(8)
        self._combine()

    def announce(self, kind: str) -> None:
        """End the answers of all processes."""
        self.change(kind)
        if not is_shared():
            return
        try:
            caches[DEFAULT_CACHE_ALIAS].set(_PREFIX + kind, secrets.token_hex(8), None)
        except Exception as error:  # each cache has its own
            logger.warning("The change is not announced to other processes: %r", error)

    def _look(self) -> None:
        # Before the look: other threads go on with what is known.
        self.look_at = time.monotonic() + LOOK_EVERY
        if not is_shared():
            return
        try:
            found = caches[DEFAULT_CACHE_ALIAS].get_many([_PREFIX + kind for kind in KINDS])
        except Exception as error:  # each cache has its own
            self.look_at = time.monotonic() + PAUSE
            logger.warning("The versions cannot be read: %r", error)
            return
        self._shared = {kind: found.get(_PREFIX + kind) for kind in KINDS}
        self._combine()

    def _combine(self) -> None:
        self.tokens = {kind: (self._own[kind], self._shared.get(kind)) for kind in KINDS}


_versions = _Versions()
_entries: OrderedDict[Hashable, _Entry] = OrderedDict()
# Of what pages ask for a hundred times.
_seen: dict[Hashable, _Seen] = {}
_lock = threading.Lock()
_bytes = 0


def cached(
    key: Hashable,
    make: Callable[[], Any],
    kinds: Sequence[str] = KINDS,
    *,
    until: Callable[[], datetime | None] | None = None,
    seconds: float | None = None,
) -> Any:
    """Return the answer for a key, made where there is none that is still true.

    ``key`` has all that the answer depends on besides the ``kinds``. ``until`` returns the moment at which
    the answer ends by itself, None for none; it is called before ``make``. ``seconds``: for how long a
    measured figure may last, in place of the bounds above. Whatever the functions raise passes through.
    """
    versions = _versions.of(kinds)
    entry = _entries.get(key)
    if entry is not None and entry.versions == versions and entry.is_good():
        _note_use(key)
        return entry.value
    ends_at = time.monotonic() + (_lasting() if seconds is None else seconds)
    end = until() if until is not None else None
    with nonces_of(None):
        # What is cached belongs to no request.
        value = make()
    _store(key, _Entry(value, versions, ends_at, end and clock.aware(end), size_of((key, value))))
    return value


def cached_together(
    key: Hashable,
    kinds: Mapping[Hashable, Sequence[str]],
    make: Callable[[list[Hashable]], Mapping[Hashable, tuple[Any, datetime | None]]],
) -> Any:
    """Return the answer for a key, which is made together with all others that are no longer true.

    ``kinds``: of each key, what its answer may be made of. ``make`` takes the keys that are due, and returns
    for each its answer and the moment at which that ends by itself, None for none.
    """
    seen = _seen.get(key)
    is_same = seen is not None and seen.versions is _versions.tokens
    if seen is not None and is_same and time.monotonic() < min(seen.until, _versions.look_at):
        return seen.value
    # Before the look: a change meanwhile is one after it.
    tokens = _versions.tokens
    entry = _entries.get(key)
    if entry is not None and _is_true(key, kinds[key]):
        _note_use(key)
        if entry.until is None:
            _seen[key] = _Seen(entry.value, tokens, entry.ends_at)
        return entry.value
    ends_at = time.monotonic() + _lasting()
    versions = {one: _versions.of(own) for one, own in kinds.items() if one == key or not _is_true(one, own)}
    with nonces_of(None):
        made = make(list(versions))
    for one, (value, end) in made.items():
        # Not measured, which would cost a part of reading them: they are a dozen, of few rows each.
        _store(one, _Entry(value, versions[one], ends_at, end and clock.aware(end), 0))
    return made[key][0]


def _is_true(key: Hashable, kinds: Sequence[str]) -> bool:
    entry = _entries.get(key)
    return entry is not None and entry.versions == _versions.of(kinds) and entry.is_good()


def _note_use(key: Hashable) -> None:
    with _lock:
        if key in _entries:
            _entries.move_to_end(key)


def peek(key: Hashable, kinds: Sequence[str] = KINDS) -> Any:
    """Return the answer for a key where one is there that is still true, else None. Makes none."""
    entry = _entries.get(key)
    return entry.value if entry is not None and _is_true(key, kinds) else None


def version_of(kind: str) -> Any:
    """Return what is another value after each change of a kind."""
    return _versions.of((kind,))


def last_known(key: Hashable) -> Any:
    """Return the last answer for a key, whether or not it is still true; None where there is none.

    For the event loop, on which nothing can be asked.
    """
    entry = _entries.get(key)
    return None if entry is None else entry.value


@cache
def _lasting() -> float:
    return LONGEST if is_shared() else min(float(get_config()["PREFERENCES_CACHE_SECONDS"]), LONGEST)


def _store(key: Hashable, entry: _Entry) -> None:
    global _bytes
    with _lock:
        _drop(key)
        if entry.size > MOST_BYTES:
            return
        _entries[key] = entry
        _bytes += entry.size
        while len(_entries) > MOST_ENTRIES or _bytes > MOST_BYTES:
            _drop(next(iter(_entries)))


def _drop(key: Hashable) -> None:
    global _bytes
    _seen.pop(key, None)
    gone = _entries.pop(key, None)
    if gone is not None:
        _bytes -= gone.size


def clear() -> None:
    """Throw all answers of this process away."""
    global _bytes
    with _lock:
        _entries.clear()
        _seen.clear()
        _bytes = 0
        _versions.look_at = 0.0


def announce_change(kind: str, using: str | None = None) -> None:
    """End all answers made of a kind: here at once, in the other processes once the change is committed.

    For a shop whose charges depend on tables of its own: ``announce_change("shop")`` after each change.
    ``using``: the database that was changed.
    """
    _versions.change(kind)
    try:
        # Again after the commit: what was made meanwhile by others is made of the old rows.
        transaction.on_commit(lambda: _versions.announce(kind), using=using, robust=True)
    except transaction.TransactionManagementError:
        # The shop's code commits by hand, which is announced to nobody.
        _versions.announce(kind)


def watch(kind: str, *models: type[Model]) -> None:
    """Announce a change of the kind with each row of these models that is saved or deleted."""
    for model in models:
        for signal in (post_save, post_delete):
            signal.connect(
                lambda using=None, **kwargs: announce_change(kind, using),
                sender=model,
                weak=False,
                dispatch_uid=f"support_plugin.cache.{kind}.{model._meta.label}",
            )


@cache
def is_shared() -> bool:
    """Return whether the processes of this shop share Django's default cache."""
    backend = settings.CACHES.get(DEFAULT_CACHE_ALIAS, {}).get("BACKEND", "")
    return not any(name in backend for name in _PRIVATE)


def _forget(**kwargs: object) -> None:
    # What was made may depend on any setting.
    for forget in (clear, is_shared.cache_clear, _lasting.cache_clear):
        forget()


setting_changed.connect(_forget, dispatch_uid="support_plugin.cache")
