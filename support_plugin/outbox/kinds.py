"""The kinds of events. Rooms register theirs in ``AppConfig.ready()``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.dispatch import Signal
from django.utils.functional import Promise

Load = Callable[[UUID, dict[str, Any]], dict[str, Any]]


def _always() -> bool:
    return True


@dataclass(frozen=True)
class Kind:
    """One kind of event, such as "cart.abandoned"."""

    name: str
    signal: Signal
    load: Load
    label: str | Promise
    is_enabled: Callable[[], bool]


_kinds: dict[str, Kind] = {}


def register(
    kind: str,
    signal: Signal,
    load: Load,
    *,
    label: str | Promise = "",
    is_enabled: Callable[[], bool] = _always,
) -> None:
    """Have events of this kind sent to the receivers of ``signal``, and offered to webhooks.

    ``load`` takes an event's id and its data, and returns the signal's arguments; it is asked again for each
    receiver, outside of any transaction, and what it raises is tried again. What it names may be gone by
    then. ``label`` is for the admin. While ``is_enabled`` says no, what waits is dropped.
    Raises ValueError where another signal has this kind.
    """
    known = _kinds.get(kind)
    if known is not None and known.signal is not signal:
        raise ValueError(f"The kind {kind!r} is another signal's already")
    _kinds[kind] = Kind(kind, signal, load, label or kind, is_enabled)


def find_kind(name: str) -> Kind | None:
    """Return a kind by its name."""
    return _kinds.get(name)


def all_kinds() -> list[Kind]:
    """Return what is registered, by name."""
    return [_kinds[name] for name in sorted(_kinds)]
