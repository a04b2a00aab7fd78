"""The one shape of lists that may be longer than one answer: ``{items, has_more, next}``."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a list. ``next`` is what to ask the next part with; None where this is the end."""

    items: list[T]
    next: int | str | None = None


def page_json(items: Iterable[Any], next: int | str | None = None) -> dict[str, Any]:
    """Return a page as JSON; ``items`` are JSON already."""
    return {"items": list(items), "has_more": next is not None, "next": next}
