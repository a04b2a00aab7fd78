"""About how much memory a value takes, for the bound of the cache."""

import sys
from typing import Any

# So many parts are looked at; the rest counts as much again for each that was.
MOST_PARTS = 500


def size_of(value: Any) -> int:
    """Return about how many bytes a value takes, with all that it alone holds. Of large ones, an estimate."""
    seen: set[int] = set()
    waiting, total = [value], 0
    while waiting and len(seen) < MOST_PARTS:
        part = waiting.pop()
        if id(part) in seen or isinstance(part, type):
            continue
        seen.add(id(part))
        total += sys.getsizeof(part)
        waiting.extend(_parts_of(part))
    return total * 2 if waiting else total


def _parts_of(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    if isinstance(value, list | tuple | set | frozenset):
        return list(value)
    return list(getattr(value, "__dict__", {}).values()) if not callable(value) else []
