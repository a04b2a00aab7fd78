"""A change of a cart, and the state of a cart before and after, as plain values."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.functional import Promise

# What is done: put in, another quantity (0 takes out), another variant, and what is used with the cart.
ADD, QUANTITY, SWAP, VOUCHER, METHOD, DESTINATION = (
    *("add", "quantity", "swap"),
    *("voucher", "method", "destination"),
)


@dataclass(frozen=True)
class Change:
    """One change. What its kind does not use is empty."""

    kind: str
    # Primary keys as text: of the cart's line, and of the product that is put in.
    line: str = ""
    product: str = ""
    quantity: int = 0
    # A voucher's, or a shipping method's.
    code: str = ""


@dataclass(frozen=True)
class StateLine:
    """One line of a cart, with what the shop asks for it: offers included, tax where it is known."""

    pk: Any
    product_id: Any
    title: str
    quantity: int
    # [(primary key of the option, what the shopper chose)]
    options: tuple[tuple[Any, Any], ...]
    unit: Decimal | None
    amount: Decimal

    @property
    def item(self) -> str:
        """What it is, however many: the same text for the same product with the same options."""
        return item_key(self.product_id, self.options)


def item_key(product_id: Any, options: Sequence[Any]) -> str:
    """Return a text that is the same for the same product with the same options."""
    chosen = sorted((str(pk), _as_json(value)) for pk, value in options)
    return _as_json([str(product_id), chosen])


@dataclass(frozen=True)
class CartState:
    """What is in a cart, its vouchers' codes, and what it comes to, without shipping."""

    lines: tuple[StateLine, ...]
    vouchers: tuple[str, ...]
    total: Decimal
    currency: str

    @property
    def contents_key(self) -> str:
        """The same for carts with the same lines and vouchers, whatever they cost."""
        counted: Counter[str] = Counter()
        for line in self.lines:
            counted[line.item] += line.quantity
        return _hash([sorted(counted.items()), sorted(self.vouchers)])

    @property
    def priced_key(self) -> str:
        """The same for carts with the same contents at the same prices."""
        prices = sorted(
            (line.item, line.quantity, line.unit is not None and _plain(line.unit), _plain(line.amount))
            for line in self.lines
        )
        return _hash([self.contents_key, prices, _plain(self.total), self.currency])


class NotPossible(Exception):
    """A change that the shop does not make now; ``text`` says why, for people."""

    def __init__(self, text: str | Promise) -> None:
        super().__init__(str(text))
        self.text = text


def _plain(amount: Decimal) -> str:
    # 10 and 10.00 are the same amount.
    return f"{amount.normalize():f}"


def _as_json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)


def _hash(value: Any) -> str:
    return sha256(_as_json(value).encode()).hexdigest()
