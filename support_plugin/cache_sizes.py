"""About how much memory a value takes, for the bound of the cache."""

import sys
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

# So many parts are looked at; of the rest, each that is known of counts as much as one of these.
MOST_PARTS = 60
# Most parts, and nothing in them.
_LEAVES = {str, SafeString, bytes, int, bool, float, Decimal, date, datetime, type(None)}


def size_of(value: Any) -> int:
    """Return about how many bytes a value takes, with all that it alone holds. Of large ones, an estimate."""
    seen: set[int] = set()
    waiting, total = [value], 0
    while waiting and len(seen) < MOST_PARTS:
        part = waiting.pop()
        is_leaf = type(part) in _LEAVES
        if id(part) in seen or (not is_leaf and isinstance(part, type)):
            continue
        seen.add(id(part))
        total += sys.getsizeof(part)
        if is_leaf:
            continue
        if isinstance(part, dict):
            waiting += part.keys()
            waiting += part.values()
        elif isinstance(part, list | tuple | set | frozenset):
            waiting += part
        elif not callable(part):
            waiting += getattr(part, "__dict__", {}).values()
    return total + total * len(waiting) // max(len(seen), 1)
