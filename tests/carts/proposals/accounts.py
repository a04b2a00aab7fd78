"""What the machine knows of products and proposals, beside the shop's own rows."""

from dataclasses import dataclass
from typing import Any

from support_plugin.carts.proposals.models import Proposal


@dataclass
class Shelf:
    """A product as the account knows it."""

    product: Any
    price: int = 100
    stock: int = 50
    is_public: bool = True

    def permits(self, number: int) -> bool:
        """Whether Oscar sells so many."""
        return self.stock > 0 and number <= self.stock


@dataclass
class Offered:
    """A proposal as the account knows it."""

    row: Proposal
    changes: list[tuple[str, int, int]]
    cart: Any
    seen: Any
    promised: Any
    state: str = "offered"
    before: Any = None


class Answer(dict):
    """Enough of a response for Oscar's middleware."""

    def set_cookie(self, *args: Any, **kwargs: Any) -> None:
        """Keep nothing."""
