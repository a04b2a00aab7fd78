"""What is said of each line of a cart that was left."""

from dataclasses import dataclass

from support_plugin.shop.cart_copies import OfferedLine


@dataclass(frozen=True)
class ShownLine:
    """A line as the page shows it, with what has changed since the cart was left."""

    offered: OfferedLine

    @property
    def is_gone(self) -> bool:
        """Whether nothing of it can be bought now."""
        return not self.offered.quantity

    @property
    def is_cut(self) -> bool:
        """Whether fewer can be bought than the cart had."""
        return 0 < self.offered.quantity < self.offered.stored.quantity

    @property
    def change(self) -> str:
        """``"rose"`` or ``"fell"``: what one costs, compared with what was shown; "" for neither."""
        now, before = self.offered.price, self.offered.former_price
        if self.is_gone or now is None or before is None or now == before:
            return ""
        return "rose" if now > before else "fell"

    @property
    def is_in_other_currency(self) -> bool:
        """Whether the price is in another currency now, so that nothing can be compared."""
        return not self.is_gone and self.offered.currency != self.offered.stored.currency
