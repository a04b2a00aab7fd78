"""What the bank answered to a payment that came to no order, in words for the shopper."""

from django.utils.translation import gettext as _

# Session key: the status of the payment that the shopper came back from last.
BANK_ANSWER = "bank_answer"


def describe_answer(status: str) -> str:
    """Return what a payment's status means for the shopper; empty for a status that leads to an order."""
    texts = {
        "declined": _("The bank declined the payment. Nothing was charged; your cart is kept."),
        "pending": _("The bank has not confirmed the payment yet. Your cart is kept."),
        "refunded": _(
            "Your cart changed while you were at the bank, so we gave the money back. "
            "Please check it and pay again."
        ),
    }
    return texts.get(status, "")
