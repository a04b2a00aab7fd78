"""A provider's request, as far as its reader needs it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from support_plugin.shop.typed.phones import read_phone
from support_plugin.text.cleaning import storable

# Fields of a form; providers send far fewer.
MOST_FIELDS = 200
# Costs from here on are no one's, and beyond what is stored.
DEAREST = 10**9


class Unreadable(ValueError):
    """What was sent is not what the provider sends."""


@dataclass(frozen=True)
class Incoming:
    """``urls``: the full addresses that the provider may have called, as signatures name them."""

    urls: tuple[str, ...]
    headers: Mapping[str, str] = field(repr=False)
    query: str = field(default="", repr=False)
    body: bytes = field(default=b"", repr=False)

    @cached_property
    def parameters(self) -> list[tuple[str, str]]:
        """The fields of the address."""
        return _pairs(self.query)

    @cached_property
    def form(self) -> list[tuple[str, str]]:
        """The fields of a form that was sent; none where it was none."""
        kind = self.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind != "application/x-www-form-urlencoded":
            return []
        return _pairs(self.body.decode("utf-8", errors="replace"))

    @cached_property
    def content(self) -> Any:
        """The JSON that was sent. Raises Unreadable for what is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise Unreadable("no JSON") from None

    def rows(self) -> Iterator[dict[str, str]]:
        """Yield what was sent as rows of fields, names in small letters: one of a form, several of JSON.

        For providers whose panels let the shop choose how they call.
        """
        fields = [*self.parameters, *self.form]
        if fields:
            yield {name.lower(): value for name, value in fields}
        elif self.body.lstrip()[:1] in (b"{", b"["):
            yield from map(row_of, _objects(self.content))


def row_of(found: Mapping[str, Any]) -> dict[str, str]:
    """Return the plain values of a JSON object as texts, names in small letters."""
    return {
        str(name).lower(): storable(str(value))
        for name, value in found.items()
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    }


def objects_in(found: object) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects of a list; nothing for all else."""
    for one in found if isinstance(found, list) else []:
        if isinstance(one, dict):
            yield one


def amount(value: object) -> Decimal | None:
    """Return a cost as a provider wrote it, without its sign; None for none, nought, or one beyond belief."""
    try:
        cost = abs(Decimal(str(value)))
    except ArithmeticError:
        return None
    return cost if cost.is_finite() and 0 < cost < DEAREST else None


def number_of(number: str, country: str = "") -> str:
    """Return a number as providers write it, with or without "+", in E.164; "" for none.

    ``country``: the ISO code of whoever writes it without its calling code.
    """
    digits = number.strip().removeprefix("whatsapp:")
    if country and (found := read_phone(digits, country)):
        return found
    return read_phone(digits if digits.startswith("+") else f"+{digits.removeprefix('00')}")


def _objects(content: object) -> Iterator[dict[str, Any]]:
    """Yield the objects of a list, or the one that there is; also where they are the answer's "data"."""
    if isinstance(content, dict):
        inner = content.get("data")
        content = inner if isinstance(inner, list) else [inner if isinstance(inner, dict) else content]
    yield from objects_in(content)


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        found = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Unreadable("too many fields") from None
    return [(name, storable(value)) for name, value in found]
