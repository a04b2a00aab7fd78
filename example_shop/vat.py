"""Iran's value-added tax."""

from decimal import ROUND_HALF_UP, Decimal

RATE = Decimal("0.10")


def without_vat(amount: Decimal) -> Decimal:
    """Return the part of a VAT-included ``amount`` that is no tax, in whole Rial."""
    return (amount / (1 + RATE)).quantize(Decimal(1), ROUND_HALF_UP)
