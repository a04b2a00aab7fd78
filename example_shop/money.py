"""Money: stored in Rial (IRR), with prices of whole Toman (10 Rial), in which it is shown."""

from decimal import ROUND_DOWN, Decimal

RIAL_PER_TOMAN = 10


def round_to_toman(amount: Decimal, currency: str | None = None) -> Decimal:
    """Round a discount down to whole Toman, so that nobody reads a fraction of one."""
    return (amount / RIAL_PER_TOMAN).quantize(Decimal(1), ROUND_DOWN) * RIAL_PER_TOMAN
